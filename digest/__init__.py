"""Collects a publication's week, writes the blurbs, and mails the digest.

    sources | collect | summarize | compose | render | check | approve | send

    collect     Sources → Pieces            what a piece is; same piece or new            digest.collect
    summarize   Piece → Blurb               which sentences, in which length              digest.summarize
    compose     Pieces → Edition            what is in and why, what is out and why       digest.compose
    render      Edition → Rendering         the bytes of the e-mail                       digest.render
    check       Rendering → Findings        what blocks, what warns                       digest.check
    approve     Edition → frozen Edition    who gets it                                   digest.pipeline
    send        frozen Edition → Deliveries when and how fast; once to each               digest.send

The middle stages are pure functions on the frozen data of `digest.model`; files, network, database, mail and the clock
live at the edges. `digest.pipeline` puts them together, `digest.cli` gives them commands, `digest.desk` a page.
"""

from __future__ import annotations

__all__ = ["__version__"]

__version__ = "0.1.0"
