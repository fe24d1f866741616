"""Who made a picture, in the forms that newspapers' captions have."""

from __future__ import annotations

import pytest

from digest.furniture import image_credit, strip_credit


@pytest.mark.parametrize(
    ("text", "credit"),
    [
        ("A new barrier. Smith Collection/Gado/Gado via Getty Images", "Smith Collection/Gado/Gado via Getty Images"),
        ("Two new items on the menu. Lance Yamamoto/SFGATE", "Lance Yamamoto/SFGATE"),
        ("The yard in his first season (Jasen Vinlove/USAToday)", "Jasen Vinlove/USAToday"),
        ("Icon Sportswire //Getty Images", "Icon Sportswire //Getty Images"),
        ("Better Homes and Gardens / Brian Kopinski", "Better Homes and Gardens / Brian Kopinski"),
        ("Steve Carell in 'The Office.' Courtesy of Netflix; Everett (2)", "Netflix; Everett (2)"),
        ("(c) MEGA/WENN", "MEGA/WENN"),
        ("(Image: © Hooded Horse)", "Hooded Horse"),
        ("The lake in Lyon County, Kentucky ( Image: Getty Images)", "Getty Images"),
        ("PHOTO BY FOREST WORGUM Hoquiam’s Lexi drives to the basket.", "Forest Worgum"),
        # Not every stroke is a credit.
        ("The Boeing 737/777 fleet and its pilots.", ""),
        ("He asked for an either/or decision", ""),
        ("The AC/DC show went on until two in the morning.", ""),
        ("It was Paris/Texas all over again, said the director of the film about it.", ""),
    ],
)
def test_the_maker_is_found_behind_the_caption(text: str, credit: str) -> None:
    """A stroke between who and for whom; capitals; brackets; a rights sign."""
    assert image_credit(text) == credit


def test_the_caption_stays_without_its_credit() -> None:
    """It may stand as the alternative text."""
    assert strip_credit("Two new items on the menu. Lance Yamamoto/SFGATE") == "Two new items on the menu."
