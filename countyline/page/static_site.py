"""The notice as files, to be hosted anywhere when all else is down.

A file is read later than it is written. So it names days by their dates, tells what is open on the
days ahead, and says until when its facts are confirmed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from countyline.answers.composing import Mark, mark_of
from countyline.answers.wording import Wording
from countyline.page.addresses import NOTICE_PATHS, AskElsewhere, Links, Widget
from countyline.page.contents import Entry, Notice, SourceLine
from countyline.page.editions import Edition, KeptEdition
from countyline.page.fallback import (
    calls_when_down,
    spoken_twiml,
    texts_when_down,
    twiml,
)
from countyline.page.notice import notice_of
from countyline.page.resident import render_edition
from countyline.status.model import LANGUAGES, Language, StatusDocument

FACTS = "status.json"
TEXTS_WHEN_DOWN = "fallback/sms.xml"
CALLS_WHEN_DOWN = "fallback/voice.xml"
_FILES: Mapping[Language, str] = {"en": "index.html", "es": "es/index.html"}
_TO_ROOT: Mapping[Language, str] = {"en": "", "es": "../"}


def static_site(
    document: StatusDocument,
    wording: Wording,
    now: datetime,
    *,
    revision: int | None,
    mark: Mark | None,
    desk_url: str | None,
) -> Mapping[str, bytes]:
    """Give the files of a folder by their path in it. `now` is aware.

    All links within the folder are relative. With `desk_url` (absolute, without a slash at its
    end) the pages also lead to the live notice and load the widget from there; a desk that is down
    takes nothing else away.
    """
    editions = {language: KeptEdition(document, wording, language, now) for language in LANGUAGES}
    files = {
        _FILES[language]: _page(edition, revision, mark, desk_url).encode()
        for language, edition in editions.items()
    }
    facts = _facts(editions, revision, mark or mark_of(document, replay=False))
    is_replay = mark == "replay"
    texts = texts_when_down(document, wording, now, replay=is_replay)
    files[TEXTS_WHEN_DOWN] = twiml(texts)
    spoken = calls_when_down(document, wording, now, replay=is_replay)
    files[CALLS_WHEN_DOWN] = spoken_twiml(spoken)
    files[FACTS] = json.dumps(facts, ensure_ascii=False, indent=1).encode()
    return files


def _page(edition: Edition, revision: int | None, mark: Mark | None, desk_url: str | None) -> str:
    language = edition.language
    root = _TO_ROOT[language]
    live = f"{desk_url}{NOTICE_PATHS[language]}" if desk_url else None
    return render_edition(
        edition,
        revision=revision,
        mark=mark,
        links=Links(
            pages={other: root + file for other, file in _FILES.items()},
            public=desk_url,
            live=live,
            facts=root + FACTS,
        ),
        ask=AskElsewhere(f"{live}#ask") if live else None,
        widget=Widget(f"{desk_url}/widget.js", {"language": language}) if desk_url else None,
        written=edition.say("written", moment=edition.moment(edition.now)),
    )


def _facts(
    editions: Mapping[Language, Edition], revision: int | None, mark: Mark | None
) -> dict[str, Any]:
    """Give the same facts for programs. The words are those of the pages."""
    edition = next(iter(editions.values()))
    document = edition.document
    headline = document.incident["headline"]
    origin = document.provenance[headline.per]
    return {
        "identifier": document.identifier,
        "revision": revision,
        "mark": mark,
        "written_at": edition.now.isoformat(timespec="seconds"),
        "as_of": origin.as_of.isoformat(),
        "confirmed_until": origin.review_by.isoformat(),
        "website": document.organization.website,
        "languages": {language: _notice(one, notice_of(one)) for language, one in editions.items()},
    }


def _notice(edition: Edition, notice: Notice) -> dict[str, Any]:
    return {
        "county": notice.county,
        "title": notice.title,
        "headline": _entry(edition, notice.headline),
        "sections": [
            {
                "id": section.id,
                "title": section.title,
                "entries": [_entry(edition, entry) for entry in section.entries],
            }
            for section in notice.sections
        ],
        "more": [
            {
                "title": folded.title,
                "entries": [_entry(edition, entry) for entry in folded.entries],
            }
            for folded in notice.more
        ],
        "sources": [_source(line) for line in notice.sources],
    }


def _entry(edition: Edition, entry: Entry) -> dict[str, Any]:
    standing = entry.standing
    ends = [
        edition.document.provenance[edition.facts[fact].per].review_by for fact in standing.facts
    ]
    return {
        "names": list(entry.names),
        "state": entry.badge.word if entry.badge else None,
        "text": [part for part in (entry.warning, *entry.sentences, *entry.details) if part],
        "certainty": standing.certainty,
        "as_of": standing.as_of.isoformat() if standing.as_of else None,
        "confirmed_until": min(ends).isoformat() if ends else None,
        "facts": list(standing.facts),
    }


def _source(line: SourceLine) -> dict[str, str | None]:
    return {"title": line.text, "url": line.url}
