"""Dates in a resident's words, as symbols: a small grammar in English and Spanish.

Understanding does not know what day it is, so nothing here asks the clock: "next Friday" leaves
as a symbol and ``countyline.answers.dates`` resolves it. A wrong date is worse than none, so
words with a second meaning ("may", "march", "sat", "mar", "the second") count only where their
neighbors make them a date; what is not found is asked.

How a message is read: (1) a *view* of it is made, lower case, without accents, with misspelled
and abbreviated names written out, that remembers the offsets of the message; (2) every rule of
the grammar proposes what it finds; (3) the longest proposal wins; (4) a time of day joins the
day beside it ("a las 3" + "del viernes").
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

Symbol = dict[str, Any]
Match = re.Match[str]


def find_dates(text: str, language: str) -> list[Symbol]:
    """Return the date symbols of a message, in the order of the message.

    ``language`` is "en", "es" or "und" (unsure: both are tried as equals). In a message of one
    language the other one's unmistakable expressions count too ("open el viernes?").

    Each symbol holds ``start``, ``end`` (offsets into ``text``), ``text`` and ``kind``:
    ``day`` (``days`` from today), ``weekday`` (``weekday`` 0 = Monday, ``which`` =
    bare, this, coming, next or last, optional ``weeks`` to add), ``weekday_on`` (``weekday``,
    ``day``), ``day_of_month`` (``day``), ``date`` (``month``, ``day``, ``year`` or None, optional
    ``weekday``, ``ambiguous`` when month and day could be swapped), ``week``, ``weekend``
    (``which``), ``month`` (``month`` or None, ``which`` = bare, this, next, last or end, optional
    ``year``), ``every`` (``weekday``, optional ``month``) or ``now``. Any of them may carry
    ``time`` ("HH:MM"), ``part`` ("morning", "afternoon", "evening") and ``bound`` ("before",
    "after" the time; "within" the days). ``implied`` marks a time that came without a day.

    Never raises; an unknown language is read as "und".
    """
    proposals: list[_Found] = []
    for rank, (grammar, guest) in enumerate(_readers(language)):
        view = _view_of(text, grammar, guest)
        for rule in grammar.guest_rules if guest else grammar.rules:
            proposals.extend(_proposals(rule, view, rank))
    return [_symbol(text, cluster) for cluster in _clusters(text, _longest(proposals))]


def _words(listed: str) -> list[str]:
    return listed.split()


# --------------------------------------------------------------------------- what a rule finds


@dataclass(frozen=True)
class _Clock:
    """A time of day, as far as the words tell it."""

    hour: int | None = None
    minute: int = 0
    half: str | None = None  # "am" or "pm"
    part: str | None = None
    bound: str | None = None
    alone: bool = True  # False: means something only beside a day ("friday morning")


@dataclass(frozen=True)
class _Rule:
    pattern: re.Pattern[str]
    read: Callable[[Match], Symbol | _Clock | None]  # None: not a date after all


@dataclass(frozen=True)
class _Found:
    start: int
    end: int
    rank: int
    meaning: Symbol | _Clock


_TRAP: Symbol = {}  # what a trap means: its words are taken, and say no date


@dataclass(frozen=True)
class _Grammar:
    """One language: its names, its rules."""

    weekdays: Mapping[str, int]
    months: Mapping[str, int]
    aliases: Mapping[str, str]  # misspellings, sure in any neighborhood
    abbreviations: Mapping[str, str]  # sure in a message of this language
    unsure: Callable[[Sequence[str], int], str | None]  # words that their neighbors decide
    fuzzy: frozenset[str]  # long names found with one slip of the keyboard
    lookalikes: frozenset[str]  # real words one slip away from such a name
    rules: tuple[_Rule, ...] = field(default=())
    guest_rules: tuple[_Rule, ...] = field(default=())


def _readers(language: str) -> list[tuple[_Grammar, bool]]:
    """The grammars to try, each with whether it is a guest in the message."""
    if language == "en":
        return [(_ENGLISH, False), (_SPANISH, True)]
    if language == "es":
        return [(_SPANISH, False), (_ENGLISH, True)]
    return [(_ENGLISH, False), (_SPANISH, False)]


def _proposals(rule: _Rule, view: _View, rank: int) -> Iterable[_Found]:
    for match in rule.pattern.finditer(view.text):
        meaning = rule.read(match)
        if meaning is not None:
            start, end = view.span(*match.span())
            yield _Found(start, end, rank, meaning)


def _longest(proposals: Iterable[_Found]) -> list[_Found]:
    """Keep the longest of overlapping proposals; on a tie the message's own language."""
    kept: list[_Found] = []
    for found in sorted(proposals, key=lambda f: (f.start - f.end, f.rank, f.start)):
        if all(found.end <= other.start or found.start >= other.end for other in kept):
            kept.append(found)
    kept.sort(key=lambda f: f.start)
    return kept


# ------------------------------------------------------------------ a time joins its day

_GAP = re.compile(
    r"[\s,]*(?:(?:on|of|in|at|the|early|el|del|de|en|este|por|para)\b\s*){0,2}", re.IGNORECASE
)


def _clusters(text: str, found: Sequence[_Found]) -> list[list[_Found]]:
    clusters: list[list[_Found]] = []
    for item in found:
        if clusters and _joins(text, clusters[-1], item):
            clusters[-1].append(item)
        else:
            clusters.append([item])
    return [cluster for cluster in clusters if _says_a_date(cluster)]


def _joins(text: str, cluster: Sequence[_Found], item: _Found) -> bool:
    if not _GAP.fullmatch(text[cluster[-1].end : item.start]):
        return False
    members = [*cluster, item]
    days = [m.meaning for m in members if not isinstance(m.meaning, _Clock)]
    clocks = [m.meaning for m in members if isinstance(m.meaning, _Clock)]
    hours = [c for c in clocks if c.hour is not None]
    parts = [c for c in clocks if c.hour is None]
    return bool(clocks) and _TRAP not in days and max(len(days), len(hours), len(parts)) <= 1


def _says_a_date(cluster: Sequence[_Found]) -> bool:
    return any(
        item.meaning.alone if isinstance(item.meaning, _Clock) else item.meaning != _TRAP
        for item in cluster
    )


def _symbol(text: str, cluster: Sequence[_Found]) -> Symbol:
    start, end = cluster[0].start, cluster[-1].end
    symbol: Symbol = {"start": start, "end": end, "text": text[start:end]}
    days = [i.meaning for i in cluster if not isinstance(i.meaning, _Clock)]
    clocks = [i.meaning for i in cluster if isinstance(i.meaning, _Clock)]
    symbol.update(days[0] if days else {"kind": "day", "days": 0, "implied": True})
    for clock in clocks:
        if clock.part:
            symbol["part"] = clock.part
        if clock.bound:
            symbol["bound"] = clock.bound
    for clock in clocks:
        if clock.hour is not None:
            hour = _hour_of_day(clock.hour, clock.half or _HALF_OF_PART.get(symbol.get("part", "")))
            symbol["time"] = f"{hour:02d}:{clock.minute:02d}"
            symbol.pop("part", None)  # the time says it more exactly
    return symbol


NOON = 12
FIRST_OFFICE_HOUR = 7
LAST_DAY = 31
LAST_MONTH = 12
LONG_WORD = 7  # shorter ones have too many neighbors for a slip to be told

_HALF_OF_PART = {"morning": "am", "afternoon": "pm", "evening": "pm"}


def _hour_of_day(hour: int, half: str | None) -> int:
    """Read an hour as residents mean it: without am or pm, 1 to 6 is in the afternoon.

    Offices work in the daytime, so "at 3" is 15:00 and "at 9" is 09:00.
    """
    if hour > NOON or hour == 0:
        return hour
    if half is None:
        return hour + NOON if hour < FIRST_OFFICE_HOUR else hour
    return hour % NOON + (NOON if half == "pm" else 0)


# ------------------------------------------------------------------------ the view of a message

_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class _View:
    """The message as the rules see it, and where each character of it came from."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        return self.starts[start], self.ends[end - 1]


def _view_of(text: str, grammar: _Grammar, guest: bool) -> _View:
    folded = _fold(text)
    words = list(_WORD.finditer(folded.text))
    spelled = [_spelled(w.group(), grammar, guest) for w in words]
    if not guest:
        spelled = [grammar.unsure(spelled, i) or word for i, word in enumerate(spelled)]
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    done = 0
    for word, spelling in zip(words, spelled, strict=True):
        pieces += [folded.text[done : word.start()], spelling]
        starts += folded.starts[done : word.start()]
        ends += folded.ends[done : word.start()]
        if spelling == word.group():
            starts += folded.starts[word.start() : word.end()]
            ends += folded.ends[word.start() : word.end()]
        else:
            start, end = folded.span(*word.span())
            starts += [start] * len(spelling)
            ends += [end] * len(spelling)
        done = word.end()
    pieces.append(folded.text[done:])
    starts += folded.starts[done:]
    ends += folded.ends[done:]
    return _View("".join(pieces), starts, ends)


@lru_cache(maxsize=64)
def _fold(text: str) -> _View:
    """Lower case without marks: "Mié" and "mie", however the accent is encoded, look the same."""
    characters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for index, character in enumerate(text):
        bare = [c for c in unicodedata.normalize("NFD", character.lower()) if not _is_mark(c)]
        if not bare and ends:
            ends_at = starts[-1]
            position = len(ends) - 1
            while position >= 0 and starts[position] == ends_at:
                ends[position] = index + 1
                position -= 1
        characters += bare
        starts += [index] * len(bare)
        ends += [index + 1] * len(bare)
    return _View("".join(characters), starts, ends)


def _is_mark(character: str) -> bool:
    return unicodedata.category(character) == "Mn"


def _spelled(word: str, grammar: _Grammar, guest: bool) -> str:
    if word in grammar.aliases:
        return grammar.aliases[word]
    if guest:
        return word
    if word in grammar.abbreviations:
        return grammar.abbreviations[word]
    if len(word) < LONG_WORD or word in grammar.fuzzy or word in grammar.lookalikes:
        return word
    return next((name for name in sorted(grammar.fuzzy) if _one_slip(word, name)), word)


@lru_cache(maxsize=4096)
def _one_slip(word: str, name: str) -> bool:
    """Whether one letter was left out, added, replaced, or two neighbors swapped."""
    if abs(len(word) - len(name)) > 1 or word[0] != name[0]:
        return False
    at = 0
    while word[at : at + 1] == name[at : at + 1] and at < len(word):
        at += 1
    rest, other = word[at:], name[at:]
    return (
        rest[1:] == other[1:]
        or rest[1:] == other
        or rest == other[1:]
        or (rest[:2] == other[1::-1] and rest[2:] == other[2:])
    )


# ------------------------------------------------------------------------- how rules are written


def _rule(pattern: str, read: Callable[[Match], Symbol | _Clock | None]) -> _Rule:
    """Compile a pattern of whole words; a space in it stands for any white space."""
    spaced = re.sub(r" ", r"\\s+", pattern)
    return _Rule(re.compile(rf"(?<![\w@]){spaced}(?!\w)"), read)


def _means(**symbol: Any) -> Callable[[Match], Symbol]:
    return lambda _match: dict(symbol)


def _trap(pattern: str) -> _Rule:
    return _rule(pattern, lambda _match: _TRAP)


def _any(words: Iterable[str]) -> str:
    return "(?:" + "|".join(sorted(words, key=lambda w: (-len(w), w))) + ")"


def _in_range(number: int | None, low: int, high: int) -> bool:
    return number is not None and low <= number <= high


def _month_symbol(month: int | None, which: str, year: str | None = None) -> Symbol:
    symbol: Symbol = {"kind": "month", "month": month, "which": which}
    if year:
        symbol["year"] = int(year)
    return symbol


def _date_symbol(
    month: int, day: int | None, year: str | None = None, weekday: int | None = None
) -> Symbol | None:
    if not _in_range(month, 1, LAST_MONTH) or not _in_range(day, 1, LAST_DAY):
        return None
    symbol: Symbol = {"kind": "date", "month": month, "day": day, "year": _year(year)}
    if weekday is not None:
        symbol["weekday"] = weekday
    return symbol


def _year(digits: str | None) -> int | None:
    if not digits:
        return None
    return int(digits) + (2000 if len(digits) < len("2024") else 0)


_MERIDIEM = r"(?P<half>[ap])\s?\.?\s?m\b\.?"
_NO_MERIDIEM = r"(?!\s*[ap]\s?\.?\s?m\b)"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_ISO = r"(?P<year>(?:19|20)\d\d)(?P<by>[-/])(?P<month>\d{1,2})(?P=by)(?P<day>\d{1,2})(?![-/]\d)"

# Numbers with a slash or a hyphen are dates only where nothing else claims them: not in phone
# numbers, prices, addresses, ranges of things ("3-4 weeks"), fractions ("1/2 price").
_NUMERIC = (
    r"(?<![/$#.:-])(?P<first>\d{1,2})(?P<by>[/-])(?P<second>\d{1,2})"
    r"(?:(?P=by)(?P<year>\d{4}|\d{2}))?(?![/%-]|\.\d|:\d)"
)
_FRACTIONS = {(1, 2), (1, 3), (2, 3), (1, 4)}


def _follow(words: str) -> str:
    """A number ends its date here: the sentence ends, or goes on with one of ``words``.

    "the 8th?" and "the 8th at noon" are dates, "the 8th floor" and "the 16th Circuit" are not.
    """
    spaced = words.replace(" ", r"\s+")
    return rf"(?![.,:]\d)(?=\s*(?:(?:{spaced})(?!\w)|[^\w\s$%#/&+'’-]|\s-|$))"


def _numeric_reader(day_first: bool) -> Callable[[Match], Symbol | None]:
    def read(match: Match) -> Symbol | None:
        first, second = int(match["first"]), int(match["second"])
        if max(first, second) > LAST_DAY or min(first, second) < 1:
            return None
        if match["year"] is None and (first, second) in _FRACTIONS and not match["lead"]:
            return None
        if match["by"] == "-" and not (match["year"] or match["lead"] or _is_all(match)):
            return None  # "8-5" is what an office's door says
        july_24 = match["year"] or (day_first and (match["lead"] or _is_all(match)))
        if (first, second) == (24, 7) and not july_24:
            return None  # "open 24/7"
        swap = day_first if max(first, second) <= LAST_MONTH else first > LAST_MONTH
        day, month = (first, second) if swap else (second, first)
        symbol = _date_symbol(month, day, match["year"])
        if symbol and match["weekday"]:
            symbol["weekday"] = _WEEKDAY_NUMBERS[match["weekday"]]
        if symbol and first != second and max(first, second) <= LAST_MONTH:
            symbol["ambiguous"] = True
        return symbol

    return read


def _is_all(match: Match) -> bool:
    return match.string.strip(" ?¿.!") == match.group()


def _iso(match: Match) -> Symbol | None:
    return _date_symbol(int(match["month"]), int(match["day"]), match["year"])


def _clock_reader(
    bounds: Mapping[str, str], hours: Mapping[str, int], parts: Mapping[str, str]
) -> Callable[[Match], _Clock | None]:
    def read(match: Match) -> _Clock | None:
        groups = match.groupdict()
        hour = _number(groups["hour"], hours)
        minute = _minutes(groups.get("minute"), groups.get("quarter"))
        if hour is None or not 0 <= hour < 2 * NOON or not _in_range(minute, 0, 59):
            return None
        half = groups.get("half")
        lead = " ".join((groups.get("lead") or "").split())
        part = parts.get(groups.get("part") or "")
        if half and hour > NOON:
            return None
        if part == "evening" and hour == NOON:  # "las 12 de la noche"
            hour, half = 0, None
        elif part and not half:
            half = _HALF_OF_PART[part]
        half = f"{half}m" if half in ("a", "p") else half
        return _Clock(hour, minute, half, bound=bounds.get(lead))

    return read


def _minutes(digits: str | None, quarter: str | None) -> int:
    if digits:
        return int(digits)
    return {"media": 30, "cuarto": 15}.get(quarter or "", 0)


def _number(word: str, words: Mapping[str, int]) -> int | None:
    """Read digits, an ordinal ("8th", "1ro") or a number word; None for anything else."""
    plain = " ".join(word.replace("-", " ").split())
    if plain in words:
        return words[plain]
    digits = re.match(r"\d{1,4}", plain)
    return int(digits.group()) if digits else None


# ------------------------------------------------------------------------------------- English

_EN_WEEKDAYS = {
    name: number
    for number, name in enumerate(
        _words("monday tuesday wednesday thursday friday saturday sunday")
    )
}
_EN_MONTHS = {
    name: number
    for number, name in enumerate(
        _words(
            "january february march april may june july august september october november december"
        ),
        start=1,
    )
}
_EN_ONES = _words("one two three four five six seven eight nine")
_EN_COUNTS = {
    word: number
    for number, word in enumerate(
        [
            *_EN_ONES,
            *_words("ten eleven twelve thirteen fourteen fifteen sixteen seventeen"),
            "eighteen",
            "nineteen",
            "twenty",
            *(f"twenty {one}" for one in _EN_ONES),
            "thirty",
            "thirty one",
        ],
        start=1,
    )
}
_EN_ONES_TH = _words("first second third fourth fifth sixth seventh eighth ninth")
_EN_ORDINALS = {
    word: number
    for number, word in enumerate(
        [
            *_EN_ONES_TH,
            *_words("tenth eleventh twelfth thirteenth fourteenth fifteenth"),
            *_words("sixteenth seventeenth eighteenth nineteenth twentieth"),
            *(f"twenty {one}" for one in _EN_ONES_TH),
            "thirtieth",
            "thirty first",
        ],
        start=1,
    )
}
_EN_NUMBERS = {**_EN_COUNTS, **_EN_ORDINALS}

# Every misspelling here was chosen because it is no other word.
_EN_ALIASES = {
    **dict.fromkeys(
        _words(
            "tomorow tommorow tommorrow tomorrrow tomorro tommorro tomoro tommorw tomorrows tmrw"
            " tmrow tmmrw tmr tmw 2morrow 2moro 2mrw tomarrow tomarow"
        ),
        "tomorrow",
    ),
    **dict.fromkeys(_words("2day todays todya tday"), "today"),
    **dict.fromkeys(_words("tonite 2nite 2night tonights"), "tonight"),
    **dict.fromkeys(_words("yesturday yesterdays yestrday"), "yesterday"),
    **dict.fromkeys(_words("mondy monady munday"), "monday"),
    **dict.fromkeys(_words("tusday teusday tuseday tuesdy"), "tuesday"),
    **dict.fromkeys(_words("wendsday wensday wendesday wednsday wenesday wendnesday"), "wednesday"),
    **dict.fromkeys(_words("thurday thrusday thirsday thursdy"), "thursday"),
    **dict.fromkeys(_words("firday fryday fridy friady"), "friday"),
    **dict.fromkeys(_words("saterday satuday sturday saturdy satday"), "saturday"),
    **dict.fromkeys(_words("sundy suday"), "sunday"),
    "saterdays": "saturdays",
    "febuary": "february",
    "rite": "right",
}
_EN_ABBREVIATIONS = {
    "fri": "friday",
    "thu": "thursday",
    "thur": "thursday",
    "thurs": "thursday",
    "tue": "tuesday",
    "tues": "tuesday",
    "weds": "wednesday",
    "wkend": "weekend",
    "wk": "week",
    "wks": "weeks",
}
_EN_UNSURE_WEEKDAYS = {"mon": "monday", "wed": "wednesday", "sat": "saturday", "sun": "sunday"}
_EN_UNSURE_MONTHS = {name[:3]: name for name in _EN_MONTHS if name != "may"} | {"sept": "september"}
_EN_LEADS_WEEKDAY = frozenset(
    _words(
        "on this next last every each coming upcoming by until till til before after since open"
        " opened closed close from thru through hours available working about"
    )
)
_EN_LEADS_MONTH = frozenset(_words("in by until till til through thru since during of"))
_EN_PARTS = {
    "morning": "morning",
    "mornings": "morning",
    "afternoon": "afternoon",
    "afternoons": "afternoon",
    "evening": "evening",
    "evenings": "evening",
    "night": "evening",
    "nights": "evening",
    "noon": "afternoon",
}
_DAY_DIGITS = re.compile(r"(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?")
_AND = frozenset(_words("and or to thru through y o a"))


def _around(words: Sequence[str], index: int) -> tuple[str, str, str, str]:
    """The neighbors: two words before (skipping "and"), one before, one after, two after."""

    def at(position: int) -> str:
        return words[position] if 0 <= position < len(words) else ""

    before, after = at(index - 1), at(index + 1)
    far_before = at(index - 2) if before in _AND else before
    far_after = at(index + 2) if after in _AND else after
    return far_before, before, after, far_after


def _en_unsure(words: Sequence[str], index: int) -> str | None:
    word = words[index]
    far_before, before, after, far_after = _around(words, index)
    if word in _EN_UNSURE_WEEKDAYS:
        days = {*_EN_WEEKDAYS, *_EN_UNSURE_WEEKDAYS}
        months = {*_EN_MONTHS, *_EN_UNSURE_MONTHS} - {"may"}
        dated = re.fullmatch(r"\d{1,2}(?:st|nd|rd|th)", after) or after in months
        beside = far_before in days or far_after in days
        if before in _EN_LEADS_WEEKDAY or dated or beside or after in _EN_PARTS:
            return _EN_UNSURE_WEEKDAYS[word]
        if list(words) == ["and", word] or (list(words) == [word] and word != "sun"):
            return _EN_UNSURE_WEEKDAYS[word]
    if word in _EN_UNSURE_MONTHS:
        numbered = _DAY_DIGITS.fullmatch(after) or _DAY_DIGITS.fullmatch(before)
        if numbered or before in _EN_LEADS_MONTH:
            return _EN_UNSURE_MONTHS[word]
    return None


_EN_WD = rf"(?P<weekday>{_any(_EN_WEEKDAYS)})"
_EN_MO = rf"(?P<month>{_any(_EN_MONTHS)})"
_EN_WORDS = _any(w.replace(" ", "[ -]") for w in _EN_NUMBERS)
_EN_NTH = _any(w.replace(" ", "[ -]") for w in _EN_ORDINALS)
_EN_N = (
    rf"(?P<n>\d{{1,3}}|{_any(w.replace(' ', '[ -]') for w in _EN_COUNTS)}|an?(?: couple(?: of)?)?)"
)
_EN_DAY = rf"(?P<day>\d{{1,2}}(?:st|nd|rd|th)?|{_EN_WORDS})"
_EN_FOLLOW = _follow(
    "at|in|on|and|or|but|if|is|are|was|were|to|for|from|because|since|when|will|can|do|does|did"
    "|i|we|you|they|it|my|please|pls|too|also|still|open|closed|before|after|until|till|by"
    "|morning|afternoon|evening|this|next|with|without|so|then|now|today|tomorrow|yet|instead"
    "|would|should|could|work|ok|okay|" + "|".join(_EN_WEEKDAYS)
)
_EN_THINGS = (
    r"(?! (?:people|persons?|cars?|vehicles?|plates?|years?|months?|weeks?|days?|hours?|hrs?"
    r"|minutes?|mins?|times?|of us|more|or more|dollars|percent|deeds|documents?|copies)\b)"
)
_EN_DAY_END = rf"(?!\d|[/:]\d|[.,]\d\d?\b(?!\d)){_NO_MERIDIEM}{_EN_THINGS}"
# "May" and "march" are verbs too: after them, or before them, only a date's company will do.
_EN_SURE_MO = rf"(?P<month>{_any(set(_EN_MONTHS) - {'may', 'march'})})"
_EN_VERB_MO = r"(?P<month>may|march)"
_EN_NO_VERB = (
    r"(?! (?:i|we|you|he|she|they|it|be|not|need|have|require|take|my|the|someone|anyone|a)\b)"
)
_EN_WHICH = {
    "this": "this",
    "next": "next",
    "the next": "next",
    "last": "last",
    "past": "last",
    "this past": "last",
    "coming": "coming",
    "the coming": "coming",
    "this coming": "coming",
    "upcoming": "coming",
    "this upcoming": "coming",
    "the upcoming": "coming",
    "the": "bare",
    "this next": "coming",
}
_EN_BOUNDS = {
    "before": "before",
    "by": "before",
    "until": "before",
    "till": "before",
    "til": "before",
    "after": "after",
    "since": "after",
    "from": "after",
    "past": "after",
}
_EN_LEAD = r"(?:(?P<lead>at|before|by|until|till|til|after|since|from|past|around|about) )"
_EN_HOURS = {word: number for word, number in _EN_COUNTS.items() if number <= NOON}


def _which(match: Match, names: Mapping[str, str], default: str = "bare") -> str:
    said = " ".join((match["which"] or "").split())
    return names.get(said, default)


def _en_weekday(match: Match) -> Symbol:
    return {
        "kind": "weekday",
        "weekday": _EN_WEEKDAYS[match["weekday"]],
        "which": _which(match, _EN_WHICH),
    }


def _en_weekday_of_week(match: Match) -> Symbol:
    which = "next" if match["week"] == "next" else "this"
    return {"kind": "weekday", "weekday": _EN_WEEKDAYS[match["weekday"]], "which": which}


def _en_every(match: Match) -> Symbol:
    symbol: Symbol = {"kind": "every", "weekday": _EN_WEEKDAYS[match["weekday"]]}
    if match["month"]:
        symbol["month"] = _EN_MONTHS[match["month"]]
    return symbol


def _en_weekday_on(match: Match) -> Symbol | None:
    day = _number(match["day"], _EN_NUMBERS)
    if not _in_range(day, 1, LAST_DAY):
        return None
    return {"kind": "weekday_on", "weekday": _EN_WEEKDAYS[match["weekday"]], "day": day}


def _en_date(match: Match) -> Symbol | None:
    weekday = match["weekday"]
    return _date_symbol(
        _EN_MONTHS[match["month"]],
        _number(match["day"], _EN_NUMBERS),
        match["year"],
        _EN_WEEKDAYS[weekday] if weekday else None,
    )


def _en_day_of_month(match: Match) -> Symbol | None:
    day = _number(match["day"], _EN_NUMBERS)
    return {"kind": "day_of_month", "day": day} if _in_range(day, 1, LAST_DAY) else None


def _en_month(match: Match) -> Symbol:
    groups = match.groupdict()
    which = {"this": "this", "next": "next", "last": "last"}.get(groups.get("which") or "", "bare")
    return _month_symbol(_EN_MONTHS[match["month"]], which, groups.get("year"))


def _en_month_end(match: Match) -> Symbol:
    month = match["month"]
    return _month_symbol(_EN_MONTHS[month] if month else None, "end", match["year"])


def _en_days(match: Match) -> int | None:
    said = " ".join(match["n"].split())
    number = {"a": 1, "an": 1, "a couple": 2, "a couple of": 2}.get(said)
    if number is None:
        number = _number(said, _EN_COUNTS)
    return None if number is None else number * (7 if match["unit"] == "week" else 1)


def _en_counted(match: Match) -> Symbol | None:
    days = _en_days(match)
    if days is None:
        return None
    groups = match.groupdict()
    if groups.get("weekday"):
        if days % 7:
            return None
        return {
            "kind": "weekday",
            "weekday": _EN_WEEKDAYS[groups["weekday"]],
            "which": "bare",
            "weeks": days // 7,
        }
    if groups.get("base") == "tomorrow":
        days += 1
    if groups.get("back"):
        return {"kind": "day", "days": -days}
    symbol: Symbol = {"kind": "day", "days": days}
    if groups.get("within"):
        symbol["bound"] = "within"
    return symbol


def _en_hours(match: Match) -> _Clock | None:
    days = re.fullmatch(r"\d+-\d+", match.group()) and _is_all(match)
    month = re.search(rf"\b{_EN_MO}\W*(?:the )?$", match.string[: match.start()])
    return None if days or month else _Clock(alone=False)


def _en_part_of_day(match: Match) -> _Clock:
    return _Clock(part=_EN_PARTS[match["part"]])


_EN_UNIT = r"(?P<unit>day|week)s?"
_EN_CLOCK = _clock_reader(_EN_BOUNDS, _EN_HOURS, _EN_PARTS)
_EN_YEAR = rf"(?:,?\s*{_YEAR})?"
_EN_DATE_LEAD = rf"(?:{_EN_WD}\.?,?\s+)?(?:the )?"
_EN_TRAPS = (
    _trap(r"(?:good|black|cyber|ash|fat|super) (?:" + "|".join(_EN_WEEKDAYS) + ")"),
    _trap(rf"(?:{_EN_NTH}|last|\d(?:st|nd|rd|th)) {_EN_WD}s? (?:of|in|each|every)"),
    _trap(
        r"(?:suite|ste|apt|unit|room|rm|box|form|route|hwy|highway|floor|line|section|no|number)"
        r"\.?\s*#?\s*\d+(?:[/-]\d+)*"
    ),
    _trap(r"\d+ ?(?:st|nd|rd|th) (?:st|street|ave|avenue|blvd|circuit|floor|district|time)"),
    _trap(r"\d/\d (?:price|off|of|hours?|miles?|acres?|way|full|owner|ownership|interest|the)"),
    _trap(r"\d+ \d/\d"),
)
_EN_OCLOCK = r"(?:\d{1,2}(?::\d\d)?(?:\s*[ap]\s?\.?\s?m\b\.?)?|noon)"
_EN_DAYS = (
    _rule(
        r"(?:right now|now(?! (?:that|on)\b)|at (?:the|this) moment|currently|as of now)",
        _means(kind="now"),
    ),
    _rule(r"today", _means(kind="day", days=0)),
    _rule(r"tomorrow", _means(kind="day", days=1)),
    _rule(r"yesterday", _means(kind="day", days=-1)),
    _rule(r"(?:the )?day after tomorrow", _means(kind="day", days=2)),
    _rule(r"(?:the )?day before yesterday", _means(kind="day", days=-2)),
    _rule(r"(?:tonight|this (?:evening|night))", _means(kind="day", days=0, part="evening")),
    _rule(r"last night", _means(kind="day", days=-1, part="evening")),
    _rule(r"this morning", _means(kind="day", days=0, part="morning")),
    _rule(r"this afternoon", _means(kind="day", days=0, part="afternoon")),
    _rule(rf"in {_EN_N} {_EN_UNIT}", _en_counted),
    _rule(
        rf"{_EN_N} {_EN_UNIT} from (?:now|(?P<base>today|tomorrow)|(?:this )?{_EN_WD})", _en_counted
    ),
    _rule(rf"{_EN_N} {_EN_UNIT} (?P<back>ago)", _en_counted),
    _rule(
        rf"(?P<within>within|in under|in less than|in the next|over the next) (?:the next )?"
        rf"{_EN_N} {_EN_UNIT}",
        _en_counted,
    ),
    _rule(rf"(?:(?P<which>{_any(_EN_WHICH)}) )?{_EN_WD}", _en_weekday),
    _rule(rf"{_EN_WD},? (?:of )?(?P<week>this|next) week", _en_weekday_of_week),
    _rule(rf"(?P<week>this|next) week,? (?:on )?{_EN_WD}", _en_weekday_of_week),
    _rule(
        rf"(?:(?:every|each|all|on) )?(?:the )?{_EN_WD}s(?: (?:in|of|during) {_EN_MO})?", _en_every
    ),
    _rule(rf"(?:every|each|any) {_EN_WD}(?: (?:in|of|during) {_EN_MO})?", _en_every),
    _rule(
        rf"(?:(?:this|next|the) )?{_EN_WD}\.?,?\s+(?:the )?{_EN_DAY}{_EN_FOLLOW}", _en_weekday_on
    ),
    _rule(
        rf"{_EN_DATE_LEAD}{_EN_MO}\.?,?\s*(?:the )?(?P<day>\d{{1,2}}(?:st|nd|rd|th)?)"
        rf"{_EN_DAY_END}{_EN_YEAR}",
        _en_date,
    ),
    _rule(
        rf"{_EN_DATE_LEAD}{_EN_MO} (?:the )?(?P<day>{_EN_WORDS}){_EN_YEAR}{_EN_FOLLOW}", _en_date
    ),
    _rule(rf"{_EN_DATE_LEAD}{_EN_DAY}(?: day)? of {_EN_MO}{_EN_YEAR}", _en_date),
    _rule(rf"{_EN_DATE_LEAD}{_EN_DAY}[ -]{_EN_SURE_MO}\.?{_EN_YEAR}", _en_date),
    _rule(rf"{_EN_DATE_LEAD}{_EN_DAY} {_EN_VERB_MO}{_EN_YEAR}{_EN_FOLLOW}{_EN_NO_VERB}", _en_date),
    _rule(
        r"the (?P<day>\d{1,2}(?:st|nd|rd|th))(?: of (?:the|this) month)?" + _EN_FOLLOW,
        _en_day_of_month,
    ),
    _rule(
        rf"(?:on|by|until|before|after|about) the (?P<day>{_EN_NTH}){_EN_FOLLOW}", _en_day_of_month
    ),
    _rule(
        rf"(?:in|by|until|till|til|through|thru|before|since|during|for|about|of|from|after"
        rf"|early|mid|all of) {_EN_SURE_MO}(?: {_YEAR})?",
        _en_month,
    ),
    _rule(
        rf"(?:in|by|until|till|til|through|thru|before|since|during|for|about|of|from|after"
        rf"|early|mid|all of) {_EN_VERB_MO}(?: {_YEAR})?{_EN_NO_VERB}",
        _en_month,
    ),
    _rule(rf"(?P<which>this|next|last) {_EN_SURE_MO}", _en_month),
    _rule(rf"(?P<which>next|last) {_EN_VERB_MO}{_EN_NO_VERB}", _en_month),
    _rule(rf"(?P<which>this) {_EN_VERB_MO}(?=\s*(?:[^\w\s]|$))", _en_month),
    _rule(rf"{_EN_MO},? {_YEAR}", _en_month),
    _rule(rf"{_EN_MO}['’]s", _en_month),
    _rule(
        rf"(?:the )?(?:end of|late)(?: in)? (?:(?:the|this) month|{_EN_MO}(?: {_YEAR})?)",
        _en_month_end,
    ),
    _rule(r"(?:this month|rest of the month)", _means(kind="month", month=None, which="this")),
    _rule(
        r"(?:the )?(?:next|following|coming) month", _means(kind="month", month=None, which="next")
    ),
    _rule(r"last month", _means(kind="month", month=None, which="last")),
    _rule(
        r"(?:this (?:whole )?week|(?:the )?rest of (?:the|this) week|all week)",
        _means(kind="week", which="this"),
    ),
    _rule(
        r"(?:(?:the )?next|the following|the coming|this coming) week",
        _means(kind="week", which="next"),
    ),
    _rule(r"(?:last|this past|past) week", _means(kind="week", which="last")),
    _rule(
        rf"(?:(?P<which>{_any(_EN_WHICH)}) )?weekends?",
        lambda m: {"kind": "weekend", "which": _which(m, _EN_WHICH)},
    ),
    _rule(_ISO, _iso),
)
# Bare names of months that are nobody's first name and no verb; any month that is the message.
_EN_BARE = (
    _rule(r"(?P<month>january|february|july|september|october|november|december)", _en_month),
    _Rule(re.compile(rf"(?<!.){_EN_MO}(?=\W*\Z)", re.DOTALL), _en_month),
)
_EN_NUMERIC = (
    _rule(
        rf"(?:(?P<lead>on|by|until|before|after|since) )?(?:{_EN_WD}\.?,?\s+)?{_NUMERIC}"
        + _EN_FOLLOW,
        _numeric_reader(False),
    ),
)
_EN_TIMES = (
    # Opening hours ("8 to 5 monday") take their words and ask for no one time.
    _rule(
        rf"(?:from )?{_EN_OCLOCK}\s*(?:to|until|-|–)\s*{_EN_OCLOCK}"
        rf"(?:{_EN_FOLLOW}|(?<=m)|(?<=m\.))",
        _en_hours,
    ),
    _rule(
        rf"{_EN_LEAD}?(?P<hour>\d{{1,2}}|{_any(_EN_HOURS)})(?:[:.](?P<minute>\d\d))?\s*{_MERIDIEM}",
        _EN_CLOCK,
    ),
    _rule(rf"{_EN_LEAD}?(?P<hour>\d{{1,2}}):(?P<minute>\d\d){_NO_MERIDIEM}(?!:?\d)", _EN_CLOCK),
    _rule(
        r"(?P<lead>at|before|by|until|till|til|after|around) "
        rf"(?P<hour>1[0-2]|[1-9]|{_any(set(_EN_HOURS) - {'one'})}){_EN_FOLLOW}",
        _EN_CLOCK,
    ),
    _rule(rf"{_EN_LEAD}?(?P<hour>1[0-2]|[1-9]|{_any(_EN_HOURS)}) o.?clock", _EN_CLOCK),
    _rule(
        rf"{_EN_LEAD}?(?:12 )?noon(?:time)?",
        lambda m: _Clock(12, half="pm", bound=_EN_BOUNDS.get(m["lead"] or "")),
    ),
    _rule(rf"{_EN_LEAD}?midnight", lambda m: _Clock(0, bound=_EN_BOUNDS.get(m["lead"] or ""))),
    _rule(
        r"(?:in|during) the (?:early |late )?(?P<part>morning|afternoon|evening)s?", _en_part_of_day
    ),
    _rule(r"at (?P<part>night)", _en_part_of_day),
    _rule(
        r"(?P<part>mornings?|afternoons?|evenings?|nights?)",
        lambda m: _Clock(part=_EN_PARTS[m["part"]], alone=False),
    ),
)

# ------------------------------------------------------------------------------------- Spanish

_ES_WEEKDAYS = {
    name: number
    for number, name in enumerate(_words("lunes martes miercoles jueves viernes sabado domingo"))
}
_ES_MONTHS = {
    name: number
    for number, name in enumerate(
        _words(
            "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre"
            " diciembre"
        ),
        start=1,
    )
}
_WEEKDAY_NUMBERS = {**_EN_WEEKDAYS, **_ES_WEEKDAYS}
_ES_COUNTS = {
    word: number
    for number, word in enumerate(
        _words(
            "uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince"
            " dieciseis diecisiete dieciocho diecinueve veinte veintiuno veintidos veintitres"
            " veinticuatro veinticinco veintiseis veintisiete veintiocho veintinueve treinta"
        ),
        start=1,
    )
} | {"treinta y uno": 31, "un": 1, "una": 1, "primero": 1, "primer": 1}
_ES_ALIASES = {
    **dict.fromkeys(_words("manna manan maniana manyana"), "manana"),
    **dict.fromkeys(_words("miercole miercles mircoles mierkoles miercolez"), "miercoles"),
    **dict.fromkeys(_words("biernes vierne viernez viermes"), "viernes"),
    **dict.fromkeys(_words("juebes juevez"), "jueves"),
    **dict.fromkeys(_words("savado sabdo zabado"), "sabado"),
    **dict.fromkeys(_words("savados zabados"), "sabados"),
    **dict.fromkeys(_words("setiembre septienbre"), "septiembre"),
    "disiembre": "diciembre",
    "nobiembre": "noviembre",
    "aora": "ahora",
    "ahoritita": "ahorita",
    "orita": "ahorita",
    "oy": "hoy",
}
_ES_ABBREVIATIONS = {
    "lun": "lunes",
    "mie": "miercoles",
    "mier": "miercoles",
    "jue": "jueves",
    "vie": "viernes",
    "sab": "sabado",
    "dom": "domingo",
}
_ES_UNSURE_MONTHS = {
    "ene": "enero",
    "feb": "febrero",
    "mar": "marzo",
    "abr": "abril",
    "may": "mayo",
    "jun": "junio",
    "jul": "julio",
    "ago": "agosto",
    "sep": "septiembre",
    "sept": "septiembre",
    "oct": "octubre",
    "nov": "noviembre",
    "dic": "diciembre",
}


_ES_MONTH_NAMES = {*_ES_MONTHS, *_ES_UNSURE_MONTHS}


def _es_unsure(words: Sequence[str], index: int) -> str | None:
    word = words[index]
    far_before, before, after, far_after = _around(words, index)
    if word == "mar":  # the sea, martes or marzo
        later = [w for w in words[index + 2 : index + 4] if w != "de"][:1]
        dated = _DAY_DIGITS.fullmatch(after) and not _ES_MONTH_NAMES.isdisjoint(later)
        if dated or far_before in _ES_WEEKDAYS or far_after in _ES_WEEKDAYS:
            return "martes"
    if word in _ES_UNSURE_MONTHS:
        number = words[index - 2] if before == "de" and index > 1 else before
        if re.fullmatch(r"\d{1,2}", number) or (word != "mar" and _DAY_DIGITS.fullmatch(after)):
            return _ES_UNSURE_MONTHS[word]
    return None


_ES_WD = rf"(?P<weekday>{_any(_ES_WEEKDAYS)})"
_ES_MO = rf"(?P<month>{_any(_ES_MONTHS)})"
_ES_WORDS = _any(_ES_COUNTS)
_ES_N = rf"(?P<n>\d{{1,3}}|{_ES_WORDS})"
_ES_DAY = rf"(?P<day>\d{{1,2}}(?:ro|er|o|º|°)?|{_any(set(_ES_COUNTS) - {'un', 'una', 'primer'})})"
_ES_FOLLOW = _follow(
    "a las?|al|en|y|e|o|u|pero|si|es|esta|estan|estara|estaran|para|por la|porque|cuando|que|hay"
    "|abren|abre|abriran|abierto|abierta|abiertos|cerrado|cerrada|cerrados|cierran|puedo|podre"
    "|puede|va|van|voy|tambien|todavia|ya|hasta|antes|despues|no|de este mes|del mes|sin|como|me"
    "|se|mi|por favor|tengo|quiero|a que|" + "|".join(_ES_WEEKDAYS)
)
_ES_PARTS = {
    "manana": "morning",
    "mananas": "morning",
    "madrugada": "morning",
    "tarde": "afternoon",
    "tardes": "afternoon",
    "noche": "evening",
    "noches": "evening",
    "mediodia": "afternoon",
}
_ES_BOUNDS = {
    "antes de": "before",
    "hasta": "before",
    "para": "before",
    "despues de": "after",
    "desde": "after",
    "a partir de": "after",
}
_ES_LEAD = r"(?P<lead>a|antes de|despues de|hasta|desde|para|a partir de|sobre|de)"
_ES_HOURS = {
    word: number
    for word, number in _ES_COUNTS.items()
    if number <= NOON and word not in ("uno", "un", "primero", "primer")
}
_ES_CLOCK = _clock_reader(_ES_BOUNDS, _ES_HOURS, _ES_PARTS)
_ES_OF_PART = r"(?: (?:de la|por la|en la|del) (?P<part>manana|tarde|noche|madrugada|mediodia))"
_ES_COMING = r"(?:que viene|que entra|proximo|entrante|siguiente)"
_ES_YEAR = rf"(?:,?\s*(?:del? (?:ano )?)?{_YEAR})?"
_ES_NEXT_WEEK = r"(?:la )?(?:proxima semana|semana (?:que viene|que entra|proxima|entrante))"


def _es_weekday(which: str) -> Callable[[Match], Symbol]:
    def read(match: Match) -> Symbol:
        return {"kind": "weekday", "weekday": _ES_WEEKDAYS[match["weekday"]], "which": which}

    return read


def _es_weekday_weeks(match: Match) -> Symbol:
    weeks = {"ocho": 1, "8": 1, "quince": 2, "15": 2}[match["n"]]
    return {
        "kind": "weekday",
        "weekday": _ES_WEEKDAYS[match["weekday"]],
        "which": "bare",
        "weeks": weeks,
    }


def _es_every(match: Match) -> Symbol:
    symbol: Symbol = {"kind": "every", "weekday": _ES_WEEKDAYS[match["weekday"]]}
    if match["month"]:
        symbol["month"] = _ES_MONTHS[match["month"]]
    return symbol


def _es_weekday_on(match: Match) -> Symbol | None:
    day = _number(match["day"], _ES_COUNTS)
    if not _in_range(day, 1, LAST_DAY):
        return None
    return {"kind": "weekday_on", "weekday": _ES_WEEKDAYS[match["weekday"]], "day": day}


def _es_date(match: Match) -> Symbol | None:
    weekday = match["weekday"]
    return _date_symbol(
        _ES_MONTHS[match["month"]],
        _number(match["day"], _ES_COUNTS),
        match["year"],
        _ES_WEEKDAYS[weekday] if weekday else None,
    )


def _es_day_of_month(match: Match) -> Symbol | None:
    day = _number(match["day"], _ES_COUNTS)
    return {"kind": "day_of_month", "day": day} if _in_range(day, 1, LAST_DAY) else None


def _es_month(which: str) -> Callable[[Match], Symbol]:
    def read(match: Match) -> Symbol:
        groups = match.groupdict()
        month = groups.get("month")
        return _month_symbol(_ES_MONTHS[month] if month else None, which, groups.get("year"))

    return read


def _es_counted(match: Match) -> Symbol | None:
    said = " ".join(match["n"].split())
    number = _number(said, _ES_COUNTS)
    if number is None:
        return None
    days = number * (7 if match["unit"] == "semana" else 1)
    # In words, "ocho días" is a week and "quince días" two: the same weekday, as everyone says it.
    days = {"ocho": 7, "quince": 14}.get(said, days) if match["unit"] == "dia" else days
    groups = match.groupdict()
    if groups.get("base") == "manana":
        days += 1
    if groups.get("back"):
        return {"kind": "day", "days": -days}
    symbol: Symbol = {"kind": "day", "days": days}
    if groups.get("within"):
        symbol["bound"] = "within"
    return symbol


def _es_in_eight(match: Match) -> Symbol:
    """Read "de hoy en ocho": a week from today."""
    days = {"ocho": 7, "8": 7, "quince": 14, "15": 14}[match["n"]]
    return {"kind": "day", "days": days + (1 if match["base"] == "manana" else 0)}


_ES_UNIT = r"(?P<unit>dia|semana)s?"
_ES_DATE_LEAD = rf"(?:(?:el|este|del) )?(?:{_ES_WD}\.?,?\s+)?(?:(?:el )?dia )?(?:el )?"
_ES_EL = r"(?:(?:el|del|al) )?"
_ES_TRAPS = (
    _trap(
        r"viernes santo|jueves santo|miercoles de ceniza|domingo de (?:ramos|pascua)"
        r"|santo domingo|jueves negro|viernes negro"
    ),
    _trap(rf"(?:el )?(?:ultimo|primer|segundo|tercer|cuarto|otro) {_ES_WD}(?: del? )?"),
    _trap(
        r"(?:suite|apto|apartamento|oficina|cuarto|piso|local|calle|ruta|formulario|forma|caja"
        r"|casilla|numero|num|no)\.?\s*#?\s*\d+(?:[/-]\d+)*"
    ),
    _trap(r"\d/\d (?:precio|de|hora|milla|acre|parte)"),
    _trap(r"\d+ \d/\d"),
)
_ES_DAYS = (
    _rule(
        r"(?:ahora mismo|ahorita(?: mismo)?|ahora(?! que\b)|en este momento|en estos momentos"
        r"|actualmente)",
        _means(kind="now"),
    ),
    _rule(r"(?:(?:el )?dia de )?hoy(?: mismo| dia)?", _means(kind="day", days=0)),
    _rule(r"(?:(?:el )?dia de )?manana(?: mismo)?", _means(kind="day", days=1)),
    _rule(r"pasado manana", _means(kind="day", days=2)),
    _rule(r"(?:(?:el )?dia de )?ayer", _means(kind="day", days=-1)),
    _rule(r"(?:anteayer|antier|antes de ayer|antayer)", _means(kind="day", days=-2)),
    _rule(r"anoche", _means(kind="day", days=-1, part="evening")),
    _rule(r"esta manana", _means(kind="day", days=0, part="morning")),
    _rule(r"esta tarde", _means(kind="day", days=0, part="afternoon")),
    _rule(r"esta noche", _means(kind="day", days=0, part="evening")),
    _rule(rf"(?:en|dentro de|de aqui a|de aqui en) {_ES_N} {_ES_UNIT}", _es_counted),
    _rule(rf"{_ES_N} {_ES_UNIT} a partir de (?P<base>hoy|manana|ahora)", _es_counted),
    _rule(rf"(?P<back>hace) {_ES_N} {_ES_UNIT}", _es_counted),
    _rule(
        rf"(?P<within>en menos de|en l[oa]s proxim[oa]s|en un plazo de) {_ES_N} {_ES_UNIT}",
        _es_counted,
    ),
    _rule(
        r"(?:de|desde) (?P<base>hoy|manana|aqui) en (?P<n>ocho|quince|8|15)(?: dias)?", _es_in_eight
    ),
    _rule(
        rf"(?:de|del|de este|el) {_ES_WD} en (?P<n>ocho|quince|8|15)(?: dias)?", _es_weekday_weeks
    ),
    _rule(rf"{_ES_EL}{_ES_WD}", _es_weekday("bare")),
    _rule(rf"este(?: mismo)? {_ES_WD}(?: de esta semana)?", _es_weekday("this")),
    _rule(rf"{_ES_EL}{_ES_WD} de esta(?: misma)? semana", _es_weekday("this")),
    _rule(rf"(?:este |{_ES_EL})(?:proximo|siguiente|entrante) {_ES_WD}", _es_weekday("coming")),
    _rule(rf"(?:este |{_ES_EL}){_ES_WD},? {_ES_COMING}", _es_weekday("coming")),
    _rule(rf"{_ES_EL}{_ES_WD},? (?:de )?{_ES_NEXT_WEEK}", _es_weekday("next")),
    _rule(rf"{_ES_NEXT_WEEK},? {_ES_EL}{_ES_WD}", _es_weekday("next")),
    _rule(
        rf"{_ES_EL}(?:pasado {_ES_WD}|{_ES_WD.replace('weekday', 'again')} pasado)",
        lambda m: {
            "kind": "weekday",
            "which": "last",
            "weekday": _ES_WEEKDAYS[m["weekday"] or m["again"]],
        },
    ),
    _rule(
        rf"(?:(?:todos )?los|cada|todos los) {_ES_WD}s?(?: (?:de|en|del mes de) {_ES_MO})?",
        _es_every,
    ),
    _rule(
        rf"(?:(?:todos )?los )?(?P<weekday>sabado|domingo)s"
        rf"(?: (?:de|en|del mes de) {_ES_MO})?",
        _es_every,
    ),
    _rule(
        rf"(?:este |{_ES_EL}){_ES_WD}\.?,?\s+(?:(?:el )?dia )?(?:el )?{_ES_DAY}(?: de este mes)?"
        + _ES_FOLLOW,
        _es_weekday_on,
    ),
    _rule(rf"(?:al )?{_ES_DATE_LEAD}{_ES_DAY} (?:de |del mes de )?{_ES_MO}{_ES_YEAR}", _es_date),
    _rule(
        rf"(?:(?:el|este) )?(?:{_ES_WD},?\s+)?{_ES_MO}\.?\s+(?P<day>\d{{1,2}}(?:ro|er|o|º|°)?)"
        rf"(?!\d|[/:]\d){_NO_MERIDIEM}(?! (?:de la|personas|horas|dias)\b){_ES_YEAR}",
        _es_date,
    ),
    _rule(
        r"(?:el|del) (?P<day>\d{1,2}(?:ro|o|º|°)?)(?: de este mes| del mes)?" + _ES_FOLLOW,
        _es_day_of_month,
    ),
    _rule(
        rf"(?:el|del) (?P<day>{_any(set(_ES_COUNTS) - {'un', 'una', 'uno', 'primero', 'primer'})})"
        rf"(?: de este mes)?{_ES_FOLLOW}",
        _es_day_of_month,
    ),
    _rule(
        rf"(?:(?:el|del|al) )?dia {_ES_DAY}(?: de este mes| del mes)?{_ES_FOLLOW}", _es_day_of_month
    ),
    _rule(
        rf"(?:en|para|hasta|desde|durante|antes de|despues de|este|todo|(?:el )?mes de|de"
        rf"|a? ?(?:principios|mediados|inicios) de) {_ES_MO}(?: del? {_YEAR})?",
        _es_month("bare"),
    ),
    _rule(rf"{_ES_MO} del? {_YEAR}", _es_month("bare")),
    _rule(
        rf"{_ES_EL}(?:proximo {_ES_MO}|{_ES_MO.replace('month', 'again')} (?:proximo|que viene))",
        lambda m: _month_symbol(_ES_MONTHS[m["month"] or m["again"]], "next"),
    ),
    _rule(r"(?:este mes|(?:el )?resto del mes)", _es_month("this")),
    _rule(
        rf"{_ES_EL}(?:proximo mes|mes (?:que viene|que entra|proximo|entrante|siguiente))",
        _es_month("next"),
    ),
    _rule(rf"{_ES_EL}(?:mes pasado|pasado mes)", _es_month("last")),
    _rule(
        rf"(?:a |al |el |por )?(?:fin|fines|final|finales|ultimos dias) "
        rf"(?:de mes|del mes|de este mes|(?:de )?{_ES_MO}(?: del? {_YEAR})?)",
        _es_month("end"),
    ),
    _rule(
        r"(?:esta(?: misma)? semana|(?:el )?resto de la semana|toda la semana)",
        _means(kind="week", which="this"),
    ),
    _rule(_ES_NEXT_WEEK, _means(kind="week", which="next")),
    _rule(r"(?:la )?(?:semana pasada|pasada semana)", _means(kind="week", which="last")),
    _rule(
        r"(?:(?:el|los|del) )?(?:fin(?:es)? de semana|finde)", _means(kind="weekend", which="bare")
    ),
    _rule(r"este (?:fin de semana|finde)", _means(kind="weekend", which="this")),
    _rule(
        rf"(?:este |{_ES_EL})(?:proximo (?:fin de semana|finde)"
        rf"|(?:fin de semana|finde) {_ES_COMING})",
        _means(kind="weekend", which="coming"),
    ),
    _rule(
        rf"{_ES_EL}(?:pasado (?:fin de semana|finde)|(?:fin de semana|finde) pasado)",
        _means(kind="weekend", which="last"),
    ),
    _rule(_ISO, _iso),
)
_ES_BARE = (
    _rule(rf"(?P<month>{_any(set(_ES_MONTHS) - {'julio'})})", _es_month("bare")),
    _Rule(re.compile(rf"(?<!.){_ES_MO}(?=\W*\Z)", re.DOTALL), _es_month("bare")),
)
_ES_NUMERIC = (
    _rule(
        rf"(?:(?P<lead>el|para el|hasta el|del|al|antes del|dia) )?(?:{_ES_WD}\.?,?\s+)?{_NUMERIC}"
        + _ES_FOLLOW,
        _numeric_reader(True),
    ),
)
_ES_HOUR = rf"(?P<hour>\d{{1,2}}|{_any(_ES_HOURS)})"
_ES_MINUTE = r"(?:[:.](?P<minute>\d\d)| y (?P<quarter>media|cuarto))"
_ES_OCLOCK = (
    rf"(?:\d{{1,2}}|{_any(_ES_HOURS)})(?::\d\d)?"
    r"(?:\s*[ap]\s?\.?\s?m\b\.?| de la (?:manana|tarde|noche))?"
)
_ES_TIMES = (
    _rule(
        rf"(?:de|desde|entre)(?: las?)? {_ES_OCLOCK} (?:a|hasta|y)(?: las?)? {_ES_OCLOCK}"
        rf"(?:{_ES_FOLLOW}|(?<=m)|(?<=m\.)|(?<=tarde)|(?<=noche))",
        lambda _match: _Clock(alone=False),
    ),
    _rule(
        rf"{_ES_LEAD} las? {_ES_HOUR}{_ES_MINUTE}?(?: en punto)?(?:\s*{_MERIDIEM}|{_ES_OF_PART})",
        _ES_CLOCK,
    ),
    _rule(rf"{_ES_LEAD} las? {_ES_HOUR}{_ES_MINUTE}(?!\d)", _ES_CLOCK),
    _rule(
        rf"{_ES_LEAD} las? {_ES_HOUR}(?: en punto)?(?:{_ES_FOLLOW}|(?= del? (?:el )?"
        rf"(?:{'|'.join(_ES_WEEKDAYS)}|manana|hoy)\b))",
        _ES_CLOCK,
    ),
    _rule(
        rf"{_ES_HOUR}{_ES_MINUTE}?(?:\s*{_MERIDIEM}| de la (?P<part>manana|tarde|noche|madrugada))",
        _ES_CLOCK,
    ),
    _rule(rf"(?P<hour>\d{{1,2}}):(?P<minute>\d\d)(?!:?\d){_NO_MERIDIEM}", _ES_CLOCK),
    _rule(
        r"(?:(?P<lead>antes del|despues del|hasta el|al|a) )?(?:mediodia|medio dia)",
        lambda m: _Clock(
            12,
            half="pm",
            bound={"antes del": "before", "hasta el": "before", "despues del": "after"}.get(
                m["lead"] or ""
            ),
        ),
    ),
    _rule(r"(?:a (?:la )?)?medianoche", lambda _match: _Clock(0)),
    _rule(
        r"(?:(?:por|en|de|a|durante) )?las? (?P<part>mananas?|tardes?|noches?)",
        lambda m: _Clock(part=_ES_PARTS[m["part"]]),
    ),
)

_ENGLISH = _Grammar(
    weekdays=_EN_WEEKDAYS,
    months=_EN_MONTHS,
    aliases=_EN_ALIASES,
    abbreviations=_EN_ABBREVIATIONS,
    unsure=_en_unsure,
    fuzzy=frozenset(
        _words(
            "tuesday thursday saturday wednesday tuesdays thursdays saturdays wednesdays tomorrow"
            " yesterday january february october november december september weekend"
        )
    ),
    lookalikes=frozenset({"weekends", "weekday", "weekdays"}),
    rules=_EN_TRAPS + _EN_DAYS + _EN_BARE + _EN_NUMERIC + _EN_TIMES,
    guest_rules=_EN_TRAPS + _EN_DAYS + _EN_TIMES,
)
_SPANISH = _Grammar(
    weekdays=_ES_WEEKDAYS,
    months=_ES_MONTHS,
    aliases=_ES_ALIASES,
    abbreviations=_ES_ABBREVIATIONS,
    unsure=_es_unsure,
    fuzzy=frozenset(
        _words(
            "miercoles viernes domingo domingos anteayer febrero septiembre octubre noviembre"
            " diciembre"
        )
    ),
    lookalikes=frozenset({"dominio", "dominios"}),
    rules=_ES_TRAPS + _ES_DAYS + _ES_BARE + _ES_NUMERIC + _ES_TIMES,
    guest_rules=_ES_TRAPS + _ES_DAYS + _ES_TIMES,
)
