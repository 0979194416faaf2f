"""What the status document says to one part of a question, and whether that is an answer to it.

A published statement that is surely asked for comes first; then what is none of the county's
business; then what goes to a person; then the topic.
"""

from __future__ import annotations

from dataclasses import replace

from countyline.answers.answer import Reason
from countyline.answers.composing import corrected
from countyline.answers.finding import Finding
from countyline.answers.published import told, unpublished, with_instead
from countyline.answers.question import Guess, Part
from countyline.answers.situation import Situation
from countyline.answers.topics import ANSWERS
from countyline.answers.turn import Turn
from countyline.topics import ASPECTS, DETAIL

SURELY_OUT_OF_SCOPE = 0.6
OF_NO_TOPIC = "other_service/unlisted"
"""What a published statement answers that does not say what it is about."""

SPEAKS_OF_OTHERS = frozenset(
    {"vehicle", "identity", "data_safety", "elections", "voting", "incident", "media", "person",
     "safety", "smalltalk", "marriage_license", "emergency", "out_of_scope"}
)  # fmt: skip
"""Topics in which other bodies are named naturally: "is this text from the IRS really yours"."""


def with_topic_of_statement(turn: Turn, part: Part) -> Part:
    """Give a part its topic: where a published example question was asked, the statement's."""
    statement = turn.index.statements.get(part.statement or "")
    if statement is None or part.aspect in statement.about:
        return part
    if not statement.about and part.topic in ANSWERS:
        return part
    topic, _, aspect = next(iter(statement.about), OF_NO_TOPIC).partition("/")
    return replace(part, guess=Guess(topic, aspect, part.guess.confidence))


def is_answerable(turn: Turn, part: Part) -> bool:
    """Tell whether a part is understood well enough to be answered, or turned away."""
    if _is_told(turn, part):
        return True
    if part.topic == "out_of_scope":
        return part.confident or part.out_of_scope >= SURELY_OUT_OF_SCOPE
    if part.topic not in ANSWERS or part.guess.aspect not in ASPECTS[part.topic]:
        return False
    if part.out_of_scope >= SURELY_OUT_OF_SCOPE and not part.confident:
        return True
    return part.confident or _is_told_alike(turn, part)


def find(turn: Turn, part: Part) -> Finding:
    """Give what there is to say to a part."""
    situation = turn.situation(part)
    finding = _found(turn, part, situation)
    if finding.decline:
        return finding
    named = dict.fromkeys(situation.subjects + finding.subjects)
    subjects = tuple(one for one in named if not (finding.facts and _is_bare(turn, one)))
    return finding if subjects == finding.subjects else replace(finding, subjects=subjects)


def _is_bare(turn: Turn, subject: str) -> bool:
    """Whether nothing is published of a service: then no fact that is told is about it.

    "The drop box at the court" names the courts, and is answered with where the boxes are.
    """
    service = turn.document.services.get(subject)
    return service is not None and not (service.state or service.office or service.places)


def _is_told_alike(turn: Turn, part: Part) -> bool:
    """Whether the likelier aspect's answer holds the other's: asking back helps nobody."""
    apart = part.aspects_apart
    if not apart or any(guess.aspect == DETAIL for guess in apart):
        return False
    found = [find(turn, replace(part, guess=guess)) for guess in apart]
    likelier, other = found
    if (likelier.escalate, likelier.decline) != (other.escalate, other.decline):
        return False
    holds = set(other.facts) <= set(likelier.facts)
    # Of what nothing is published no fact is the answer.
    return holds and bool(other.facts or not likelier.facts)


def _is_told(turn: Turn, part: Part) -> bool:
    """Whether a published statement that holds today is surely asked for."""
    if not part.confident or part.statement not in turn.index.statements:
        return False
    return turn.situation(part).holds(part.statement)


def _found(turn: Turn, part: Part, situation: Situation) -> Finding:
    if part.statement and _is_told(turn, part):
        named = {part.statement: turn.index.statements[part.statement]}
        return corrected(situation, told(situation, named))
    if not part.confident and part.out_of_scope >= SURELY_OUT_OF_SCOPE:
        return ANSWERS["out_of_scope"](_moved(situation, "other"))
    if part.foreign and part.topic not in SPEAKS_OF_OTHERS:
        if not situation.subjects:
            return ANSWERS["out_of_scope"](_moved(situation, "other_government"))
        finding = ANSWERS[part.topic](situation)
        county = situation.text(turn.document.organization.name)
        return finding.led_by((situation.say("only_ours", "out_of_scope", county=county),), ())
    finding = _case_by_case(situation) or _on_topic(situation)
    return corrected(situation, finding)


def _on_topic(situation: Situation) -> Finding:
    """Answer by the topic's rules; of a detail, that nothing is published and whom to ask."""
    part = situation.part
    return unpublished(situation) if part.guess.aspect == DETAIL else ANSWERS[part.topic](situation)


def _case_by_case(situation: Situation) -> Finding | None:
    """Send to a person at once what the document marks so."""
    for key, case in situation.document.case_by_case.items():
        if situation.part.aspect in case.about:
            reason: Reason = "media" if situation.part.topic == "media" else "case_by_case"
            finding = Finding(
                (situation.text(case.text),),
                (f"case_by_case.{key}",),
                subjects=situation.subjects,
                escalate=reason,
            )
            return with_instead(finding, situation, _services_at_home(situation))
    return None


def _services_at_home(situation: Situation) -> tuple[str, ...]:
    """Where the topic is at home: what is nearest to the question, else its offices."""
    home = situation.home_subjects()
    services = tuple(key for key in home if key not in situation.document.offices)
    return services or home


def _moved(situation: Situation, aspect: str) -> Situation:
    """The same question, taken for one that is out of scope."""
    part = replace(situation.part, guess=Guess("out_of_scope", aspect, 1.0))
    return Situation(
        situation.document,
        situation.wording,
        situation.language,
        part,
        situation.now,
        medium=situation.medium,
        index=situation.index,
        channel=situation.channel,
    )
