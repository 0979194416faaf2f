"""The published headline as an answer: what is said when a part behind is down.

Whoever talks to residents needs it, Rasa and the desk alike, so nothing but the standard library
is used here.

The publisher renders it (`fallback.json`); here it is only chosen, by language and by whether its
review time is past, and marked as a replay or an exercise when it is one: a county that drilled
and then goes live serves the same revision. With no publication at all one plain sentence in both
languages remains.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, timezone
from functools import lru_cache
from typing import Any

from countyline.card import BESIDE, Card, card_of, read_card
from countyline.replay import clock_offset, is_replay
from countyline.revision import Revision
from countyline.segments import plain
from countyline.settings import Settings
from countyline.spoken_parts import spoken_parts
from countyline.text_messages import parts

LAST_RESORT = (
    "We cannot look up county information right now. Please try again, or contact the county. / "
    "En este momento no podemos consultar la información del condado. "
    "Inténtelo de nuevo o comuníquese con el condado."
)
LAST_TEXT = (
    "County information cannot be looked up right now. Try again, or contact the county. / "
    "En este momento no hay datos del condado. Intente de nuevo o contacte al condado."
)
"""The same for a text message."""

LAST_WORDS = {
    "en": "We cannot look up county information right now. Please call again later.",
    "es": "En este momento no podemos consultar la información del condado. "
    "Por favor, vuelva a llamar más tarde.",
}
"""The same for the phone, where the language is known by the voice that speaks."""

BY_HEADLINE = "headline"
"""Stands in a basis under `by`: the text is the published headline."""

MORE = {"en": ("Reply MORE for the rest.",), "es": ("Responda MÁS para el resto.",)}
"""How to ask for the rest, for revisions that do not say it."""


@dataclass(frozen=True)
class Headline:
    """What the resident reads, and the `custom.answer` of the contract.

    `basis` is what it was made from: with it, `made_again` gives the same.
    """

    card: Card
    answer: Mapping[str, Any]
    basis: Mapping[str, Any] = field(default_factory=dict, kw_only=True)

    @property
    def text(self) -> str:
        """The whole text."""
        return self.card.text

    @property
    def messages(self) -> tuple[str, ...]:
        """What is sent: of several messages the first at once."""
        return (self.text,)

    @property
    def shown(self) -> Card:
        """What the conversation shows of it."""
        return self.card

    def as_json(self) -> dict[str, Any]:
        """Give the record and the card as REST carries them, `custom`.

        There is no `context`: the conversation stays where it was before this turn.
        """
        return {
            "answer": dict(self.answer),
            "card": self.card.as_json(),
            "basis": dict(self.basis),
        }


@dataclass(frozen=True)
class SpokenHeadline(Headline):
    """The same for the phone, all of it in words."""

    @property
    def messages(self) -> tuple[str, ...]:
        """What is said, the first part at once and the others when the caller wants more."""
        return spoken_parts(self.card)

    @property
    def shown(self) -> Card:
        """What the conversation shows of it: what the caller heard."""
        return Card((self.messages[0],))


@dataclass(frozen=True)
class SpokenCounty:
    """What is said on the phone of the county that a revision speaks for, all of it in words.

    Attributes:
        name: what it is called.
        notice: a sentence that this is a replay or an exercise; None for what is live.
        hours: a sentence on when staff answer.
        website: the name of its website, such as `jacksongov dot org`.
    """

    name: str
    notice: str | None
    hours: str
    website: str


@dataclass(frozen=True)
class TextedHeadline(Headline):
    """The same for text messages; `more` holds ways to ask for the rest, the best first."""

    more: tuple[str, ...]

    @property
    def messages(self) -> tuple[str, ...]:
        """What is sent, the first at once and the others when asked for."""
        return parts(self.card, self.more)


@dataclass(frozen=True)
class _Asked:
    """What a headline is made from."""

    revision: Revision | None
    language: str
    now: datetime
    replay: bool

    def basis(self, medium: str) -> dict[str, Any]:
        return {
            "by": BY_HEADLINE,
            "medium": medium,
            "language": self.language,
            "now": self.now.isoformat(),
            "replay": self.replay,
            "revision": self.revision.number if self.revision is not None else None,
            "document": self.revision.digest if self.revision is not None else None,
        }


def headline(revision: Revision | None, language: str | None, now: datetime) -> Headline:
    """The degraded answer.

    Args:
        revision: the revision in service, or None.
        language: the resident's; anything but Spanish gets English.
        now: the present or pretended moment, aware.
    """
    return _on_screen(_asked(revision, language, now))


def texted_headline(
    revision: Revision | None, language: str | None, now: datetime
) -> TextedHeadline:
    """The degraded answer for a text message, with the same arguments as `headline`."""
    return _in_texts(_asked(revision, language, now))


def spoken_headline(
    revision: Revision | None, language: str | None, now: datetime
) -> SpokenHeadline:
    """The degraded answer for the phone, with the same arguments as `headline`.

    A revision of an earlier program holds no words for the phone: its text is said as it stands,
    without the line on its sources.
    """
    return _on_the_phone(_asked(revision, language, now))


def made_again(basis: Mapping[str, Any], revision: Revision | None) -> Headline:
    """Give the headline that was made from a basis, of the revision that it names.

    Raises KeyError, TypeError or ValueError when that is no basis of a headline.
    """
    if basis["by"] != BY_HEADLINE:
        raise ValueError("not the headline")
    now = datetime.fromisoformat(basis["now"])
    asked = _Asked(revision, _spoken(basis["language"]), now, basis["replay"] is True)
    return _MADE[basis["medium"]](asked)


def _asked(revision: Revision | None, language: str | None, now: datetime) -> _Asked:
    return _Asked(revision, _spoken(language), now, is_replay(Settings.from_environment()))


def _spoken(language: object) -> str:
    return "es" if language == "es" else "en"


def _on_screen(asked: _Asked) -> Headline:
    card, answer = _told(asked)
    return Headline(card, answer, basis=asked.basis("screen"))


def _in_texts(asked: _Asked) -> TextedHeadline:
    told, answer = _told(asked)
    revision, language = asked.revision, asked.language
    more: tuple[str, ...] = MORE[language]
    card = Card((LAST_TEXT,)) if told.paragraphs == (LAST_RESORT,) else told
    if revision is not None and card is told:
        try:
            card = _card_for(asked, revision, "text_card", "texting") or card
            more = tuple(map(str, revision.fallback["texting"][language]["more"]))
        except (AttributeError, KeyError, TypeError, ValueError):
            pass  # a revision of an earlier program: its headline is cut as it stands
    return TextedHeadline(card, answer, more, basis=asked.basis("text"))


def _on_the_phone(asked: _Asked) -> SpokenHeadline:
    told, answer = _told(asked)
    basis = asked.basis("speech")
    if asked.revision is None or told.paragraphs == (LAST_RESORT,):
        return SpokenHeadline(Card((LAST_WORDS[asked.language],)), answer, basis=basis)
    card = replace(told, source=None)
    with suppress(AttributeError, KeyError, TypeError, ValueError):
        card = _card_for(asked, asked.revision, "spoken_card", "speaking") or card
    return SpokenHeadline(card, answer, basis=basis)


_MADE: Mapping[str, Callable[[_Asked], Headline]] = {
    "screen": _on_screen,
    "text": _in_texts,
    "speech": _on_the_phone,
}


def _told(asked: _Asked) -> tuple[Card, Mapping[str, Any]]:
    """The card as on a screen, and its record."""
    if asked.revision is not None:
        try:
            return _published(asked, asked.revision)
        except (AttributeError, KeyError, TypeError, ValueError):
            pass
    return Card((LAST_RESORT,)), _last_answer(asked.language, asked.revision)


def spoken_county(revision: Revision | None, language: str | None) -> SpokenCounty | None:
    """Give what is said of the county; None when the revision does not hold it."""
    spoken = "es" if language == "es" else "en"
    if revision is None:
        return None
    try:
        words = revision.fallback["speaking"][spoken]
        replay = is_replay(Settings.from_environment())
        return SpokenCounty(
            name=str(words["county"]),
            notice=_mark_of(revision, words["notices"], replay),
            hours=str(words["hours"]),
            website=str(words["website"]),
        )
    except (AttributeError, KeyError, TypeError):
        return None


def help_message(revision: Revision | None, language: str | None) -> str | None:
    """Give what the keyword HELP is answered with: who answers, staff hours, how to opt out.

    None when the revision holds none.
    """
    spoken = "es" if language == "es" else "en"
    if revision is None:
        return None
    try:
        words = revision.fallback["texting"][spoken]
        replay = is_replay(Settings.from_environment())
        said = (words["help"], _mark_of(revision, words["marks"], replay))
        return " ".join(plain(str(part)) for part in said if part)
    except (AttributeError, KeyError, TypeError):
        return None


def _card_for(asked: _Asked, revision: Revision, name: str, words: str) -> Card | None:
    """The card that is worded for a medium, with its mark."""
    card = read_card(_chosen(revision, asked.language, asked.now)[name])
    if card is None:
        return None
    marks = revision.fallback[words][asked.language]["marks"]
    return replace(card, mark=_mark_of(revision, marks, asked.replay))


def _chosen(revision: Revision, language: str, now: datetime) -> Mapping[str, Any]:
    """The published headline as it is at a time: fresh, or past its review time."""
    fallback = revision.fallback
    is_stale = now > datetime.fromisoformat(fallback["review_by"].replace("Z", "+00:00"))
    chosen: Mapping[str, Any] = fallback[language]["stale" if is_stale else "fresh"]
    return chosen


def _published(asked: _Asked, revision: Revision) -> tuple[Card, Mapping[str, Any]]:
    chosen = _chosen(revision, asked.language, asked.now)
    text, answer = chosen["text"], chosen["answer"]
    if not (isinstance(text, str) and text.strip() and isinstance(answer, Mapping)):
        raise ValueError("the fallback has no text or no answer")
    known = {"degraded": True, "replay": asked.replay, "revision": revision.number}
    mark = _mark(revision, asked.language, asked.replay)
    return _card(text, chosen.get("card"), mark), {**answer, **known}


def _card(text: str, parts: object, mark: str | None) -> Card:
    """The card of a published text; a revision of an earlier program holds no parts."""
    card = read_card(parts)
    if card is not None and card.text == text:
        return replace(card, mark=mark)
    return card_of(BESIDE.join(part for part in (text, mark) if part))


def _mark(revision: Revision, language: str, replay: bool) -> str | None:
    # Texts of an earlier program's revision bear their mark already, and it has no `marks`.
    return _mark_of(revision, revision.fallback.get("marks", {}).get(language, {}), replay)


def _mark_of(revision: Revision, marks: Mapping[str, Any], replay: bool) -> str | None:
    is_real = revision.status.get("mode") == "actual"
    mark = marks.get("replay") if replay else None if is_real else marks.get("exercise")
    return str(mark) if mark else None


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
        "replay": False,
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
