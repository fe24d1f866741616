"""Which language a text is in, where nobody says. Knows no more than the letters and common words show.

py3langid takes 0.4 s to import and 0.8 s to load its model, so scripts that tell the language are read first, and
the text is cut to what decides.
"""

from __future__ import annotations

import re

__all__ = ["detect"]

_ENOUGH = 2000
"""Characters after which the answer no longer changes."""
_TOO_SHORT = 20
"""Letters below which no answer is worth anything."""
_SCRIPTS = (
    ("ja", re.compile("[\u3040-\u30ff]")),
    ("ko", re.compile("[\uac00-\ud7af\u1100-\u11ff]")),
    ("zh", re.compile("[\u3400-\u9fff]")),
    ("th", re.compile("[\u0e00-\u0e7f]")),
    ("lo", re.compile("[\u0e80-\u0eff]")),
    ("km", re.compile("[\u1780-\u17ff]")),
    ("my", re.compile("[\u1000-\u109f]")),
    ("ka", re.compile("[\u10a0-\u10ff]")),
    ("hy", re.compile("[\u0530-\u058f]")),
    ("he", re.compile("[\u0590-\u05ff]")),
    ("el", re.compile("[\u0370-\u03ff]")),
    ("ta", re.compile("[\u0b80-\u0bff]")),
    ("bn", re.compile("[\u0980-\u09ff]")),
)
"""Scripts that one language writes nearly alone; Japanese before Chinese, since it uses both."""
_SHARE = 0.3
"""Of a text's letters, in a script, for the script to tell the language (a Japanese text has more Han than kana)."""
_KANA_SHARE = 0.1


def detect(text: str) -> str:
    """Return the ISO 639-1 code of the language of *text*; empty where it is too short to tell.

    >>> detect("今日は晴れです。明日は雨でしょう。")
    'ja'
    """
    sample = text[:_ENOUGH].encode("utf-8", "ignore").decode("utf-8")
    letters = sum(map(str.isalpha, sample))
    if not letters:
        return ""
    for lang, script in _SCRIPTS:
        share = len(script.findall(sample)) / letters
        if share >= (_KANA_SHARE if lang == "ja" else _SHARE):
            return lang
    if letters < _TOO_SHORT:
        return ""
    import py3langid

    return str(py3langid.classify(sample)[0])
