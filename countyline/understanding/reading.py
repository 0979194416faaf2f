"""Put everything together: a message in, what it means out (the attribute `understanding`)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import combinations
from typing import Any

from countyline.understanding.dates import find_dates
from countyline.understanding.encoder import Vectors, encode
from countyline.understanding.finders import Published
from countyline.understanding.followup import is_follow_up, is_fragment, pointing_label
from countyline.understanding.judging import URGENT, Judge, Judged
from countyline.understanding.language import Reading as LanguageReading
from countyline.understanding.patterns import (
    is_set_aside,
    points_to_another_thing,
    premises,
    speaks_of_a_page,
)
from countyline.understanding.splitting import Piece, halves, is_short, piece, sentences
from countyline.understanding.subjects import Mention
from countyline.understanding.text import with_word_for
from countyline.understanding.topic import UNLISTED, Sentence

ATTRIBUTE = "understanding"

_OUTSIDE_AS_A_WHOLE = 0.5
"""From this probability that a message is no county business, one sentence of it proves nothing."""

_ASKED_OF_A_THING = frozenset(["status", "reopening", "hours", "location", "contact"])
"""Topics that are asked of an office or a service, wherever in a story it was named."""
_OF_ALL_THINGS = "status/overview"
_OPEN = "status/open"
_STATUS = "status"
_REOPENING = "reopening"

_ASKED_OF_NO_THING = frozenset(
    ["voting", "elections", "data_safety", "identity", "incident", "emergency", "media"]
)
"""Topics in which offices and services hardly matter."""

_NO_PIECE = Piece("", 0, 0)

_ANY_OFFICE = {"en": "office", "es": "oficina"}

_VOTERS_ASK = frozenset(["voting", "elections"])

_LEAST_ABOUT = 0.1
"""Share that a topic must have in a message as a whole, if it is to be asked in one of several
sentences: alone, "how do I get that paper" may mean any paper."""

_SURE_OF_TWO = 0.93
"""Least confidence of each of two questions: in a story much looks like a second one."""

_LEAST_OF_TWO = 0.05
"""Least share that each of two topics has in the whole of a short message: torn out, the end of
"may I pay half now and half when you open" asks for a date."""

_BORNE_OUT = 0.1
"""Share of danger in the whole of a short message below which the words of a sentence, even such
as "suicide", raise no alarm if the whole surely asks something else: "after my uncle's suicide the
house is empty, how do we change the deed"."""
_BORNE_OUT_BY_WORDS = 0.2
"""The same where no word names the danger and the model has found it, whatever the whole asks."""
_ALONE = 0.8
"""Share of danger that one sentence of a long story must have, if no word of it names danger."""

_SPEAKS_OF_OTHERS = frozenset(
    ["vehicle", "identity", "media", "person", "safety", "smalltalk", "out_of_scope"]
)
"""Topics in which other bodies are named naturally: "the DMV wants a receipt for my plates"."""

_ASKED_FROM_AFAR = _SPEAKS_OF_OTHERS | {"how_to_pay", "receipts", "assessment"}
"""Topics that people who moved or live elsewhere ask about, and name the place. A property that
lies elsewhere is another county's all the same."""


class MessageReader:
    """Reads one message. Made anew for each; the costly parts are passed in."""

    def __init__(
        self,
        message: str,
        language: LanguageReading,
        judge: Judge,
        published: Published,
        mentions: list[Mention],
    ) -> None:
        self.mentions = mentions
        self._message = message
        self._language = language
        self.judge = judge
        self.published = published
        self._symbols = "es" if language.language == "es" else "en"

    @cached_property
    def dates(self) -> list[dict[str, Any]]:
        """The dates in the message, as symbols."""
        return [dict(date) for date in find_dates(self._message, self._symbols)]

    @cached_property
    def foreign(self) -> list[tuple[int, int]]:
        """Offsets of foreign names in the message."""
        return self.published.foreign.spans(
            self._message, [(mention.start, mention.end) for mention in self.mentions]
        )

    @cached_property
    def places(self) -> list[tuple[int, int]]:
        """Offsets of places outside the county in the message."""
        return self.published.foreign.places(
            self._message, [(mention.start, mention.end) for mention in self.mentions]
        )

    @cached_property
    def lots(self) -> list[tuple[int, int]]:
        """Offsets of those of them where something is taxed that is not taxed here."""
        return self.published.foreign.lots(
            self._message, [(mention.start, mention.end) for mention in self.mentions]
        )

    @cached_property
    def _whole(self) -> Piece:
        return piece(self._message, 0, len(self._message))

    @cached_property
    def _sentences(self) -> list[Piece]:
        return sentences(self._message)

    @cached_property
    def _halves(self) -> Mapping[Piece, Sequence[tuple[Piece, Piece]]]:
        """For each sentence the ways to cut it into two questions."""
        names = [(mention.start, mention.end) for mention in self.mentions]
        short = is_short(self._whole)
        return {one: halves(one, names) if short else [] for one in self._sentences}

    @cached_property
    def _sentence_of(self) -> Mapping[Piece, Piece]:
        """The sentence that a half is cut from."""
        ways = ((one, pair) for one, pairs in self._halves.items() for pair in pairs)
        return {half: one for one, pair in ways for half in pair}

    @cached_property
    def pieces(self) -> list[Piece]:
        """The stretches of the message that are judged."""
        parts = (part for pairs in self._halves.values() for pair in pairs for part in pair)
        found = [*self._sentences, *parts]
        if is_short(self._whole) or len(self._sentences) < 2:
            found.insert(0, self._whole)
        return list(dict.fromkeys(found))

    def read(self) -> dict[str, Any]:
        """Read the message."""
        (asked,) = questions_of([self])
        return self.told(asked)

    def told(self, asked: Iterable[Judged]) -> dict[str, Any]:
        """The attribute `understanding` of a message that asks `asked`."""
        return {
            "revision": self.published.number,
            "language": self._language.language,
            "mixed": self._language.mixed,
            "questions": [self._as_json(question) for question in asked],
        }

    def questions(self, judged: Mapping[Piece, Judged]) -> list[Judged]:
        """What the message asks, once its pieces are judged."""
        first = judged.get(self._whole)
        urgent = [
            one
            for part, one in judged.items()
            if one.is_urgent
            and one.is_borne_out_by(judged.get(self._sentence_of.get(part, _NO_PIECE)))
            and _is_alarming(one, first)
        ]
        if urgent:
            first = min(urgent, key=lambda one: URGENT.index(one.label))
            return [replace(first, piece=self._whole)]
        units = (self._units(single, self._halves[single], judged) for single in self._sentences)
        asked = [one for found in units for one in found]
        return self._chosen(self._whole, first, asked)

    def _units(
        self, single: Piece, pairs: Sequence[tuple[Piece, Piece]], judged: Mapping[Piece, Judged]
    ) -> list[Judged]:
        """A sentence, or its halves when they are two questions."""
        for left, right in pairs:
            if self._are_two(judged[left], judged[right]):
                return [replace(judged[half], sentence=single) for half in (left, right)]
        return [replace(judged[single], sentence=single)]

    def _chosen(self, whole: Piece, first: Judged | None, units: list[Judged]) -> list[Judged]:
        """Which of the questions in a message are answered: two different ones at most."""
        if first is not None and first.as_published:
            return [first]
        left = [unit for unit in units if not is_set_aside(unit.piece.text)] or units
        likely = [unit for unit in left if unit.is_marked] or left
        asked = [unit for unit in likely if unit.asks_the_county]
        spoken_of = [unit for unit in asked if self._is_spoken_of(unit, whole, first)]
        # What one of two asks within its topic may be unclear: then that one is asked back.
        candidates = [unit for unit in likely if unit.asks_of_a_topic]
        if first is None:
            candidates = [unit for unit in candidates if self._is_spoken_of(unit, whole, first)]
        else:
            candidates = [
                unit
                for unit in candidates
                if _has_a_part_in(unit, first) or self._asks_of_what_it_names(unit)
            ]
        pairs = combinations(candidates, 2)
        both = next(((one, other) for one, other in pairs if self._are_two(one, other)), None)
        if both:
            return list(both)
        if first is not None and len(left) == len(units) and (first.asks_the_county or not asked):
            return [first]
        if spoken_of:
            found = _in_whole(max(spoken_of, key=lambda unit: unit.confidence), whole)
            outside = first is not None and first.scores.out_of_scope >= _OUTSIDE_AS_A_WHOLE
            return [replace(found, confident=found.statement is not None or not outside)]
        ours = [unit for unit in likely if unit.is_about_the_county] or likely
        best = _in_whole(max(ours, key=lambda unit: unit.confidence), whole)
        turned_away = best.confident and not best.is_about_the_county
        return [replace(best, confident=turned_away, topic_confident=turned_away)]

    def _is_spoken_of(self, unit: Judged, whole: Piece, first: Judged | None) -> bool:
        """Whether a whole message speaks of what one of its sentences seems to ask.

        "When will it be turned back on?" may ask for the county's offices; not so after "our water
        got cut off".
        """
        if first is None:
            share = self.judge.model.about(whole.text).get(unit.topic, 1.0)
        else:
            share = first.scores.topic_probability(unit.topic)
        return unit.statement is not None or share >= _LEAST_ABOUT

    def heard(self, part: Piece) -> Sentence:
        """A piece as it is heard, its names spelled as published."""
        return Sentence(self._heard(part), self.published.subjects.vocabulary, self._is_ours(part))

    def heard_as_any_office(self, part: Piece, judged: Judged) -> Sentence | None:
        """A piece with its offices called "office", where their names mislead; None: none does.

        "Tree nursery" speaks of trees to the views until an office has that name, and "dog pound"
        of a service that is not listed, as it was when they learned.
        """
        named = [
            mention
            for mention in self._shifted(part)
            if mention.id in self.published.offices and self._misleads(mention.name, judged)
        ]
        if not named:
            return None
        spans = [(mention.start, mention.end) for mention in named]
        text = with_word_for(part.text, spans, _ANY_OFFICE[self._symbols])
        return replace(self.heard(part), text=text)

    def _misleads(self, name: str, judged: Judged) -> bool:
        unlisted = self._is_known_as_unlisted(name)
        return unlisted or (judged.topic != UNLISTED and self._is_unknown(name))

    def _is_unknown(self, name: str) -> bool:
        return not self.judge.model.vocabulary.knows(name)

    def _is_known_as_unlisted(self, name: str) -> bool:
        return self.judge.model.familiar.tells_of(name, UNLISTED, rather_than=_STATUS)

    def _heard(self, part: Piece) -> str:
        """The text of `part` with its names spelled as published."""
        return self.published.heard(part.text, self._shifted(part))

    def _shifted(self, part: Piece) -> list[Mention]:
        """The names in `part`, their offsets counted from its start."""
        return [
            replace(m, start=m.start - part.start, end=m.end - part.start)
            for m in _within(self.mentions, part)
        ]

    def _is_ours(self, part: Piece) -> bool:
        return any(_within(self.mentions, part)) and not self.foreign_in(part)

    def foreign_in(self, part: Piece) -> list[str]:
        """The foreign names in a piece."""
        return list(self._in(self.foreign, part))

    def _in(self, spans: Iterable[tuple[int, int]], part: Piece) -> Iterator[str]:
        """The texts of those of `spans` that lie in `part`."""
        for start, end in spans:
            if part.start <= start and end <= part.end:
                yield self._message[start:end]

    def _are_two(self, left: Judged, right: Judged) -> bool:
        if not (left.asks_of_a_topic and right.asks_of_a_topic):
            return False
        if min(left.confidence, right.confidence) < _SURE_OF_TWO:
            return False
        points_back = pointing_label(right.piece.text) is not None
        if self._is_fragment(left.piece) or (self._is_fragment(right.piece) and not points_back):
            return False
        ours, theirs = self._named(left.piece), self._named(right.piece)
        if left.topic in _VOTERS_ASK and right.topic in _ASKED_OF_A_THING and not theirs:
            return False  # "what id do I need, and when do they close" asks of the polls
        if (left.label, left.statement) != (right.label, right.statement):
            return True
        return bool(ours and theirs and ours != theirs)

    def _asks_of_what_it_names(self, unit: Judged) -> bool:
        """Whether a stretch asks if what it names is open: "and is the recorder open"."""
        return unit.label == _OPEN and bool(self._named(unit.piece))

    def _named(self, part: Piece) -> set[str]:
        return {mention.id for mention in _within(self.mentions, part) if not mention.negated}

    def _is_fragment(self, part: Piece) -> bool:
        return is_fragment(
            part.text,
            [(m.start - part.start, m.end - part.start) for m in _within(self.mentions, part)],
            [(d["start"] - part.start, d["end"] - part.start) for d in self._dates(part)],
        )

    def _dates(self, part: Piece) -> list[dict[str, Any]]:
        return [d for d in self.dates if part.start <= d["start"] and d["end"] <= part.end]

    def _as_json(self, question: Judged) -> dict[str, Any]:
        part = question.piece
        fragment = self._is_fragment(part)
        # In a long story a foreign name may stand far from what is asked.
        place = part if is_short(part) or question.sentence is None else question.sentence
        foreign = self.foreign_in(place)
        return {
            "text": part.text,
            "topic": question.topic,
            "aspect": question.label.partition("/")[2],
            "confidence": round(question.confidence, 4),
            "confident": self._is_confident(question, fragment, place),
            "topic_confident": self._is_confident(
                replace(question, confident=question.topic_confident), fragment, place
            ),
            "alternatives": question.alternatives(),
            "out_of_scope": round(question.scores.out_of_scope, 4),
            "fragment": fragment,
            "follow_up": is_follow_up(part.text),
            "statement": question.statement,
            "offered": question.offered,
            "subjects": [mention.as_json() for mention in self._meant(question, place)],
            "foreign": [{"text": text} for text in foreign],
            "dates": self._dates(part),
            "premises": premises(part.text),
        }

    def _meant(self, question: Judged, place: Piece) -> list[Mention]:
        """The subjects that a question is about; in a long story not all that it names.

        A misspelled name counts only where a thing is asked for: "regester to vote" names nothing.
        """
        of_a_thing = question.topic in _ASKED_OF_A_THING
        everywhere = of_a_thing and not any(_within(self.mentions, place))
        named = _within(self.mentions, question.piece if everywhere else place)
        kept = [m for m in named if m.score == 1.0 or question.topic not in _ASKED_OF_NO_THING]
        left = [mention for mention in kept if not self._is_set_aside(mention)]
        return left or kept

    def _is_set_aside(self, mention: Mention) -> bool:
        """Whether a name stands in a clause that says what is not asked."""
        return any(
            clause.start <= mention.start and mention.end <= clause.end
            for clause in sentences(self._message)
            if is_set_aside(clause.text)
        )

    def _is_confident(self, question: Judged, fragment: bool, place: Piece) -> bool:
        if question.topic == "safety" or not question.confident:
            return question.confident
        if self._language.language == "und":
            return False
        if question.statement is not None:
            return True
        if fragment and pointing_label(question.piece.text) is None:
            return False
        return not (self._is_about_others(question.topic, place) or self._is_of_no_thing(question))

    def _is_of_no_thing(self, question: Judged) -> bool:
        """Whether all things are ruled out that a question could be about: "no, the other one".

        "Besides the courthouse, what is closed" rules nothing out that the whole county is. When a
        search that nobody published comes back is told by no office's return.
        """
        if question.topic not in _ASKED_OF_A_THING or question.label == _OF_ALL_THINGS:
            return False
        named = list(_within(self.mentions, question.piece))
        if named:
            return all(mention.negated for mention in named)
        asked = (question.sentence or question.piece).text
        of_a_page = question.topic == _REOPENING and speaks_of_a_page(asked)
        return of_a_page or points_to_another_thing(question.piece.text)

    def _is_about_others(self, topic: str, place: Piece) -> bool:
        """Whether a body or a place is named there that such a question of ours never names."""
        bodies = topic not in _SPEAKS_OF_OTHERS and any(self._in(self.foreign, place))
        places = self.lots if topic in _ASKED_FROM_AFAR else self.places
        return bodies or (topic not in _SPEAKS_OF_OTHERS and any(self._in(places, place)))


def questions_of(readers: Sequence[MessageReader]) -> list[list[Judged]]:
    """What each of several messages asks: all of them encoded and scored in one go.

    Args:
        readers: at least one; their judge and what was published are the same.
    """
    pieces = [(place, part) for place, reader in enumerate(readers) for part in reader.pieces]
    heard = [readers[place].heard(part) for place, part in pieces]
    judged = readers[0].judge.judge(
        [part for _, part in pieces],
        heard,
        _encoded([sentence.text for sentence in heard]),
        [readers[place].foreign_in(part) for place, part in pieces],
        readers[0].published.statements,
    )
    found: list[dict[Piece, Judged]] = [{} for _ in readers]
    for (place, part), one in zip(pieces, judged, strict=True):
        found[place][part] = one
    for reader, own in zip(readers, found, strict=True):
        own.update(_asked_of_new_offices(reader, own))
    return [reader.questions(own) for reader, own in zip(readers, found, strict=True)]


def _asked_of_new_offices(
    reader: MessageReader, judged: Mapping[Piece, Judged]
) -> dict[Piece, Judged]:
    """What pieces ask of an office whose name the examples do not know as an office's."""
    heard = {
        part: reader.heard_as_any_office(part, one)
        for part, one in judged.items()
        if not one.confident or (one.topic == UNLISTED and one.statement is None)
    }
    pieces = {part: sentence for part, sentence in heard.items() if sentence is not None}
    again = reader.judge.judge(
        list(pieces),
        list(pieces.values()),
        _encoded([sentence.text for sentence in pieces.values()]),
        [reader.foreign_in(part) for part in pieces],
        reader.published.statements,
    ) if pieces else []  # fmt: skip
    return {
        part: one
        for part, one in zip(pieces, again, strict=True)
        if one.asks_the_county and one.statement is None and one.topic in _ASKED_OF_A_THING
    }


def _encoded(texts: Sequence[str]) -> Vectors:
    """One row a text; what several alternatives have in common is encoded once."""
    places = {text: place for place, text in enumerate(dict.fromkeys(texts))}
    return encode(list(places))[[places[text] for text in texts]]


def _is_alarming(one: Judged, whole: Judged | None) -> bool:
    """Whether what reads as danger in one stretch of a message is danger there.

    Args:
        one: what comes before anything else, by its own words.
        whole: the same of the whole message; None: it is long.
    """
    if one.topic != "safety":
        return True
    if whole is None:
        return one.outright or one.scores.topic_probability("safety") >= _ALONE
    share = whole.scores.topic_probability("safety")
    if one.outright:
        return one.piece == whole.piece or share >= _BORNE_OUT or not whole.asks_of_a_topic
    return share >= _BORNE_OUT_BY_WORDS


def _has_a_part_in(unit: Judged, whole: Judged) -> bool:
    """Whether a short message as a whole asks what one stretch of it seems to ask."""
    pointed = pointing_label(unit.piece.text) is not None  # "where is it" is of any topic
    share = whole.scores.topic_probability(unit.topic)
    return pointed or unit.statement is not None or share >= _LEAST_OF_TWO


def _in_whole(unit: Judged, whole: Piece) -> Judged:
    """The same question, its subjects and dates read from the whole message."""
    return replace(unit, piece=whole, sentence=unit.piece)


def _within(mentions: Sequence[Mention], part: Piece) -> Iterator[Mention]:
    yield from (m for m in mentions if part.start <= m.start and m.end <= part.end)


def intent_of(read: Mapping[str, Any]) -> dict[str, Any]:
    """Rasa's intent: the topic of the first question, with its confidence."""
    first = read["questions"][0]
    return {"name": first["topic"], "confidence": first["confidence"]}
