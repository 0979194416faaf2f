"""The conversation as a page that works without JavaScript."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from markupsafe import Markup, escape

from countyline.answers import formats
from countyline.answers.composing import Mark
from countyline.answers.question import SpokenLanguage
from countyline.answers.wording import Wording
from countyline.page.addresses import AskForm, Links
from countyline.page.editions import TOPIC, LiveEdition
from countyline.page.frames import frame_of
from countyline.page.linking import Linker
from countyline.page.markup import filled
from countyline.page.notice import staff_runs
from countyline.status.model import Language, StatusDocument

Author = Literal["resident", "bot", "staff"]
Status = Literal[
    "saved",
    "waiting",
    "with_staff",
    "not_saved",
    "too_fast",
    "too_long",
    "nothing_written",
    "form_expired",
]
"""What became of the last message."""

_FAILURES: frozenset[Status] = frozenset(
    {"not_saved", "too_fast", "too_long", "nothing_written", "form_expired"}
)


@dataclass(frozen=True)
class Said:
    """One entry of a conversation. `at` is aware.

    `choices` are titles; each becomes a button that posts its title as the message. They are shown
    while nothing was said after them.
    """

    author: Author
    paragraphs: tuple[str, ...]
    at: datetime
    language: SpokenLanguage
    source: str | None = None
    mark: str | None = None
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Shown:
    """An entry, ready for its template."""

    author: Author
    paragraphs: tuple[Markup, ...]
    at: str
    stamp: str
    language: SpokenLanguage
    source: str | None
    mark: str | None
    choices: tuple[str, ...]


def render_conversation(
    entries: Sequence[Said],
    document: StatusDocument | None,
    wording: Wording,
    language: Language,
    now: datetime,
    *,
    mark: Mark | None,
    links: Links,
    form: AskForm,
    address: str,
    status: Status | None = None,
    draft: str = "",
) -> str:
    """Give the conversation with the form below it. `now` is aware.

    Args:
        entries: what was said, the oldest first.
        document: the status document in service; None when nothing was ever published.
        wording: the words of every language.
        language: the page's language.
        now: the time that residents are told.
        mark: that this is a replay or an exercise.
        links: this conversation in each language, and the notice, for the way back.
        form: where messages are posted to.
        address: this page, for the link that looks for a new answer.
        status: what became of the last message.
        draft: what the resident wrote and could not be taken, to be mended.
    """
    frame = frame_of(
        wording,
        language,
        title=wording.say(language, TOPIC, "conversation_title"),
        county=document.organization.name.said_in(language) if document else "",
        mark=mark,
        links=links,
        is_private=True,
    )
    return filled(
        "conversation.html",
        {
            "frame": frame,
            "region": frame.county,
            "entries": _shown(entries, document, language, now),
            "form": form,
            "address": address,
            "status": wording.say(language, TOPIC, status) if status else "",
            "failed": status in _FAILURES,
            "draft": draft,
            "staff": staff_runs(LiveEdition(document, wording, language, now))
            if document and status == "not_saved"
            else (),
            "link": Linker(document).link if document else escape,
        },
    )


def _shown(
    entries: Sequence[Said], document: StatusDocument | None, language: Language, now: datetime
) -> list[_Shown]:
    zone = document.zone if document else UTC
    link = Linker(document).link if document else escape
    today = now.astimezone(zone).date()
    return [
        _Shown(
            author=entry.author,
            # A resident's own words are shown as they were written: nothing in them is a link.
            paragraphs=tuple(
                escape(text) if entry.author == "resident" else link(text)
                for text in entry.paragraphs
            ),
            at=formats.moment(entry.at.astimezone(zone), language, today=today),
            stamp=entry.at.isoformat(timespec="seconds"),
            language=entry.language,
            source=entry.source,
            mark=entry.mark,
            choices=entry.choices if entry is entries[-1] else (),
        )
        for entry in entries
    ]
