"""Lists of feeds in and out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.collect.opml import read_opml, write_opml
from digest.errors import ParseError
from digest.model import Source, SourceKind

OPML = b"""<?xml version="1.0"?><opml version="1.0"><head><title>Mine</title></head><body>
<outline text="Coasts"><outline text="A" type="rss" xmlUrl="https://a.example/feed" htmlUrl="https://a.example/"/>
<outline text="Deeper"><outline XMLURL="https://b.example/feed"/></outline></outline>
<outline text="C" htmlUrl="https://c.example/"/><outline text="A again" xmlUrl="https://a.example/feed"/>
<outline text="D" xmlUrl="file:///etc/passwd"/></body></opml>"""


def test_outlines_are_sources_and_their_headings_sections() -> None:
    """Each address once; what is on no web server is none."""
    assert read_opml(OPML) == (
        Source(url="https://a.example/feed", kind=SourceKind.FEED, section="Coasts"),
        Source(url="https://b.example/feed", kind=SourceKind.FEED, section="Deeper"),
        Source(url="https://c.example/"),
    )


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"<opml><body>", "feeds.opml:1"),
        (b"<opml><head/></opml>", "no OPML"),
        (b"<html/>", "no OPML"),
        (b"<opml><body><outline text='x'/></body></opml>", "no feed in it"),
        (
            b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><opml><body><outline xmlUrl="&e;"/></body></opml>',
            "feeds.opml",
        ),
    ],
)
def test_what_is_no_list_of_feeds_is_named_with_its_line(content: bytes, said: str) -> None:
    """Nothing outside the file is read either."""
    with pytest.raises(ParseError, match=said):
        read_opml(content, name="feeds.opml")


addresses = st.from_regex(r"https://[a-z]{1,8}\.example/[a-z?&=<>\"']{0,12}", fullmatch=True)
sources = st.builds(
    Source,
    url=addresses,
    kind=st.sampled_from([SourceKind.FEED, SourceKind.AUTO]),
    section=st.none() | st.sampled_from(["News", "A & B", "Größe"]),
)


@given(st.lists(sources, min_size=1, max_size=8, unique_by=lambda source: source.url), st.text(max_size=20))
def test_what_is_written_is_read_again(given_sources: list[Source], title: str) -> None:
    """Sections stand together; nothing else changes."""
    written = write_opml(given_sources, title=title)
    assert set(read_opml(written.encode())) == set(given_sources)
