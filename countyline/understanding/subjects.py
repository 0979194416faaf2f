"""Which published subjects a message names: offices, places, services, authorities, portals.

Names and aliases come from the revision in service, in every language, whatever language the
message is in, so an office that is added to the document is understood at once. Exact words are
matched first, the longest name winning; then misspelled and misheard ones. Everyday words never
match fuzzily.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from countyline.revision import Revision
from countyline.understanding.buildings import building_names
from countyline.understanding.lexicon import Phrase, lexicons
from countyline.understanding.misheard import MisheardNames
from countyline.understanding.phonetics import sound
from countyline.understanding.streets import street_names
from countyline.understanding.text import Word, folded_words, words

_ARTICLES = frozenset(["the", "el", "la", "los", "las"])
_PREPOSITIONS = frozenset(["at", "in", "to", "del", "al", "en", "de", "a"])
_FUZZY_LETTERS = 5
_LEAST_SCORE = 0.72
_SHORTEST_WORD = 3
_LONG = 10
_LEAST_LIKENESS = 0.5
"""From this a word may be another, misspelled."""
_MOST_EDITS = 3
_REMEMBERED_WORDS = 20_000
"""Words of residents whose near names are remembered; then it begins anew."""


@dataclass(frozen=True)
class Mention:
    """A subject named in a message; `start` and `end` are offsets into the message as written."""

    id: str
    start: int
    end: int
    text: str
    score: float
    name: str
    """The published name or alias that it stands for."""
    negated: bool = False
    """Whether it was named to be ruled out: "not the recorder, the collector"."""

    def as_json(self) -> dict[str, object]:
        """The shape of `understanding.questions[].subjects[]`."""
        return {
            "id": self.id,
            "start": self.start,
            "end": self.end,
            "text": self.text,
            "score": round(self.score, 3),
            "negated": self.negated,
        }


@dataclass(frozen=True)
class _Name:
    id: str
    written: str
    words: Phrase
    sounds: Phrase

    @cached_property
    def run(self) -> tuple[str, str]:
        """The words and the sounds without spaces."""
        return "".join(self.words), "".join(self.sounds)


class SubjectFinder:
    """Finds the subjects of one revision. Build it once a revision."""

    def __init__(self, revision: Revision) -> None:
        self._names = sorted(
            dict.fromkeys(_names(revision)),
            key=lambda name: (-len(name.words), -len("".join(name.words))),
        )
        self._exact: dict[Phrase, list[_Name]] = {}
        for name in self._names:
            owners = self._exact.setdefault(name.words, [])
            if name.id not in {owner.id for owner in owners}:
                owners.append(name)
        self._longest = max((len(name.words) for name in self._names), default=0)
        self.vocabulary = frozenset(word for name in self._names for word in name.words)
        self._edges = frozenset(word for lists in lexicons() for word in lists.fillers)
        self._common = frozenset(word for lists in lexicons() for word in lists.common)
        self._ordinary = self._common | self.vocabulary
        self._lookalikes = frozenset(phrase for lists in lexicons() for phrase in lists.lookalikes)
        fuzzy = [name for name in self._names if self._may_be_misspelled(name.words)]
        self._likely = _Likely(fuzzy)
        self._last_words = frozenset(name.words[-1] for name in fuzzy)

    def find(self, message: str) -> list[Mention]:
        """The subjects named in `message`, in its order; an ambiguous alias gives each of them."""
        spoken = words(message)
        taken = self._without_lookalikes(spoken)
        found: list[Mention] = []
        for size in range(min(self._longest + 1, len(spoken)), 0, -1):
            for owners, window, score in self._of_size(size, spoken, taken):
                if score == 1.0 or not _SENTENCE_END.search(
                    message, window[0].start, window[-1].end
                ):
                    found += _mentions(owners, message, window, score)
        found = [
            mention
            for mention in found
            if mention.id != _HOME
            and not _is_half_a_courthouse(mention, message)
            and not _is_one_courthouse(mention)
        ]
        found.sort(key=lambda mention: (mention.start, mention.id))
        return [_with_negation(mention, message, found) for mention in found]

    def canonical(self, message: str, mentions: Sequence[Mention]) -> str:
        """`message` with its misspelled names replaced by the published ones.

        What the encoder hears is then the same as for a message without errors.
        """
        end = len(message)
        for mention in sorted(mentions, key=lambda found: found.start, reverse=True):
            if mention.score < 1.0 and mention.end <= end:
                message = message[: mention.start] + mention.name + message[mention.end :]
                end = mention.start
        return message

    @cached_property
    def _misheard(self) -> MisheardNames:
        names = ((name.written, name.words) for name in self._names)
        return MisheardNames(names, self._ordinary, self._edges)

    def mended(self, transcript: str) -> str:
        """What recognition wrote, with the published names that it took for other words."""
        right = [(mention.start, mention.end) for mention in self.find(transcript)]
        return self._misheard.mended(transcript, right)

    def _of_size(
        self, size: int, spoken: Sequence[Word], taken: list[bool]
    ) -> Iterator[tuple[list[_Name], Sequence[Word], float]]:
        """Names that are `size` words long in the message: exact ones first, then similar ones."""
        texts = tuple(word.text for word in spoken)
        for look in (self._exactly, self._closest):
            for place in _free(size, taken):
                score, owners = look(texts[place : place + size])
                if owners:
                    taken[place : place + size] = [True] * size
                    yield owners, spoken[place : place + size], score

    def _without_lookalikes(self, spoken: Sequence[Word]) -> list[bool]:
        """For each word whether it belongs to what only looks like a name."""
        taken = [False] * len(spoken)
        texts = tuple(word.text for word in spoken)
        for size in {len(phrase) for phrase in self._lookalikes}:
            for place in range(len(texts) - size + 1):
                if texts[place : place + size] in self._lookalikes:
                    taken[place : place + size] = [True] * size
        return taken

    def _exactly(self, window: Phrase) -> tuple[float, list[_Name]]:
        owners = self._exact.get(window, [])
        return 1.0, owners or self._exact.get(_without_possessive(window), [])

    def _may_be_misspelled(self, phrase: Phrase) -> bool:
        return len("".join(phrase)) >= _FUZZY_LETTERS and any(
            word not in self._common or len(word) > _FUZZY_LETTERS for word in phrase
        )

    def _closest(self, window: Phrase) -> tuple[float, list[_Name]]:
        best, owners = 0.0, list[_Name]()
        if window[0] in self._edges or window[-1] in self._edges:
            return best, owners
        # A misspelled name holds a word that is neither common nor any name's word.
        odd = not self._ordinary.issuperset(window)
        if not odd and (window[-1] not in self._last_words or len("".join(window)) < _LONG):
            return best, owners
        if all(len(word) < _SHORTEST_WORD or word.isdigit() for word in window):
            return best, owners
        sounds = tuple(sound(word) for word in window)
        for name in self._likely.names(window, sounds):
            score = _likeness(window, sounds, name) if odd else _split_likeness(window, name)
            if score > best:
                best, owners = score, [name]
            elif score == best and score > 0 and name.id not in {owner.id for owner in owners}:
                owners.append(name)
        return (best, owners) if best >= _LEAST_SCORE else (best, [])


def _without_possessive(window: Phrase) -> Phrase:
    """A name without the ending of "the collector's e-mail", as `words` reads it."""
    return *window[:-1], window[-1].removesuffix("s")


def _free(size: int, taken: Sequence[bool]) -> Iterator[int]:
    """Where `size` words stand none of which is taken; `taken` may change in between."""
    free = 0
    for place in range(len(taken)):
        free = 0 if taken[place] else free + 1
        if free >= size:
            yield place - size + 1
            if taken[place]:  # by what was found just now
                free = 0


class _Likely:
    """Which names could be meant by a window of words, found without comparing it with all.

    Each word of a name must be near its counterpart, so the first word alone rules most names
    out; of names that are a word longer or shorter, those that begin with the same sound and
    whose letters together are near are left.
    """

    def __init__(self, names: Sequence[_Name]) -> None:
        self._by_first: dict[tuple[int, str], list[_Name]] = {}
        self._by_sound: dict[tuple[int, str], list[_Name]] = {}
        for name in names:
            self._by_first.setdefault((len(name.words), name.words[0]), []).append(name)
            self._by_sound.setdefault((len(name.words), name.run[1][:1]), []).append(name)
        self._runs = {key: [name.run[0] for name in same] for key, same in self._by_sound.items()}
        self._first_words = sorted({name.words[0] for name in names})
        self._first_sounds = [sound(word) for word in self._first_words]
        self._near: dict[str, list[str]] = {}

    def names(self, window: Phrase, sounds: Phrase) -> Iterator[_Name]:
        """The names that `window` may stand for, in a fixed order."""
        for word in self._near_words(window[0], sounds[0]):
            yield from self._by_first.get((len(window), word), ())
        heard = "".join(sounds)
        for size in (len(window) - 1, len(window) + 1):
            yield from self._joined((size, heard[:1]), "".join(window), heard)

    def _near_words(self, said: str, heard: str) -> list[str]:
        known = self._near.get(said)
        if known is None:
            if len(self._near) >= _REMEMBERED_WORDS:
                self._near.clear()
            known = [
                word
                for word, sounds in zip(self._first_words, self._first_sounds, strict=True)
                if _word_likeness(said, heard, word, sounds) >= _LEAST_LIKENESS
            ]
            self._near[said] = known
        return known

    def _joined(self, key: tuple[int, str], said: str, heard: str) -> Iterator[_Name]:
        runs = self._runs.get(key)
        if runs is None:
            return
        near = process.extract(
            said, runs, scorer=DamerauLevenshtein.distance, score_cutoff=_MOST_EDITS, limit=None
        )
        places = {place for _, _, place in near}
        for place, name in enumerate(self._by_sound[key]):
            if place in places or name.run[1] == heard:
                yield name


_SENTENCE_END = re.compile(r"[.!?;]\s|\n")
"""No misspelled name goes on behind it: "behind the courthouse. She's" is no "courthouses"."""

_HALF = re.compile(r"c(ou|o|u)rt$", re.IGNORECASE)
_OTHER_HALF = re.compile(r"\s+(house|hous|haus|jaus|howse)\b", re.IGNORECASE)


def _is_half_a_courthouse(mention: Mention, message: str) -> bool:
    """Whether "cort house" was taken for a court: it is a building whose name is not said."""
    return bool(_HALF.search(mention.text) and _OTHER_HALF.match(message, mention.end))


def _is_one_courthouse(mention: Mention) -> bool:
    """Whether "the courthuose" was taken for the courts, which are called "courthouses" too."""
    return mention.name == "courthouses" and not mention.text.casefold().endswith("s")


_HOME = ""
"""Stands for the county itself, which is no subject: "jakson county" is no misspelled portal."""


def _names(revision: Revision) -> Iterator[_Name]:
    home = revision.status.get("organization")
    for subject, entry in (*revision.subjects().items(), (_HOME, home)):
        for written in (*_written(entry), *_everyday_names(entry)):
            phrase = folded_words(written)
            while phrase and phrase[0] in _ARTICLES:
                phrase = phrase[1:]
            for spelled in _spellings(phrase):
                yield _Name(subject, written, spelled, tuple(map(sound, spelled)))


def _everyday_names(entry: object) -> Iterator[str]:
    """What a building is called besides, by its street or by what tells it apart."""
    address = entry.get("address") if isinstance(entry, Mapping) else None
    if isinstance(address, Mapping):
        yield from street_names(address)
        yield from building_names(tuple(_written(entry)), str(address.get("city") or ""))


def _spellings(phrase: Phrase) -> Iterator[Phrase]:
    """A name, and the same with "court house" in two words, which is no court."""
    if phrase:
        yield phrase
    if "courthouse" in phrase:
        place = phrase.index("courthouse")
        yield (*phrase[:place], "court", "house", *phrase[place + 1 :])


def _written(entry: object) -> Iterator[str]:
    """Every string under `name` and `aliases`, whatever languages they hold."""
    if isinstance(entry, str):
        yield entry
    elif isinstance(entry, list | tuple):
        for part in entry:
            yield from _written(part)
    elif isinstance(entry, dict):
        keys = [key for key in ("name", "aliases") if key in entry]
        for key in keys or entry:
            yield from _written(entry[key])


def _likeness(window: Phrase, sounds: Phrase, name: _Name) -> float:
    """How alike the words are, 0 to 1: each word must be near its counterpart."""
    if len(window) == len(name.words):
        together = 0.0
        for said, heard, meant, meant_sound in zip(
            window, sounds, name.words, name.sounds, strict=True
        ):
            part = _word_likeness(said, heard, meant, meant_sound)
            if part < _LEAST_LIKENESS:
                return 0.0
            together += part
        return together / len(window)
    if abs(len(window) - len(name.words)) == 1:
        # "true man courthouse", "recorderof deeds": a space too many or too few.
        return _word_likeness("".join(window), "".join(sounds), *name.run) - 0.05
    return 0.0


def _split_likeness(window: Phrase, name: _Name) -> float:
    """For everyday words that together sound like a name: "true man courthouse"."""
    if len(window) != len(name.words) + 1 or window[-1] != name.words[-1]:
        return 0.0
    said, meant = "".join(window), name.run[0]
    return 0.9 if DamerauLevenshtein.distance(said, meant, score_cutoff=1) <= 1 else 0.0


def _word_likeness(said: str, heard: str, meant: str, meant_sound: str) -> float:
    if said == meant:
        return 1.0
    if min(len(said), len(meant)) < _FUZZY_LETTERS - 1:
        return 0.0
    allowed = 1 if len(meant) < 7 else 2 if len(meant) < 11 else _MOST_EDITS
    same_sound = heard == meant_sound and len(heard) >= 3 and said[0] == meant[0]
    if not same_sound and abs(len(said) - len(meant)) > allowed:
        return 0.0
    edits = DamerauLevenshtein.distance(said, meant)
    spelled = 1.0 - edits / max(len(said), len(meant))
    if edits > allowed and not (same_sound and spelled >= 0.6):
        return 0.0
    return min(0.99, spelled + (0.15 if same_sound else 0.0))


def _mentions(
    owners: Sequence[_Name], message: str, window: Sequence[Word], score: float
) -> Iterator[Mention]:
    start, end = window[0].start, window[-1].end
    for owner in owners:
        yield Mention(owner.id, start, end, message[start:end], score, owner.written)


_CLAUSE_END = re.compile(r"[,.;:!?…—–-](?:\s|$)|\n")


def _with_negation(mention: Mention, message: str, found: Sequence[Mention]) -> Mention:
    """Mark what is named to be ruled out: "not the recorder", "without going to the courthouse".

    A mere "not" rules a lone name out only where the message begins so or says what is meant
    instead: "why is it not the recorder" asks about the recorder.
    """
    before = _without_articles(folded_words(message[: mention.start]))
    if any(
        _ends_in(before, phrase)
        for lists in lexicons()
        for phrase in map(_without_articles, lists.exclusions)
    ):
        return replace(mention, negated=True)
    rest = message[mention.end :]
    contrasted = _is_contrasted(rest)
    instead = contrasted or any(other.start != mention.start for other in found)
    negated = any(
        _ends_in(before, phrase) and (instead or before == phrase)
        for lists in lexicons()
        for phrase in map(_without_articles, lists.negations)
    )
    denied = contrasted and (_denied_before(message[: mention.start]) or _denied_after(rest))
    return replace(mention, negated=negated or denied)


_DENIED_AFTER = re.compile(r"\s+no\s*[,;.]\s*\S", re.IGNORECASE)
_DENIALS = frozenset(["not", "no"])
_LONGEST_DENIAL = 6


def _denied_before(before: str) -> bool:
    """Whether a clause begins with a denial of what the name belongs to: "not the line of"."""
    clause = folded_words(_CLAUSE_END.split(before)[-1])
    return (
        2 < len(clause) <= _LONGEST_DENIAL
        and clause[0] in _DENIALS
        and clause[1] in _ARTICLES | _PREPOSITIONS
    )


def _denied_after(rest: str) -> bool:
    """Whether a name is denied right after it: "la corte no, la otra"."""
    return _DENIED_AFTER.match(rest) is not None


def _is_contrasted(rest: str) -> bool:
    """Whether a message goes on, after a name that it denies, with what is meant instead."""
    if (end := _CLAUSE_END.search(rest)) and folded_words(rest[end.start() :]):
        return True
    spoken = folded_words(rest)
    return any(
        spoken[place : place + len(phrase)] == phrase
        for lists in lexicons()
        for phrase in lists.contrasts
        for place in range(len(spoken))
    )


def _ends_in(spoken: Phrase, phrase: Phrase) -> bool:
    return bool(phrase) and spoken[-len(phrase) :] == phrase


def _without_articles(phrase: Phrase) -> Phrase:
    while phrase and phrase[-1] in _ARTICLES | _PREPOSITIONS:
        phrase = phrase[:-1]
    return phrase
