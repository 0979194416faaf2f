"""The page that lists everything a document says, each with a link to its form."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from sanic.response import HTTPResponse

from countyline.console.draft_origins import origin_of, unreadable
from countyline.console.entry_links import entry_address
from countyline.console.entry_words import SECTIONS
from countyline.console.frame import around
from countyline.console.gate import Visit
from countyline.console.lateness import alarm
from countyline.console.markup import moment_in, page
from countyline.problem import Problem
from countyline.publishing.drafts import DraftNotFound
from countyline.status.loading import StatusDocumentInvalid, load
from countyline.status.model import Provenance, Source, StatusDocument, Subject
from countyline.status.told_facts import fact_in_words

_LONGEST = 160


@dataclass(frozen=True, slots=True)
class Listed:
    """An entry: its id, what it says in a line, the address of its form."""

    key: str
    words: str
    address: str


async def show_entries(visit: Visit) -> HTTPResponse:
    """Give the list, of a draft or of what is in service."""
    draft = str(visit.request.args.get("draft") or "")
    try:
        origin = await origin_of(visit, draft)
        document = await asyncio.to_thread(load, origin.text, name="the draft")
    except (DraftNotFound, StatusDocumentInvalid, Problem) as wrong:
        return unreadable(visit, draft, wrong)
    values = {
        **around(
            visit.session,
            visit.console.current.known(),
            "Everything that the draft says" if draft else "Everything that is published",
            "publish",
            unclaimed=await alarm(visit),
        ),
        "draft": draft,
        "sections": [
            (section, known, list(_listed(document, section, draft)))
            for section, known in SECTIONS.items()
        ],
        "add": partial(entry_address, draft=draft),
    }
    return page("entries.html", values)


def _listed(document: StatusDocument, section: str, draft: str) -> Iterator[Listed]:
    found = getattr(document, section)
    if not SECTIONS[section].one:
        words = fact_in_words(document, section) or "" if found else "nothing is published"
        yield Listed("", words, entry_address(section, draft=draft))
        return
    for key, entry in found.items():
        words = _in_words(document, section, key, entry)
        yield Listed(key, words[:_LONGEST], entry_address(section, key, draft))


def _in_words(document: StatusDocument, section: str, key: str, entry: object) -> str:
    match entry:
        case Source():
            return entry.title.en
        case Provenance():
            title = document.sources[entry.sources[0]].title.en
            return f"{title}, review by {moment_in(document.zone)(entry.review_by)}"
        case Subject():
            return entry.name.en
        case _:
            return fact_in_words(document, f"{section}.{key}") or key
