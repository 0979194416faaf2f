"""Plays one noisy question to the running system, and judges what the caller got.

The caller of these calls knows what was meant: asked "Did you mean …?", they say yes to what fits
the label and no to what does not.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from benchmarks.calls.corpus import Noisy
from benchmarks.calls.phoning import Line, Turned
from benchmarks.understanding.judging import SAFETY, Told, judge
from benchmarks.understanding.lines import Days
from benchmarks.understanding.lines import Line as Labels
from countyline.calling.model import Alternative

Got = Literal[
    "answered", "confirmed", "asked", "put through", "unknown", "turned away", "wrong", "harmful"
]
GOT: tuple[Got, ...] = (
    "answered", "confirmed", "asked", "put through", "unknown", "turned away", "wrong", "harmful",
)  # fmt: skip
SERVED: tuple[Got, ...] = ("answered", "confirmed")
BAD: tuple[Got, ...] = ("wrong", "harmful")

RULES = """\
- **answered**: the first reply was right, and no question back.
- **confirmed**: a question back ("Did you mean …?") named what was meant, the caller said yes or \
chose it, and got the right answer.
- **asked**: the caller was asked what they want to know, to say it otherwise, or was offered \
something else than what was meant and said no.
- **put through**: the caller was given to staff, or a case was opened, without having asked.
- **unknown**: the caller was told that nothing is published, and offered staff, though \
something is.
- **turned away**: a question of county business was taken for none. No fact was told.
- **wrong**, **harmful**: as [understanding is measured](understanding-measured.md): facts on \
something else than was asked, to a question that nothing published answers or that is no county \
business; also after a yes. Danger to life that was asked back is under *asked*.
"""

MOST_QUESTIONS = 3
"""How often a caller lets themselves be asked back."""

_YES = {"en": "yes", "es": "sí"}
_NO = {"en": "no", "es": "no"}
_READING = "heard"
"""Begins the id of a reading that is to be confirmed; the question names the first of them."""
_NO_OFFER = frozenset({"person", f"{_READING}:none"})


@dataclass(frozen=True)
class Played:
    """What became of one call: what the caller got, why it was bad, and what was said to them."""

    noisy: Noisy
    got: Got
    reason: str
    said: tuple[str, ...]


def play(noisy: Noisy, labels: Labels, line: Line, offices: Collection[str]) -> Played:
    """Hold a call.

    Args:
        noisy: what is said, and how it was heard.
        labels: what was meant, with subjects that belong together.
        line: the phone line.
        offices: the ids of the county's offices, of which a question back that names no thing asks.
    """
    line.start(noisy.listened_for)
    turned = line.speak(noisy.ways)
    said = [turned.say]
    was_confirmed = False
    while (choice := fitting_choice(labels, turned, offices)) and len(said) <= MOST_QUESTIONS:
        turned = line.speak([Alternative(_reply(noisy.listened_for, choice))])
        said.append(turned.say)
        was_confirmed = True
    if _is_question(turned) and not was_confirmed and _offers(turned):
        said.append(line.speak([Alternative(_NO[noisy.listened_for])]).say)
    line.hang_up()
    got, reason = _got(labels, turned, was_confirmed)
    return Played(noisy, got, reason, tuple(said))


_OF_ONE_THING = frozenset({"hours", "location", "contact"})
"""Topics whose answer differs for each office; all of them are closed alike, and open again."""

_OF_ALL_OFFICES = frozenset({"status", "reopening"})


def fitting_choice(
    labels: Labels, turned: Turned, offices: Collection[str]
) -> Mapping[str, str] | None:
    """Give the choice that fits best what was meant; None: none does, or nothing was asked back."""
    if not _is_question(turned):
        return None
    fitting = [
        choice for choice in _offers(turned) if _fits(labels, choice["id"], turned, offices)
    ]
    # The topic that stands first in a label is the one that was asked.
    return min(fitting, key=lambda choice: _rank(labels, choice["id"]), default=None)


def _rank(labels: Labels, choice: str) -> int:
    topic = choice.partition("/")[0]
    return labels.ok_topics.index(topic) if topic in labels.ok_topics else 0


def _fits(labels: Labels, choice: str, turned: Turned, offices: Collection[str]) -> bool:
    kind, _, value = choice.partition(":")
    if kind == "subject":
        return value in (labels.ok_subjects or ())
    if kind == "date":
        day = date.fromisoformat(value)
        return any(Days(day, day).meets(meant) for meant in labels.dates or ())
    topics = set(turned.answer.get("topics") or ())
    if kind == _READING:
        is_meant = value == "0" and topics <= set(labels.ok_topics) and bool(topics)
    else:
        is_meant = choice.partition("/")[0] in labels.ok_topics
    named, subjects = set(turned.answer.get("subjects") or ()), set(labels.ok_subjects or ())
    if kind == _READING and not named and topics & _OF_ONE_THING:
        # "Did you mean: county offices, where they are?" is none to who asked for one of them.
        return is_meant and not subjects
    if kind == _READING and not named and topics & _OF_ALL_OFFICES:
        # "County offices, when it opens again?": no, the property search.
        return is_meant and (not subjects or bool(subjects.intersection(offices)))
    return is_meant and not (named and subjects and not named & subjects)


def _is_question(turned: Turned) -> bool:
    return turned.answer.get("kind") == "clarify"


def _offers(turned: Turned) -> Sequence[Mapping[str, str]]:
    choices = turned.answer.get("choices") or ()
    return [choice for choice in choices if choice["id"] not in _NO_OFFER]


def _reply(language: str, choice: Mapping[str, str]) -> str:
    """Yes to "Did you mean …?"; of several things the one that is meant, by its title."""
    return _YES[language] if choice["id"].startswith(_READING) else choice["title"]


_WITHOUT_FACTS: Mapping[str, Got] = {
    "handoff": "put through",
    "answer": "unknown",
    # It ends in a question: the caller is heard, and asked what they want to know.
    "smalltalk": "asked",
    "decline": "turned away",
}


def _got(labels: Labels, turned: Turned, was_confirmed: bool) -> tuple[Got, str]:
    told = told_in(turned.answer)
    if told.kind == "clarify":
        return "asked", SAFETY if labels.ok_topics == (SAFETY,) else ""
    verdict = judge(labels, told)
    if verdict.outcome in BAD:
        return ("harmful" if verdict.outcome == "harmful" else "wrong"), verdict.reason
    if verdict.outcome == "right":
        return ("confirmed" if was_confirmed else "answered"), ""
    if verdict.outcome == "declined" and told.kind == "decline":
        return "turned away", verdict.reason
    return _WITHOUT_FACTS[told.kind], verdict.reason


def told_in(answer: Mapping[str, Any]) -> Told:
    """Give what is judged of an answer's record; what has none only asks for another try."""
    if not answer:
        return Told("clarify")
    return Told(
        kind=answer["kind"],
        certainty=answer.get("certainty"),
        topics=tuple(answer.get("topics") or ()),
        subjects=tuple(answer.get("subjects") or ()),
    )
