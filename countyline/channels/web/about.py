"""What a widget needs before anybody asks: the county, the marks, the topic buttons."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from countyline.channels.web.bodies import AboutBody, Bilingual, Menu
from countyline.status.model import Language, StatusDocument
from countyline.status.publication_reader import PublicationReader

Marking = Callable[[StatusDocument], Mapping[Language, str] | None]
"""Gives the words for a replay or an exercise in each language, None on an ordinary day."""


class About:
    """Describes the county from the revision in service."""

    def __init__(
        self,
        reader: PublicationReader,
        marking: Marking,
        menu: Menu,
    ) -> None:
        self._reader = reader
        self._marking = marking
        self._menu = menu

    def body(self) -> AboutBody:
        """Give what is so now."""
        published = self._reader.current()
        if published is None:
            return AboutBody(county=None, revision=None, as_of=None, mark=None, menu=self._menu)
        document = published.document
        name = document.organization.name
        marks = self._marking(document)
        headline = document.incident["headline"]
        return AboutBody(
            county=Bilingual(en=name.en, es=name.es),
            revision=published.revision,
            as_of=document.provenance[headline.per].as_of,
            mark=Bilingual(en=marks["en"], es=marks["es"]) if marks else None,
            menu=self._menu,
        )

