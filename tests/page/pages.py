"""Makes pages of the example documents, and of documents that are changed for a test."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from countyline.answers.composing import Mark
from countyline.page.addresses import AskForm, Links
from countyline.page.loading import load_menu
from countyline.page.resident import render_page
from countyline.status.loading import load
from countyline.status.model import Language, StatusDocument
from tests.answers.asking import ROOT, SNAPSHOTS, snapshot, wording
from tests.page.markup_tree import Element, parsed

TEMPLATE = "template"
DOCUMENTS = (*SNAPSHOTS, TEMPLATE)
LINKS = Links(pages={"en": "/en/", "es": "/es/"})
STALE = timedelta(days=2)
FRESH = timedelta(0)


@cache
def document_of(name: str) -> StatusDocument:
    return load(ROOT / "examples" / "template.yml") if name == TEMPLATE else snapshot(name)


def actual(document: StatusDocument) -> StatusDocument:
    """The same document, published for real."""
    return document.model_copy(update={"mode": "actual"})


def html(
    document: StatusDocument,
    language: Language = "en",
    now: datetime | None = None,
    *,
    mark: Mark | None = None,
    links: Links = LINKS,
    **more: Any,
) -> str:
    at = now or document.sent
    return render_page(
        document, wording(), language, at, revision=3, mark=mark, links=links, **more
    )


def page(
    document: StatusDocument, language: Language = "en", now: datetime | None = None, **more: Any
) -> Element:
    return parsed(html(document, language, now, **more))


def whole_page(name: str, language: Language, age: timedelta = FRESH) -> str:
    """The page of an example with everything on it that the desk puts there."""
    document = document_of(name)
    ask = AskForm("/ask", "token", load_menu(ROOT / "data")[language])
    return html(document, language, document.sent + age, mark="replay", ask=ask)


def changed(document: StatusDocument, change: Callable[[dict[str, Any]], None]) -> StatusDocument:
    """The document after a change to its JSON, checked anew."""
    content = document.model_dump(mode="json", by_alias=True)
    change(content)
    return StatusDocument.model_validate(content)
