"""The published headline as an answer: what is said when a part behind is down.

The publisher renders it (`fallback.json`); here it is only chosen, by language and by whether its
review time is past, and marked as a replay or an exercise when it is one: a county that drilled
and then goes live serves the same revision. With no publication at all one plain sentence in both
languages remains.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from functools import lru_cache
from typing import Any

from countyline.replay import clock_offset, is_replay
from countyline.settings import Settings
from countyline.understanding.publication import Revision

LAST_RESORT = (
    "We cannot look up county information right now. Please try again, or contact the county. / "
    "En este momento no podemos consultar la información del condado. "
    "Inténtelo de nuevo o comuníquese con el condado."
)


@dataclass(frozen=True)
class Headline:
    """Text for the resident, and the `custom.answer` of the contract."""

    text: str
    answer: Mapping[str, Any]


def headline(revision: Revision | None, language: str | None, now: datetime) -> Headline:
    """The degraded answer.

    Args:
        revision: the revision in service, or None.
        language: the resident's; anything but Spanish gets English.
        now: the present or pretended moment, aware.
    """
    spoken = "es" if language == "es" else "en"
    if revision is not None:
        try:
            return _published(revision, spoken, now)
        except (KeyError, TypeError, ValueError):
            pass
    return Headline(LAST_RESORT, _last_answer(spoken, revision))


def _published(revision: Revision, language: str, now: datetime) -> Headline:
    fallback = revision.fallback
    is_stale = now > datetime.fromisoformat(fallback["review_by"].replace("Z", "+00:00"))
    chosen = fallback[language]["stale" if is_stale else "fresh"]
    text, answer = chosen["text"], chosen["answer"]
    if not (isinstance(text, str) and text.strip() and isinstance(answer, Mapping)):
        raise ValueError("the fallback has no text or no answer")
    replay = is_replay(Settings.from_environment())
    known = {"degraded": True, "replay": replay, "revision": revision.number}
    return Headline(text + _mark(revision, language, replay), {**answer, **known})


def _mark(revision: Revision, language: str, replay: bool) -> str:
    # Texts of an earlier program's revision bear their mark already, and it has no `marks`.
    marks = revision.fallback.get("marks", {}).get(language, {})
    is_real = revision.status.get("mode") == "actual"
    mark = marks.get("replay") if replay else None if is_real else marks.get("exercise")
    return f" · {mark}" if mark else ""


def _last_answer(language: str, revision: Revision | None) -> dict[str, Any]:
    return {
        "kind": "answer",
        "topic": "incident",
        "topics": ["incident"],
        "subjects": [],
        "facts": [],
        "certainty": "unknown",
        "as_of": None,
        "revision": revision.number if revision is not None else None,
        "sources": [],
        "language": language,
        "choices": [],
        "case": None,
        "degraded": True,
    }


def present(revision: Revision | None) -> datetime:
    """The moment that residents are told about, aware, in UTC."""
    return datetime.now(timezone.utc) + _offset(_sent(revision))


@lru_cache(maxsize=8)
def _offset(sent: datetime) -> timedelta:
    # Resolved once: a pretended time goes on from there, it does not stand still.
    return clock_offset(Settings.from_environment(), sent, datetime.now(timezone.utc))


def _sent(revision: Revision | None) -> datetime:
    written = str(revision.status.get("sent", "")) if revision is not None else ""
    try:
        sent = datetime.fromisoformat(written.replace("Z", "+00:00"))
    except ValueError:
        sent = None
    if sent is None or sent.tzinfo is None:
        return datetime(1970, 1, 1, tzinfo=timezone.utc)
    return sent
