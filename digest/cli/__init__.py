"""The commands: they turn words into use cases, progress into bars, reports into text or JSON, errors into exit codes.

Exit codes: 0 done; 1 refused or failed, with one line that says what to do; 2 wrong usage; 3 findings block.
A command's module is imported when the command is used, so that `--help` answers at once.
"""

from __future__ import annotations

__all__ = ["COMMANDS", "main"]

import errno
import importlib
import os
import sys
from typing import TYPE_CHECKING

import click

from digest import __version__
from digest.errors import DigestError

if TYPE_CHECKING:
    from collections.abc import Sequence

COMMANDS = {
    "demo": ("start", "The whole pipeline on the sample week, mail to an embedded SMTP server."),
    "init": ("start", "Make a new publication: config and templates to edit."),
    "run": ("edition", "The weekly job once: collect … send, by the approval policy."),
    "collect": ("collecting", "Ask every source now."),
    "sources": ("sources", "The health of each source; OPML in and out."),
    "boilerplate": ("sources", "What is left out of the pieces' texts: by rule, and learned."),
    "pieces": ("collecting", "List what is known; with --why, why each is in or out."),
    "compose": ("edition", "Make or refresh the draft of an edition."),
    "show": ("edition", "Print an edition."),
    "render": ("edition", "Write index.html, text.txt, message.eml and findings.json."),
    "check": ("checking", "Findings for an edition, an .html or an .eml file."),
    "approve": ("edition", "Let a draft out, exactly as it is."),
    "send": ("edition", "Send an approved edition, resume it, or send a test copy."),
    "preview": ("serving", "The edition in the browser, reloading as you edit."),
    "serve": ("serving", "Preview, public pages and schedule, for good."),
    "next": ("start", "The next eight slots."),
    "summarize": ("files", "Blurbs for text files, pages, or JSON lines."),
    "extract": ("files", "What the program sees in saved pages."),
    "feed": ("files", "What the program sees in feeds."),
    "import": ("files", "The pieces in one saved article page."),
}


class _Commands(click.Group):
    """A group whose commands are imported one by one, when they are needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - as above
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"digest.cli.{COMMANDS[cmd_name][0]}")
        command = getattr(module, f"{cmd_name}_command")
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - as above
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="digest")
def digest() -> None:
    """Collect a publication's week, write the blurbs, and mail the digest."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit with its code."""
    try:
        code = digest.main(args=arguments, prog_name="digest", standalone_mode=False)
    except click.exceptions.Abort:
        click.echo("digest: interrupted; nothing is lost, and the same command goes on where it stopped", err=True)
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except DigestError as error:
        click.echo(f"digest: {error}", err=True)
        sys.exit(1)
    except BrokenPipeError:
        # The reader of our output has gone (`digest pieces | head`).
        _end_output()
        sys.exit(1)
    except OSError as error:
        if error.filename is None and error.errno not in {errno.ENOSPC, errno.EIO}:
            raise
        _end_output()
        where = error.filename or "cannot write"
        click.echo(
            f"digest: {where}: {error.strerror}; see to the rights and the room there, and run it again", err=True
        )
        sys.exit(1)
    sys.exit(code if isinstance(code, int) else 0)


def _end_output() -> None:
    """Let what is still buffered go nowhere, so that the interpreter does not fail on it at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
