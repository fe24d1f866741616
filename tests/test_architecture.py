"""The house keeps its own rules: sizes, documentation, words, and what must not stand in a committed file."""

from __future__ import annotations

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MODULES = sorted(path for path in (ROOT / "digest").rglob("*.py") if "migrations" not in path.parts)
MAX_LINES = 300
MAX_FUNCTION_LINES = 50


def functions(tree: ast.AST) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Give every function in *tree*."""
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Count the lines of *function* without its docstring."""
    docstring = ast.get_docstring(function)
    return (function.end_lineno or 0) - function.lineno + 1 - (len(docstring.splitlines()) if docstring else 0)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_room_is_small_and_documented(path: Path) -> None:
    """At most 300 lines a file and 50 a function; a module says what it decides, `__all__` what it offers."""
    text = path.read_text("utf-8")
    tree = ast.parse(text)
    assert len(text.splitlines()) <= MAX_LINES
    assert ast.get_docstring(tree)
    assert "__all__" in text
    too_long = [function.name for function in functions(tree) if length(function) > MAX_FUNCTION_LINES]
    assert not too_long


def test_functions_are_short_on_the_whole() -> None:
    """The best codebases of the field keep the mean near nine lines; so do we, at most twelve."""
    lengths = [length(function) for path in MODULES for function in functions(ast.parse(path.read_text("utf-8")))]
    assert sum(lengths) / len(lengths) <= 12


def test_every_word_of_the_glossary_is_explained() -> None:
    """A class of the model that readers of the code meet stands in GLOSSARY.md."""
    glossary = (ROOT / "GLOSSARY.md").read_text("utf-8")
    for word in ("Publication", "Source", "Piece", "Teaser", "Blurb", "Section", "Edition", "Slot", "Masthead"):
        assert f"**{word}" in glossary
    for word in ("Preheader", "Rendering", "Message", "Finding", "Recipient", "Suppression", "Delivery", "Submitted"):
        assert f"**{word}" in glossary


def test_every_command_is_in_the_readme() -> None:
    """What can be typed is documented."""
    from digest.cli import COMMANDS

    readme = (ROOT / "README.md").read_text("utf-8")
    missing = [name for name in COMMANDS if f"`{name}" not in readme and f"digest {name}" not in readme]
    assert not missing


def test_every_configuration_key_is_in_the_documentation() -> None:
    """What can be configured is documented."""
    from digest.config.schema import MachineFile, PublicationFile

    text = (ROOT / "docs" / "configuration.md").read_text("utf-8")
    missing = [
        name
        for schema in (MachineFile, PublicationFile)
        for name in schema.model_fields
        if not any(mark + name in text for mark in ("`", "`[", "`[["))
    ]
    assert not missing


def tracked_files() -> list[Path]:
    """List the files that git tracks, or every file of a copy without git."""
    done = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    return [ROOT / name for name in done.stdout.splitlines()] if done.returncode == 0 else []


def test_no_committed_file_names_a_registry_host() -> None:
    """A lock file that names hosts ties every user to them."""
    hosts = re.compile(r"py" r"pi\.org|python" r"hosted\.org|registry\.npm" r"js", re.IGNORECASE)
    for path in tracked_files():
        if path.suffix not in {".jpg", ".png"} and path.is_file():
            assert not hosts.search(path.read_text("utf-8")), path
        assert path.name not in {"uv.lock", "pylock.toml"}


def test_help_is_quick_because_it_imports_nothing_slow() -> None:
    """A fifth of a second, not three: no nltk, no numpy, no premailer, no SQL for a help text."""
    import sys

    code = (
        "import sys; sys.argv = ['digest', '--help']\n"
        "from digest.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "slow = {'nltk', 'numpy', 'sumy', 'premailer', 'sqlalchemy', 'flask', 'httpx', 'trafilatura', 'lxml',"
        " 'pydantic', 'jinja2', 'apscheduler', 'PIL', 'rich'}\n"
        "sys.exit(' '.join(sorted(slow & set(sys.modules))) or 0)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "Commands:" in done.stdout
