"""What was said on the phone, of the ways in which recognition heard it.

Each alternative is understood for itself, and weighed: how sure recognition is of it, times how
probably it was meant (`hearing.py`). What several alternatives mean alike weighs together. The best
one is taken; how far it is believed is a matter of its own, since a voice that heard badly must not
answer a question that nobody asked:

- *sure*: it is taken as if it were written. What understanding does not vouch for then leads to a
  question what is wanted, with the likeliest topics of all alternatives together.
- *unsure*: the caller is asked whether this was meant.
- *unclear*: the caller is asked to say it another way.

Danger and the wish for a person wait for no confidence of recognition, in whichever alternative
they stand.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from countyline.understanding.confidence import Calibrated
from countyline.understanding.hearing import (
    LOOKED_FOR,
    MEANT,
    NEVER_GATED,
    NOT_OFFERED,
    SAFETY,
    Heard,
    meant,
    pooled,
    recognized,
)
from countyline.understanding.judging import Judged
from countyline.understanding.patterns import alarms
from countyline.understanding.reading import MessageReader, questions_of
from countyline.understanding.recognition import Alternative
from countyline.understanding.splitting import is_short
from countyline.understanding.text import folded_words
from countyline.understanding.topic import topic_of

Belief = Literal["sure", "unsure", "unclear"]

_MOST_READINGS = 2
_MOST_GUESSES = 3
_OFFERED_AT_ONCE = 2
"""How many topics a caller is offered beside a person."""


@dataclass(frozen=True)
class Bands:
    """When something that was heard is believed. The numbers stand in `config.yml`.

    Attributes:
        recognition: least confidence of recognition from which it need not be confirmed.
        clear: the same from which no word of it is thought to be lost: a thing that is asked for
            is not named, a word is strange, because they were said so.
        sure: least probability that it was meant, from which it is answered.
        confirmed: the same from which it is worth a question whether it was meant.
        offered: least share of the likeliest topics in all alternatives together from which they
            are worth being offered.
        declined: least share from which it is turned away as no county business.
        outside: least part of the alternatives that are no county business, for the same.
        danger: least share of danger in each view, where no words of its own name it. What is
            less sure is asked again, with the number to call for help.
        danger_in_a_story: the same where somebody speaks long.
        close: share of the weight of the best meaning from which another one is its rival.
    """

    recognition: float = 0.6
    clear: float = 0.8
    sure: float = 0.9
    confirmed: float = 0.6
    offered: float = 0.08
    declined: float = 0.6
    outside: float = 0.6
    danger: float = 0.4
    danger_in_a_story: float = 0.6
    close: float = 0.7


@dataclass(frozen=True)
class Weighed:
    """The alternatives of one message that mean the same.

    Attributes:
        first: the one that most probably was meant.
        probability: of that one.
        weight: of all together.
    """

    first: Heard
    probability: float
    weight: float


def weigh(heard: Sequence[Heard], probabilities: Sequence[float]) -> list[Weighed]:
    """Put together what means the same, and rank it: recognition times probability."""
    groups: dict[tuple[tuple[object, ...], ...], list[tuple[float, float, Heard]]] = {}
    for one, probability, sure in zip(heard, probabilities, recognized(heard), strict=True):
        groups.setdefault(one.meaning, []).append((probability * sure, probability, one))
    ranked = []
    for group in groups.values():
        _, probability, first = max(group, key=lambda entry: entry[0])
        ranked.append(Weighed(first, probability, sum(weight for weight, _, _ in group)))
    return sorted(ranked, key=lambda one: -one.weight)


def read_heard(
    readers: Sequence[MessageReader],
    alternatives: Sequence[Alternative],
    choices: Collection[str],
    bands: Bands,
) -> dict[str, Any]:
    """Read a message that was spoken.

    Args:
        readers: one for each alternative.
        alternatives: the ways in which it was heard, the likeliest first.
        choices: titles of what the caller may choose now.
        bands: when something is believed.

    Returns:
        The attribute `understanding` of the alternative that is taken, and beside it the
        alternative's `text`, `recognition` (how far it is believed), and `readings`: the questions
        of each meaning that the caller is to confirm, the likeliest first.
    """
    asked = questions_of(readers)
    heard = [
        Heard(alternative, questions, reader.told(questions))
        for alternative, questions, reader in zip(alternatives, asked, readers, strict=True)
    ]
    return understood_of(heard, choices, bands)


def understood_of(
    heard: Sequence[Heard],
    choices: Collection[str],
    bands: Bands,
    weights: Calibrated = MEANT,
) -> dict[str, Any]:
    """The same, once each alternative is understood for itself; `weights` tell what was meant."""
    taken = _not_to_be_weighed(heard, choices, bands)
    if taken:
        return _told(taken, "sure")
    ranked = weigh(heard, meant(heard, weights))
    return (
        _small_talk(ranked[0].first)
        or _business([one for one in ranked if one.first.is_business], heard, bands)
        or _turned_away(heard, bands)
        or _offering(ranked, heard, bands)
        or _told(ranked[0].first, "unclear")
    )


def _not_to_be_weighed(
    heard: Sequence[Heard], choices: Collection[str], bands: Bands
) -> Heard | None:
    """The alternative with danger in it, that is an open choice, or that wants a person."""
    dangerous, wants_a_person = (
        [one for one in heard if _raises(topic, one, heard[0], bands)] for topic in NEVER_GATED
    )
    titles = set(map(folded_words, choices))
    chosen = [one for one in heard if folded_words(one.alternative.text) in titles]
    return next(iter([*dangerous, *chosen, *wants_a_person]), None)


def _raises(topic: str, one: Heard, first: Heard, bands: Bands) -> bool:
    """Whether an alternative asks for what must not be missed.

    Where the first one is plain, another must say it in so many words: what was never said, in an
    unlikely alternative, looks like danger more than like anything.
    """
    named = topic in map(topic_of, alarms(one.alternative.text))
    plain = one is not first and first.is_business and first.is_confident
    return _asks_for(topic, one, bands) and (named or not plain)


def _asks_for(topic: str, one: Heard, bands: Bands) -> bool:
    """Whether it surely asks for what is never gated."""
    for judged, question in zip(one.asked, one.questions, strict=True):
        if question["topic"] == topic and question["confident"]:
            named = judged.label in alarms(question["text"])
            return topic != SAFETY or named or _is_danger(judged, bands)
    return False


def _is_danger(judged: Judged, bands: Bands) -> bool:
    """Whether danger that no words of its own name is heard in all views.

    A long story that is badly heard holds words enough for anything.
    """
    least = bands.danger if is_short(judged.piece) else bands.danger_in_a_story
    return judged.scores.agreement(SAFETY) >= least


def _small_talk(best: Heard) -> dict[str, Any] | None:
    """What is said to the assistant itself: "yes", "say that again"."""
    if best.asks_nothing and best.is_confident and not best.is_a_story:
        return _told(best, "sure")
    return None


def _business(
    ranked: Sequence[Weighed], heard: Sequence[Heard], bands: Bands
) -> dict[str, Any] | None:
    """What is answered, or asked whether it was meant."""
    worth = [one for one in ranked if _is_worth_confirming(one, bands)]
    if not worth:
        return None
    best = worth[0]
    rivals = [one for one in worth[1:] if one.weight >= bands.close * best.weight]
    if best is ranked[0] and not rivals and _is_answered(best, heard[0], bands):
        return _told(best.first, "sure")
    readings = [best, *rivals][:_MOST_READINGS]
    return _told(best.first, "unsure", [one.first for one in readings])


def _is_worth_confirming(one: Weighed, bands: Bands) -> bool:
    heard = one.first
    is_lost = heard.is_nameless and heard.topics & LOOKED_FOR and not _is_clear(heard, bands)
    if heard.names_others or heard.is_a_likeness or is_lost or not _is_fully_heard(heard):
        return False
    return one.probability >= bands.confirmed


def _is_fully_heard(one: Heard) -> bool:
    """Whether nothing of it is a guess beside something that is plain."""
    return len(one.questions) == 1 or one.is_confident


def _is_answered(one: Weighed, first: Heard, bands: Bands) -> bool:
    """Whether it is answered without a question."""
    recognition = first.alternative.confidence
    if recognition is not None and recognition < bands.recognition:
        return False
    lost = one.first.is_nameless or one.first.is_strange
    if one.first.alternative.mended or (lost and not _is_clear(one.first, bands)):
        return False
    return one.first.is_confident and one.probability >= bands.sure


def _is_clear(one: Heard, bands: Bands) -> bool:
    confidence = one.alternative.confidence
    return confidence is None or confidence >= bands.clear


def _turned_away(heard: Sequence[Heard], bands: Bands) -> dict[str, Any] | None:
    """What surely is no county business."""
    weights = list(recognized(heard))
    outside = [one for one in heard if one.is_outside]
    theirs = (weight for one, weight in zip(heard, weights, strict=True) if one.is_outside)
    if sum(theirs) < bands.outside * sum(weights):
        return None
    best = max(outside, key=_share)
    return _told(best, "sure") if _share(best) >= bands.declined else None


def _share(one: Heard) -> float:
    return max(question["confidence"] for question in one.questions)


def _offering(
    ranked: Sequence[Weighed], heard: Sequence[Heard], bands: Bands
) -> dict[str, Any] | None:
    """What is asked back: "what would you like to know about the Recorder of Deeds?".

    Where a thing is looked for whose name was lost, no topic is offered: what is told then is
    another thing's.
    """
    if any(one.names_others for one in heard):
        return None
    likely = list(_likely_guesses(heard))
    named = next((one.first for one in ranked if one.first.names_ours), None)
    if named is None:
        share = sum(guess["confidence"] for guess in likely[:_OFFERED_AT_ONCE])
        if share < bands.offered or likely[0]["topic"] in LOOKED_FOR:
            return None
    taken = named or ranked[0].first
    question = {**taken.questions[0], **likely[0], "alternatives": likely}
    unbelieved = {"confident": False, "topic_confident": False, "statement": None}
    return {**_told(taken, "sure"), "questions": [{**question, **unbelieved}]}


def _likely_guesses(heard: Sequence[Heard]) -> Iterator[dict[str, Any]]:
    """The likeliest guesses of all alternatives together, best first."""
    shares = pooled(heard)
    names = heard[0].asked[0].scores.labels.names
    order = [place for place in np.argsort(-shares) if topic_of(names[place]) not in NOT_OFFERED]
    for place in order[:_MOST_GUESSES]:
        topic, _, aspect = names[place].partition("/")
        yield {"topic": topic, "aspect": aspect, "confidence": round(float(shares[place]), 4)}


def _told(taken: Heard, belief: Belief, readings: Sequence[Heard] = ()) -> dict[str, Any]:
    believed = belief == "sure"
    questions = [{**one, "confident": one["confident"] and believed} for one in taken.questions]
    return {
        **taken.read,
        "questions": questions,
        "text": taken.alternative.text,
        "recognition": belief,
        "readings": [list(one.questions) for one in readings],
    }
