"""Puts a transcript's questions to the brain, and tells which answers are ready and which are not.

All questions of a transcript go under one conversation and one message id. So asking again is
safe, and whatever case the bot opens at a hand-off is the transcript's one case: a case is unique
per conversation and turn. What is left for a person is put into the same case.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from countyline.cases.model import CaseDraft, Reason
from countyline.desk.brain import SCREEN, Brain
from countyline.desk.model import Reply, Turn
from countyline.intake.model import Asked, Outcome, Waiting

CHANNEL: Final = "voice"
KEY: Final = "transcript"
SECONDS: Final = 15.0
"""How long an answer may take."""
_LEADS_ON = ("language", "topic", "aspect", "subjects", "date")
"""What a following question may lean on. No choice and no offer was ever put to the caller."""
_URGENCY = (
    Reason.SAFETY,
    Reason.CASE_BY_CASE,
    Reason.MEDIA,
    Reason.ASKED_FOR_PERSON,
    Reason.NOTHING_PUBLISHED,
    Reason.NOT_UNDERSTOOD,
    Reason.DEGRADED,
)


class OnlyTheHeadline(Exception):
    """The brain gave the headline in place of an answer: worth another try."""


async def ask_all(brain: Brain, waiting: Waiting) -> list[Asked]:
    """Ask the questions of a transcript in order.

    Raises OnlyTheHeadline, BrainUnavailable or BrainTooSlow.
    """
    asked: list[Asked] = []
    context: Mapping[str, Any] = {}
    for question in waiting.questions:
        reply = await brain.reply(_turn(waiting, question, context), SECONDS)
        if reply.headline:
            raise OnlyTheHeadline
        asked.append(_judged(question, reply, can_be_called=waiting.contact is not None))
        given = reply.context or context
        context = {name: given[name] for name in _LEADS_ON if given.get(name) is not None}
    return asked


def without_answers(waiting: Waiting) -> list[Asked]:
    """Give the questions of a transcript that the bot could not be asked: all are a person's."""
    return [
        Asked(
            text=question,
            outcome=Outcome.PERSON,
            language=waiting.language or "en",
            kind="handoff",
            reason=Reason.DEGRADED,
        )
        for question in waiting.questions
    ]


def case_for(waiting: Waiting, asked: Sequence[Asked]) -> CaseDraft | None:
    """Give the case that a transcript needs; None when nobody has to look at it."""
    for_person = [one for one in asked if one.outcome is Outcome.PERSON]
    if for_person:
        first = min(for_person, key=lambda one: _URGENCY.index(one.reason or _URGENCY[-1]))
        question = " / ".join(one.text for one in for_person)
        reason = first.reason or Reason.NOT_UNDERSTOOD
    elif waiting.too_many:
        first, question, reason = asked[-1], asked[-1].text, Reason.NOT_UNDERSTOOD
    elif waiting.wants_call and not any(one.outcome is Outcome.DRAFTED for one in asked):
        first, question, reason = None, waiting.text, Reason.ASKED_FOR_PERSON
    else:
        return None
    return CaseDraft(
        conversation=waiting.conversation,
        turn=f"{waiting.conversation}/{KEY}",  # as the brain's port names the message
        reason=reason,
        language=first.language if first else waiting.language or "en",
        channel=CHANNEL,
        question=question or "?",
        topic=first.topic if first else None,
        subjects=first.subjects if first else (),
        contact=waiting.contact,
    )


def note_for(waiting: Waiting, asked: Sequence[Asked]) -> str:
    """Write what whoever calls back should know: the caller's words, and the drafted answers."""
    kind = waiting.kind.value.capitalize()
    lines = [f"{kind} of {waiting.at:%Y-%m-%d %H:%M} UTC: {waiting.text}"]
    if waiting.too_many:
        lines.append("It asks more than the questions below.")
    for one in asked:
        said = one.draft if one.outcome is Outcome.DRAFTED else "for you"
        lines.append(f"Question: {one.text}\nAnswer: {said}")
    return "\n\n".join(lines)


def _turn(waiting: Waiting, question: str, context: Mapping[str, Any]) -> Turn:
    return Turn(
        message=0,
        conversation=waiting.conversation,
        channel=CHANNEL,
        key=KEY,
        text=question,
        capped=False,
        language=waiting.language,
        context=context,
        attempts=1,
        medium=SCREEN,  # staff read the draft, and it is whole
    )


def _judged(question: str, reply: Reply, *, can_be_called: bool) -> Asked:
    answer = reply.answer
    kind, certainty = str(answer.get("kind")), _text(answer.get("certainty"))
    topic = _text(answer.get("topic"))
    context = reply.context or {}
    reason = _reason(kind, certainty, topic)
    outcome = Outcome.DRAFTED if reason is None else Outcome.PERSON
    if kind == "smalltalk" or (kind == "decline" and not can_be_called):
        outcome, reason = Outcome.DROPPED, None
    revision = answer.get("revision")
    return Asked(
        text=question,
        outcome=outcome,
        language=reply.language,
        kind=kind,
        topic=topic,
        aspect=_text(context.get("aspect")) if context.get("topic") == topic else None,
        subjects=_texts(answer.get("subjects")),
        certainty=certainty,
        facts=_texts(answer.get("facts")),
        revision=revision if isinstance(revision, int) else None,
        draft=reply.text,
        reason=reason,
    )


def _reason(kind: str, certainty: str | None, topic: str | None) -> Reason | None:
    """Tell why a person must look at a question; None when the bot's answer will do."""
    if topic == "safety":
        return Reason.SAFETY
    if kind == "answer":
        return Reason.NOTHING_PUBLISHED if certainty == "unknown" else None
    if kind == "handoff":
        # The bot has opened the case, with its own reason, which stands.
        return Reason.MEDIA if topic == "media" else (
            Reason.ASKED_FOR_PERSON if topic == "person" else Reason.CASE_BY_CASE
        )  # fmt: skip
    return Reason.NOT_UNDERSTOOD


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _texts(value: object) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, list) else ()
