"""Pages for when there is none to show: plain, in both languages, with what is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from markupsafe import escape

from countyline.answers.composing import Mark
from countyline.answers.wording import Wording
from countyline.page.addresses import Links
from countyline.page.contents import Notice, Run
from countyline.page.editions import TOPIC, LiveEdition
from countyline.page.frames import frame_of
from countyline.page.linking import Linker
from countyline.page.markup import filled
from countyline.page.notice import notice_of, staff_runs
from countyline.status.model import LANGUAGES, Language, StatusDocument

Trouble = Literal["not_found", "gone", "refused", "busy", "failed"]
"""Why a page cannot be shown."""

HTTP_TROUBLE: dict[int, Trouble] = {404: "not_found", 410: "gone", 429: "busy"}


@dataclass(frozen=True)
class _Part:
    """The page in one language."""

    language: Language
    title: str
    sentence: str
    notice: Notice | None = None
    staff: tuple[Run, ...] = ()


def trouble_of(status: int) -> Trouble:
    """Give what an HTTP status means to a resident."""
    return HTTP_TROUBLE.get(status, "failed" if status >= 500 else "refused")


def render_trouble(
    trouble: Trouble,
    document: StatusDocument | None,
    wording: Wording,
    language: Language,
    now: datetime,
    *,
    mark: Mark | None,
    links: Links,
) -> str:
    """Say in both languages, `language` first, that a page cannot be shown, and what is known."""
    parts = []
    for spoken in _first(language):
        title, sentence = (wording.say(spoken, TOPIC, key) for key in ("problem_title", trouble))
        if document is None:
            parts.append(_Part(spoken, title, sentence))
            continue
        edition = LiveEdition(document, wording, spoken, now)
        parts.append(_Part(spoken, title, sentence, notice_of(edition), staff_runs(edition)))
    return _filled(wording, parts, links, mark, document)


def render_unpublished(wording: Wording, language: Language, links: Links) -> str:
    """Say in both languages, `language` first, that nothing was ever published."""
    parts = [
        _Part(
            spoken,
            wording.say(spoken, TOPIC, "unpublished_title"),
            wording.say(spoken, TOPIC, "unpublished"),
        )
        for spoken in _first(language)
    ]
    return _filled(wording, parts, links)


def _first(language: Language) -> tuple[Language, ...]:
    return (language, *(other for other in LANGUAGES if other != language))


def _filled(
    wording: Wording,
    parts: Sequence[_Part],
    links: Links,
    mark: Mark | None = None,
    document: StatusDocument | None = None,
) -> str:
    language = parts[0].language
    county = document.organization.name.said_in(language) if document else ""
    frame = frame_of(
        wording,
        language,
        title=parts[0].title,
        county=county,
        mark=mark,
        links=links,
        is_private=True,
    )
    return filled(
        "trouble.html",
        {
            "frame": frame,
            "region": county,
            "found": parts,
            "known": {one: wording.say(one, TOPIC, "what_is_known") for one in LANGUAGES},
            "back": {one: wording.say(one, TOPIC, "back") for one in LANGUAGES},
            "link": Linker(document).link if document else escape,
        },
    )
