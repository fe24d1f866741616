"""The names that magazines give their sections, in five languages. A missing name is found by its place."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["SECTION_NAMES", "names_section"]

SECTION_NAMES: Final = frozenset(
    name.strip()
    for name in """
    analysis|opinion|opinions|commentary|comment|editorial|editorials|essay|essays|feature|features|interview
      |interviews|
    reporting|report|reports|news|latest|latest news|world|world news|politics|us politics|washington politics
      |business|
    economy|economics|finance|markets|money|culture|arts|books|film|music|science|technology|tech|health|climate|
    environment|energy|education|society|sport|sports|travel|food|style|lifestyle|life|ideas|history|religion|law|
    justice|security|military|defense|defence|foreign policy|national security|media|
    podcast|podcasts|video|videos|newsletter|newsletters|letters|reviews|review|obituaries|investigations|profile|
    europe|asia|asia-pacific|africa|latin america|americas|north america|south america|middle east|middle-east|
    global crises|global|international|national|local|regions|china|russia|ukraine|israel|iran|u.s.|us|uk|
    in focus|in depth|explainer|explainers|fact check|fact-check|special report|photo essay|on the cover|dispatch|
    dispatches|the magazine|magazine|columns|column|columnists|viewpoint|viewpoints|perspectives|
    politik|wirtschaft|kultur|meinung|kommentar|analyse|wissen|ausland|inland|gesellschaft|feuilleton|panorama|
    politique|économie|culture|opinions|tribune|société|monde|international|analyses|sciences|entretien|
    política|economía|cultura|opinión|sociedad|internacional|análisis|mundo|entrevista|deportes|ciencia|
    politikk|økonomi|kultur|meninger|kronikk|utenriks|innenriks|debatt|leder|samfunn|vitenskap
    """.replace("\n", " ").split("|")
)
"""Names of sections, in lower case, as magazines print them alone on a line."""

_NO_WORD = frozenset({"with", "from", "have", "your", "their", "latest"})
_WORDS: Final = frozenset(
    word for name in SECTION_NAMES for word in re.findall(r"[^\W\d_]{4,}", name) if word not in _NO_WORD
) | frozenset(
    [
        "affairs", "aktuelles", "books", "briefing", "bulletin", "cities", "coasts", "community", "crises",
        "debate", "democracy", "dossier", "elections", "europa", "events", "exclusive", "field", "focus",
        "forum", "gaza", "guest", "hintergrund", "housing", "humanitarian", "immigration", "industrial",
        "inside", "institutions", "intelligence", "international", "labor", "labour", "land", "letter",
        "migration", "nation", "notebook", "notes", "nuclear", "policy", "power", "public", "relations",
        "research", "rights", "rivers", "russia", "sciences", "series", "spotlight", "state", "states",
        "studies", "taiwan", "trade", "transport", "union", "views", "voices", "water", "wars", "weapons",
        "week", "weekend", "work", "workers", "yemen",
    ]
)  # fmt: skip


def names_section(label: str) -> bool:
    """Whether few words name a subject, as sections do, and no person: `Military Industrial Complex`."""
    return any(word in _WORDS for word in re.findall(r"[^\W\d_]+", label.casefold()))
