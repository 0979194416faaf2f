"""Puts a written text into words that every voice says alike: no digit, symbol or abbreviation.

What a text means by a number is read from what stands around it: a phone number, a price, a date,
a house in a street. Where that is not certain, the digits are said one by one. A web address in
its place ("pay at example.org") becomes "online"; where it is itself the answer its name is said
("example dot org").
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from datetime import date, time
from functools import cache, lru_cache

from babel.dates import format_date

from countyline.answers.spoken_numbers import (
    bare_time,
    cardinal,
    counted,
    day_of_month,
    decimal,
    house_number,
    money,
    month_day,
    ordinal,
    part_of_day,
    spoken_time,
    year,
)
from countyline.answers.spoken_tables import (
    ABBREVIATIONS,
    AMBIGUOUS_STATES,
    DIRECTIONS,
    MAY_END,
    MONTHS,
    NARROWS,
    SIGNS,
    STATES,
    STREET_TYPES,
    UNITS,
    WEEKDAYS,
    WORDS,
)
from countyline.cutting import WITH_NEXT
from countyline.speech import digits_said
from countyline.status.model import Language

_Rule = tuple[re.Pattern[str], Callable[[re.Match[str], Language], str]]

_CAPITAL_NEXT = "\ue000"
"""Stands before a number that begins a sentence, while its words are found."""

_MOST_ROUNDS = 5
"""What one round leaves of odd texts, such as two abbreviations in one another, the next takes."""

_CAPITAL = "A-ZÁÉÍÓÚÑÜ"
_LETTER = rf"{_CAPITAL}a-záéíóúñü"


@lru_cache(maxsize=4096)  # the words of a publication are said again and again
def in_words(text: str, language: Language) -> str:
    """Put a text into words. Putting words into words changes nothing.

    The marks of `countyline.cutting` stay where they are.
    """
    for _ in range(_MOST_ROUNDS):
        said = _put(text, language)
        if said == text:
            break
        text = said
    return text


def _put(text: str, language: Language) -> str:
    said = _plain(text)
    for pattern, put in _rules(language):
        said = pattern.sub(lambda match, put=put: put(match, language), said)  # type: ignore[misc]
    return _tidy(said, language)


def spelled_address(url: str, language: Language) -> str:
    """Say the name of a website, without what stands before and after it."""
    host = re.sub(r"^(?:[a-z]+://)?(?:www\.)?", "", url.strip(), flags=re.IGNORECASE)
    name = re.split(r"[/?#:]", host, maxsplit=1)[0].strip(".")
    return _dotted(name, language)


# Before: one form of each character


def _plain(text: str) -> str:
    """Give each character one form."""
    text = unicodedata.normalize("NFKC", text.replace(_CAPITAL_NEXT, " "))
    text = text.translate(_ONE_FORM)
    text = re.sub(r"(?<=\d) ?[–—] ?(?=[\d$])", "-", text)
    return re.sub(r"\s*[–—]\s*", ", ", text).strip()


def _one_form(character: str) -> str:
    if character == WITH_NEXT:
        return character
    if character.isspace():
        return " "
    digit = unicodedata.digit(character, None)
    if digit is not None:
        return str(digit)
    forms = {"’": "'", "‘": "'", "“": '"', "”": '"', "‐": "-", "‑": "-", "−": "-", "⁄": "/"}
    return forms.get(character, character)


# After: nothing is left that is no word


def _tidy(said: str, language: Language) -> str:
    dot = f" {WORDS[language]['dot']} "
    said = re.sub(r"\d+", lambda match: f" {digits_said(match[0], language)} ", said)
    said = re.sub(rf"(?<=[{_LETTER}])\.(?=[{_LETTER}])", dot, said)
    said = re.sub(r"\s*[()\[\]{}]+\s*", ", ", said)
    said = said.translate(_SAID)
    said = re.sub(r"(?<![^\W_])['\-]+|['\-]+(?![^\W_])", " ", said)
    # A blank by itself, of which every text is full, stays as it is.
    said = re.sub(rf"[ .,;:?!{WITH_NEXT}]{{2,}}|[.,;:?!{WITH_NEXT}]", _one_mark, said)
    said = re.sub(rf"^[ ,.;:!?{WITH_NEXT}]+|\s+$", "", said)
    said = re.sub(rf"{_CAPITAL_NEXT}(\W*)(\w)", lambda m: m[1] + m[2].upper(), said)
    said = re.sub(rf"(^|[.?!]{WITH_NEXT}* )[ ,;:]+", r"\1", said.replace(_CAPITAL_NEXT, ""))
    return said.removesuffix(",").removesuffix(";").strip()


def _said_form(character: str) -> str:
    is_said = character.isalpha() or character in f" .,;:?!¿¡'-{WITH_NEXT}{_CAPITAL_NEXT}"
    return character if is_said else " "


class _Characters(dict[int, str]):
    """A table for `str.translate` that is filled in as characters come up."""

    def __init__(self, form: Callable[[str], str]) -> None:
        super().__init__()
        self._form = form

    def __missing__(self, code: int) -> str:
        self[code] = form = self._form(chr(code))
        return form


_ONE_FORM = _Characters(_one_form)
_SAID = _Characters(_said_form)


def _one_mark(match: re.Match[str]) -> str:
    """Of several marks in a row the one that ends most is said."""
    run = match[0]
    mark = next((one for one in "?!.;:," if one in run), "")
    return mark + WITH_NEXT * min(run.count(WITH_NEXT), 2) + " "


# The rules, in their order


@cache
def _rules(language: Language) -> tuple[_Rule, ...]:
    rules = [
        *_ADDRESSES_OF_THE_WEB,
        *_abbreviated_words(language),
        (rf"(^|(?<!\b[A-Za-z])[.?!]{WITH_NEXT}* +)(?=[\"'(¿¡]*[#$]?\d)",
         lambda match, _: f"{match[1]}{_CAPITAL_NEXT}"),
        *_DATES[language],
        *_TIMES,
        *_AMOUNTS,
        *_PLACES,
        *_PHONES,
        *_NUMBERS,
        *_signs(language),
        *_HOURS[language],
    ]
    return tuple((re.compile(pattern), put) for pattern, put in rules)


_Written = tuple[str, Callable[[re.Match[str], Language], str]]


def _dotted(name: str, language: Language) -> str:
    """Say a name that is written with dots; what is no word in it is spelled."""
    words = WORDS[language]
    name = name.replace(".", f" {words['dot']} ").replace("_", f" {words['underscore']} ")
    name = name.replace("+", f" {words['plus']} ").replace("-", f" {words['dash']} ")
    spelled = re.sub(r"\d+", lambda match: f" {digits_said(match[0], language)} ", name)
    return " ".join(spelled.split())


def _email(match: re.Match[str], language: Language) -> str:
    local, _, host = match[0].partition("@")
    return f"{_dotted(local, language)} {WORDS[language]['at']} {_dotted(host, language)}"


def _site(match: re.Match[str], language: Language) -> str:
    """Say a website: that it is online, or where its name matters, the name."""
    begins = max((match.string.rfind(mark, 0, match.start()) for mark in ".?!;:"), default=0)
    around = re.split(r"[.?!;:](?:\s|$)", match.string[max(begins, 0) :], maxsplit=1)
    sentence = next((one for one in around if match["url"] in one), match.string)
    if match["where"] and not NARROWS.search(sentence):
        return WORDS[language]["online"]
    where = f"{match['where']} " if match["where"] else ""
    return where + spelled_address(match["url"], language)


_HOST = r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+"
_TOP = r"(?:org|com|gov|net|edu|info|us|mil|biz|io|co|mx)"
_URL = rf"(?:[A-Za-z]+://[^\s,;\"'()<>]*[^\s,;\"'()<>.?!]|(?:{_HOST}{_TOP})(?![\w-])(?:[/:?#][^\s,;\"'()<>]*[^\s,;\"'()<>.?!]|/)?)"
_ADDRESSES_OF_THE_WEB: tuple[_Written, ...] = (
    (r"[\w.+-]*[\w+-]@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+", _email),
    (
        r"(?P<where>\b(?:online at|online on|at|por internet en|en línea en|en)) "
        rf"(?P<url>{_URL})",
        _site,
    ),
    (rf"(?P<where>)(?P<url>{_URL})", _site),
)


def _abbreviated_words(language: Language) -> Iterator[_Written]:
    """Write out what is abbreviated wherever it stands; what depends on its place comes later."""
    yield rf"\b(?:[{_CAPITAL}]\.[ ]?){{2,}}(?=\W|$)", _initials
    for short, whole in ABBREVIATIONS[language].items():
        end = "" if short.endswith((" ", ".", ")")) else r"(?!\w)"
        case = "" if short[0].isupper() else "i"
        yield rf"(?{case}:\b{short}){end}", _written_out(whole)
    yield rf"\b([{_CAPITAL}])\. (?=[{_CAPITAL}][a-záéíóúñ])", lambda m, _: f"{m[1]} "
    yield r"\b([a-záéíóúñü]{1,20})\(s\)", lambda m, _: f"{m[1]}s"
    # myJacksonCounty
    yield r"\b[a-z]{2,}(?:[A-Z][a-z]+)+\b", lambda m, _: re.sub(r"(?=[A-Z])", " ", m[0])


def _written_out(whole: str) -> Callable[[re.Match[str], Language], str]:
    def put(match: re.Match[str], _: Language) -> str:
        after = match.string[match.end() :]
        next_word = re.match(rf"{WITH_NEXT}* +([{_CAPITAL}]\w*)", after)
        is_last = not after.strip() or (next_word and next_word[1].lower() not in STREET_TYPES)
        return f"{whole}." if match[0].endswith(".") and whole in MAY_END and is_last else whole

    return put


def _initials(match: re.Match[str], language: Language) -> str:
    letters = match[0].replace(".", "").replace(" ", "")
    if language == "es" and letters == "EEUU":
        letters = "Estados Unidos"
    return f"{letters} " if match[0].endswith(" ") else letters


# Dates


def _day_of(match: re.Match[str], language: Language) -> str:
    month = MONTHS[language][match["month"].lower().rstrip(".")]
    days = [int(day) for day in re.findall(r"\d+", match["days"])]
    if not all(1 <= day <= 31 for day in days):
        return match[0]
    of_year = int(match["year"]) if match["year"] else None
    if language == "en":
        first = month_day(month, days[0], language)
        others = iter(days[1:])
        joins = re.findall(r"\d+(?:st|nd|rd|th)?([^\d]*)", match["days"])
        said = first + "".join(
            f"{_join(join, language)}{day_of_month(next(others), language)}"
            for join in joins[: len(days) - 1]
        )
        return said if of_year is None else f"{said}, {year(of_year, language)}"
    said = re.sub(r"\d+[ºo]?", lambda m: day_of_month(int(m[0].rstrip("ºo")), language),
                  match["days"])  # fmt: skip
    named = format_date(date(2024, month, 1), "MMMM", locale="es_US")
    said = re.sub(r"\s*-\s*", " al ", said) + f" de {named}"
    return said if of_year is None else f"{said} de {year(of_year, language)}"


def _join(between: str, language: Language) -> str:
    return f" {WORDS[language]['to']} " if between.strip() == "-" else between


def _month_of_year(match: re.Match[str], language: Language) -> str:
    return f"{match['words']} {year(int(match['year']), language)}"


def _iso_date(match: re.Match[str], language: Language) -> str:
    try:
        on = date(int(match["year"]), int(match["month"]), int(match["day"]))
    except ValueError:
        return match[0]
    return month_day(on.month, on.day, language, on.year)


def _slashed_date(match: re.Match[str], language: Language) -> str:
    """Say 4/15/2024; in Spanish 4/5/2024 may be May: its numbers are said."""
    first, second = int(match["first"]), int(match["second"])
    of_year = int(match["year"])
    if len(match["year"]) == 2:
        of_year += 2000
    in_doubt = language == "es" and first <= 12 and second <= 12
    month, day = (second, first) if language == "es" and first > 12 else (first, second)
    if in_doubt or not (1 <= month <= 12 and 1 <= day <= 31):
        slash = f" {WORDS[language]['slash']} "
        return slash.join(digits_said(part, language) for part in match[0].split("/"))
    return month_day(month, day, language, of_year)


_DAY = r"(?<![\d$#])\d{1,2}"
_JOINED = r"(?: ?- ?| and | to | through | or | & |, and |, )"
_EN_MONTHS = "|".join(sorted(MONTHS["en"], key=len, reverse=True))
_ES_MONTHS = "|".join(sorted(MONTHS["es"], key=len, reverse=True))
_AFTER_DAY = r"(?![\d:%/-]|,\d|\.\d| ?[ap]\.? ?m\b)"
_COMMON_DATES: tuple[_Written, ...] = (
    (r"\b(?P<year>(?:19|20)\d\d)-(?P<month>\d\d)-(?P<day>\d\d)\b", _iso_date),
    (r"(?<![\d/])(?P<first>\d{1,2})/(?P<second>\d{1,2})/(?P<year>\d{4}|\d\d)(?![\d/])",
     _slashed_date),
)  # fmt: skip


def _weekdays(language: Language) -> Iterator[_Written]:
    """Write out days of the week that are shortened, where they can be nothing else."""
    short = WEEKDAYS[language]
    names = "|".join(short)
    months = _EN_MONTHS if language == "en" else rf"{_DAY} (?:de )?(?:{_ES_MONTHS})"
    to = WORDS[language]["to"]

    def whole(match: re.Match[str], _: Language) -> str:
        return short[match[1].lower()]

    def both(match: re.Match[str], _: Language) -> str:
        return f"{short[match[1].lower()]} {to} {short[match[2].lower()]}"

    yield rf"(?i:\b({names}))\.? ?- ?(?i:({names}))\b\.?(?! ?- ?\d)", both
    yield rf"(?i:\b({names}))\b\.?,?(?= (?i:{months}))", whole


_DATES: Mapping[Language, tuple[_Written, ...]] = {
    "en": (
        *_COMMON_DATES,
        *_weekdays("en"),
        (
            rf"\b(?P<month>{_EN_MONTHS})\.? "
            rf"(?P<days>\d{{1,2}}(?:st|nd|rd|th)?(?:{_JOINED}{_DAY}(?:st|nd|rd|th)?"
            rf"(?! ?[ap]\.? ?m\b|[\d:]|\.\d| (?:o'clock|percent|people)))*)\b{_AFTER_DAY}"
            r"(?P<year_part>,? (?P<year>(?:19|20)\d\d)\b(?!-))?",
            _day_of,
        ),
        (rf"\b(?P<words>{_EN_MONTHS})\.? (?P<year>(?:19|20)\d\d)\b", _month_of_year),
    ),
    "es": (
        *_COMMON_DATES,
        *_weekdays("es"),
        (
            rf"(?P<days>{_DAY}[ºo]?(?:(?: ?- ?| y el | y | al | a | o el | o |, ){_DAY}[ºo]?)*)"
            rf"(?P<of> (?:de )?)(?P<month>(?i:{_ES_MONTHS}))\b(?:\.(?=,| [a-z\d]))?"
            r"(?P<year_part>(?: del?|,) (?P<year>(?:19|20)\d\d)\b)?",
            _day_of,
        ),
        (
            rf"\b(?P<words>(?i:{_ES_MONTHS})(?: del?)?) (?P<year>(?:19|20)\d\d)\b",
            _month_of_year,
        ),
    ),
}


# Times of day


def _clock(hour: str, minute: str | None, half: str | None) -> time | None:
    """Read a time of day; None for what is none."""
    hours, minutes = int(hour), int(minute or 0)
    if half and not 1 <= hours <= 12:
        return None
    if half:
        hours = hours % 12 + (12 if half.lower() == "p" else 0)
    return time(hours, minutes) if hours < 24 and minutes < 60 else None


def _time(match: re.Match[str], language: Language) -> str:
    at = _clock(match["hour"], match["minute"], match["half"])
    if at is None:
        return match[0].replace(":", " ")
    article = match["article"] or ""
    if language == "es" and article and at.hour in (0, 12) and not at.minute:
        hour = bare_time(at, language)
        return f"{article}{hour} {part_of_day(at, language)}" + _stop(match)
    return article + spoken_time(at, language) + _stop(match)


def _stop(match: re.Match[str]) -> str:
    """Tell whether the point of "p.m." ends the sentence, too."""
    if not match["stop"]:
        return ""
    after = match.string[match.end() :]
    next_word = re.match(rf"{WITH_NEXT}* +[\"'(¿¡]*([{_CAPITAL}]\w*)", after)
    if not after.strip():
        ends = match.string[:1].isupper()
    else:
        ends = next_word is not None and next_word[1] not in _AFTER_A_TIME
    return "." if ends else ""


_AFTER_A_TIME = frozenset(
    {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday", "Central",
     "CT", "CST", "CDT", *(name.capitalize() for name in MONTHS["en"])}
)  # fmt: skip


def _times(match: re.Match[str], language: Language) -> str:
    """Say from when to when, if the half of the day stands only once."""
    last = _clock(match["hour"], match["minute"], match["half"])
    first = _clock(match["hour1"], match["minute1"], match["half"])
    if last is None or first is None:
        return match[0].replace(":", " ")
    article = match["article"] or ""
    to = " to " if language == "en" else " a "
    if match["between"].strip() in ("and", "y"):
        to = f" {match['between'].strip()} "
    if match["between"].strip() == "a las":
        to = " a las "
    until = spoken_time(last, language)
    if to == " a las " and not last.minute and last.hour in (0, 12):
        until = f"{bare_time(last, language)} {part_of_day(last, language)}"
    return f"{article}{bare_time(first, language)}{to}{until}{_stop(match)}"


def _by_the_clock(match: re.Match[str], language: Language) -> str:
    """Say a time that does not tell its half of the day, unless it is past noon."""
    at = _clock(match["hour"], match["minute"], None)
    if at is None:
        return match[0].replace(":", " ")
    # who writes 19:00 means the morning by 7:00
    whole_day = re.search(r"\b(?:1[3-9]|2[0-3]):\d\d", match.string) or not 1 <= at.hour <= 12
    said = spoken_time(at, language) if whole_day else bare_time(at, language)
    return (match["article"] or "") + said


_HALF = r" ?(?P<half>[apAP])\.? ?[mM]\b(?P<stop>\.?)"
_ARTICLE = r"(?P<article>\b(?:las|la) )?"
_TIMES: tuple[_Written, ...] = (
    (r"(?<![\d/])24/7(?![\d/])", lambda _, language: WORDS[language]["always"]),
    (r"\b(?i:12 (?=noon\b|midnight\b|del mediodía\b))", lambda _, language:
        "" if language == "en" else "doce "),
    (r"(?<=[mM])(\.?) ?- ?(?=\d)", lambda match, language: f"{match[1]} {WORDS[language]['to']} "),
    (rf"{_ARTICLE}(?<![\d:.,$-])(?P<hour1>\d{{1,2}})(?::(?P<minute1>\d\d))?"
     rf"(?P<between> ?- ?| to | and | a las | a | y )"
     rf"(?P<hour>\d{{1,2}})(?::(?P<minute>\d\d))?{_HALF}", _times),
    (rf"{_ARTICLE}(?<![\d:.,$])(?P<hour>\d{{1,2}})(?::(?P<minute>\d\d))?{_HALF}", _time),
    (rf"{_ARTICLE}(?<![\d:.,$])(?P<hour>\d{{1,2}}):(?P<minute>\d\d)(?![\d:])"
     r"(?: ?(?:horas|hrs|h)\b\.?)?", _by_the_clock),
    (r"\b[aA]\. ?m\.", lambda _, language: {"en": "AM", "es": "de la mañana"}[language]),
    (r"\b[pP]\. ?m\.", lambda _, language: {"en": "PM", "es": "de la tarde"}[language]),
)  # fmt: skip


# Office hours, as people say them: eight to five. "Ten to five" would be a time of day.
_HOURS: Mapping[Language, tuple[_Written, ...]] = {
    "en": (
        (r"\b(seven|eight|nine|eleven)((?: thirty)?) in the morning (to|and) "
         r"((?:one|two|three|four|five)(?: thirty)?) in the afternoon\b",
         lambda match, _: f"{match[1]}{match[2]} {match[3]} {match[4]}"),
        (r"\b(seven|eight|nine|ten|eleven)((?: thirty)?) in the morning (to|and) "
         r"(\w+(?: thirty)? in the morning)\b",
         lambda match, _: f"{match[1]}{match[2]} {match[3]} {match[4]}"),
    ),
    "es": (
        (r"\b(siete|ocho|nueve|diez|once)((?: y media)?) de la mañana (a|y) "
         r"((?:una|dos|tres|cuatro|cinco)(?: y media)?) de la tarde\b",
         lambda match, _: f"{match[1]}{match[2]} {match[3]} {match[4]}"),
        (r"\b(siete|ocho|nueve|diez|once)((?: y media)?) de la mañana (a|y) "
         r"(\w+(?: y media)? de la mañana)\b",
         lambda match, _: f"{match[1]}{match[2]} {match[3]} {match[4]}"),
    ),
}  # fmt: skip


# Money and shares


def _money(match: re.Match[str], language: Language) -> str:
    whole, cents, scale = match["whole"].replace(",", ""), match["cents"], match["scale"]
    if scale or (cents and len(cents) != 2) or len(whole) > 10:
        written = whole + (f".{cents}" if cents else "")
        units = "dollars" if language == "en" else "dólares"
        of = " de" if scale and language == "es" and scale.strip() != "mil" else ""
        return f"{decimal(written, language)}{scale or ''}{of} {units}"
    return money(int(whole), int(cents or 0), language)


_AMOUNTS: tuple[_Written, ...] = (
    (r"(?:US)?\$ ?(?P<whole>\d{1,3}(?:,\d{3})+|\d+)(?:\.(?P<cents>\d+))?"
     r"(?P<scale> (?:thousand|million|billion|mil millones|millón|millones|mil)\b)?"
     r"(?! ?(?:USD|dollars|dólares)\b)", _money),
    (r"\$(?= ?\d)", lambda _, __: ""),
    (r"(?P<number>\d[\d,]*(?:\.\d+)?) ?%", lambda match, language:
        f"{decimal(match['number'].rstrip(','), language)} {WORDS[language]['percent']}"),
)  # fmt: skip


# Streets, suites, states


def _street(match: re.Match[str], language: Language) -> str:
    said = [house_number(match["house"], language)]
    if match["direction"]:
        said.append(DIRECTIONS[match["direction"].upper()])
    said += [_in_street(word) for word in match["name"].split()]
    said.append(STREET_TYPES[match["type"].lower()])
    if match["after"]:
        said.append(DIRECTIONS[match["after"].upper()])
    return " ".join(said) + _stop(match)


def _named_street(match: re.Match[str], language: Language) -> str:
    """Say a street without a number of a house."""
    name = " ".join(_in_street(word) for word in match["name"].split())
    return f"{name} {STREET_TYPES[match['type'].lower()]}{_stop(match)}"


def _in_street(word: str) -> str:
    """Say one word of a street's name: `12th` is `Twelfth`, in English in both languages."""
    number = re.fullmatch(r"(\d+)(?:st|nd|rd|th)?", word)
    if number:
        return " ".join(part.capitalize() for part in ordinal(int(number[1]), "en").split())
    inner = {"Dr.": "Doctor", "Jr.": "Junior", "Sr.": "Senior", "St.": "Saint", "Mt.": "Mount"}
    if word in inner:
        return inner[word]
    is_direction = word.endswith(".") and word[:-1].upper() in DIRECTIONS
    return DIRECTIONS[word[:-1].upper()] if is_direction else word.rstrip(".")


def _unit(match: re.Match[str], language: Language) -> str:
    """Say a suite or a room, such as `Suite one hundred`."""
    name = UNITS[language][match["unit"].lower()]
    number = match["number"]
    if not number.isdigit():
        return f"{match['comma']}{name} {_code(number, language)}"
    said = house_number(number, "en") if language == "en" else house_number(number, "es")
    return f"{match['comma']}{name} {said}"


def _state(match: re.Match[str], language: Language) -> str:
    state, code, more = match["state"], match["zip"], match["more"]
    if state not in STATES or (not code and state in AMBIGUOUS_STATES):
        return match[0]
    said = f", {STATES[state]}"
    if code:
        digits = digits_said(code, language)
        said += f", {WORDS[language]['zip']} {digits}"
    return said + (f", {digits_said(more, language)}" if more else "")


def _highway(match: re.Match[str], language: Language) -> str:
    names = {"I": "Interstate", "US": "US", "MO": "Missouri", "KS": "Kansas"}
    return f"{names[match['road']]} {cardinal(int(match['number']), language)}"


_TYPES = "|".join(sorted(STREET_TYPES, key=len, reverse=True))
_HEADING = r"(?:NE|NW|SE|SW|N|S|E|W)"
_NAME_WORD = rf"(?:[{_CAPITAL}][\w']*\.?|\d{{1,3}}(?:st|nd|rd|th)|of|de|la|del)"
_PLACES: tuple[_Written, ...] = (
    (rf"(?<![\w$.,-])(?P<house>\d{{1,6}}) (?:(?P<direction>{_HEADING})\.? )?"
     rf"(?P<name>{_NAME_WORD}(?: {_NAME_WORD}){{0,5}}?) (?P<type>(?i:{_TYPES}))\b(?P<stop>\.?)"
     rf"(?: (?P<after>{_HEADING})\b\.?)?", _street),
    (rf"(?P<name>\b(?:[{_CAPITAL}][\w']+|\d{{1,3}}(?:st|nd|rd|th))) "
     r"(?P<type>(?:St|Ave|Av|Blvd|Rd|Dr|Ln|Ct|Pl|Pkwy|Ter|Cir|Sq|Plz|Trl|Trfy))\b(?P<stop>\.?)"
     rf"(?! [{_CAPITAL}][a-z]+ (?:said|says))", _named_street),
    (r"(?P<comma>,? ?)\b(?P<unit>(?i:suite|ste|apt|apartment|unit|room|rm|floor|fl|bldg|building|"
     r"box|salón|piso|oficina|edificio|apartado))\.? #?(?P<number>\d+[A-Za-z]?|[A-Z]-?\d+)\b",
     _unit),
    (r",? (?P<state>[A-Z]{2})(?: (?P<zip>\d{5})(?:-(?P<more>\d{4}))?)(?![\d-])", _state),
    (r", (?P<state>[A-Z]{2})(?P<zip>)(?P<more>)(?=[.,;)]|$)", _state),
    (r"\b(?P<road>I|US|MO|KS)[- ](?P<number>\d{1,3})(?![\w-])", _highway),
    (r"\bSt\.? (?=[A-Z])", lambda _, __: "Saint "),
    (r"\bDr\. (?=[A-Z])", lambda _, __: "Doctor "),
    (r"\bSt\b\.?", lambda _, __: "Street"),
    (r"\bDr\b\.?", lambda _, __: "Drive"),
)  # fmt: skip


# Phone numbers


def _phone(match: re.Match[str], language: Language) -> str:
    digits = re.sub(r"\D", "", match["number"])
    said = digits_said(digits, language)
    if match["extension"]:
        said += f", {WORDS[language]['extension']} {digits_said(match['extension'], language)}"
    return said


_EXTENSION = r"(?:,? ?(?:ext\.?|extension|extensión|x) ?(?P<extension>\d{1,6})\b)?"
_PHONES: tuple[_Written, ...] = (
    (rf"(?<![\w-])(?P<number>(?:\+?1[ .-]?)?(?:\(\d{{3}}\) ?|\d{{3}}[ .-])\d{{3}}[ .-]\d{{4}})"
     rf"(?![\w-]){_EXTENSION}", _phone),
    (rf"(?<![\w-])(?P<number>\+?\d{{10,11}})(?![\w-]){_EXTENSION}", _phone),
    (rf"(?<![\w-])(?P<number>\d{{3}}[.-]\d{{4}})(?![\w-]){_EXTENSION}", _phone),
    (r"(?<![\w$.,-])(?P<number>[2-8]11|911|988)(?![\w-]|[.,]\d)(?P<extension>)", _phone),
)  # fmt: skip


# What is left of numbers


def _range(match: re.Match[str], language: Language) -> str:
    first, last = int(match["first"]), int(match["last"])
    if first >= last:
        return match[0].replace("-", " - ") if len(match[0]) > 9 else _code(match[0], language)
    say = year if first >= 1000 else cardinal
    return f"{say(first, language)} {WORDS[language]['to']} {say(last, language)}"


def _code(written: str, language: Language) -> str:
    """Say what is no number but looks like one: letters and digits one by one, in its groups."""
    groups = written.split("-")
    if len(groups) == 2 and re.fullmatch(r"[A-Za-z]{3,}", groups[0]) and len(groups[1]) < 3:
        number = groups[1]
        if number.isdigit() and not number.startswith("0"):
            return f"{groups[0]} {cardinal(int(number), language)}"
    said = [_code_group(group, language) for group in groups if group]
    is_short = len(groups) == 2 and 1 in map(len, groups)  # W-2
    return (" " if is_short else ", ").join(said)


def _code_group(group: str, language: Language) -> str:
    if re.fullmatch(r"[a-z]+|[A-Za-z]{4,}", group):
        return group
    runs = re.findall(r"\d+|[^\d]", group)
    return " ".join(digits_said(run, language) if run.isdigit() else run.upper() for run in runs)


def _number(match: re.Match[str], language: Language) -> str:
    written = match["number"].replace(",", "")
    minus = f"{WORDS[language]['minus']} " if match["minus"] else ""
    if match["places"]:
        return minus + decimal(written + match["places"], language)
    has_commas = written != match["number"]
    if written.startswith("0") and len(written) > 1:
        return minus + digits_said(written, language)
    if len(written) > 4 and not has_commas:  # a number of something: of what, is not certain
        return minus + digits_said(written, language)
    if re.fullmatch(r"(?:19|20)\d\d", match["number"]):
        return minus + year(int(written), language)
    noun = re.match(rf" ([{_LETTER}]+)", match.string[match.end() :])
    return minus + counted(int(written), noun[1] if noun else "", language)


def _ordinal(match: re.Match[str], language: Language) -> str:
    said = ordinal(int(match["number"]), "en")
    next_word = match.string[match.end() : match.end() + 2]
    is_name = re.match(rf" [{_CAPITAL}]", next_word) is not None
    return said[0].upper() + said[1:] if is_name else said


def _spanish_ordinal(match: re.Match[str], language: Language) -> str:
    said = ordinal(int(match["number"]), "es")
    if match["end"].endswith("a"):
        return re.sub(r"o\b", "a", said)
    return re.sub(r"(primer|tercer)o$", r"\1", said) if match["end"] in ("er", ".er") else said


def _fraction(match: re.Match[str], language: Language) -> str:
    if match[0] == "1/2":
        return WORDS[language]["half"]
    slash = f" {WORDS[language]['slash']} "
    return slash.join(digits_said(part, language) for part in match[0].split("/"))


_NUMBERS: tuple[_Written, ...] = (
    (r"(?<![\w/.])\d+(?:/\d+)+(?![\w/])", _fraction),
    (r"(?<![\w-])(?P<first>(?:19|20)\d\d)-(?P<last>(?:19|20)\d\d)(?![\w-])", _range),
    (r"(?<![\w-])(?P<first>\d{1,2}) ?- ?(?P<last>\d{1,3})(?![\w-]|[.,]\d)", _range),
    (r"\b(?P<number>\d{1,6})(?P<end>st|nd|rd|th)\b", _ordinal),
    (r"\b(?P<number>\d{1,3})(?P<end>\.?er|\.?[oa]|do|da|ro|ra|to|ta)\b",
     lambda match, language: _spanish_ordinal(match, language) if language == "es" else match[0]),
    # "a 24-hour line", but not a code such as 4-F
    (rf"(?<![\w-])(?P<number>\d{{1,4}})-(?=[{_LETTER}]{{2,}}\b)(?P<minus>)(?P<places>)",
     lambda match, language: f"{cardinal(int(match['number']), language)}-"),
    (rf"(?<![\w-])(?=[{_LETTER}\d-]*\d)(?=[{_LETTER}\d]*(?:[{_LETTER}]|\d-))"
     rf"[{_LETTER}\d]+(?:-[{_LETTER}\d]+)*", lambda match, language: _code(match[0], language)),
    (r"(?P<minus>(?<![\w-])-)?(?<![\w.])(?P<number>\d{1,3}(?:,\d{3})+(?!\d)|\d+)"
     r"(?P<places>\.\d+)?", _number),
)  # fmt: skip


def _signs(language: Language) -> Iterator[_Written]:
    """Say signs; what is none of them is left out."""
    words = WORDS[language]
    both = r"\b(and ?/ ?or|y ?/ ?o)\b"
    yield both, lambda match, _: re.sub(r" ?/ ?", " ", match[0])
    yield r" +/ +", lambda _, __: ". "  # one language beside the other
    yield rf"(?<=[{_LETTER}])/(?=[{_LETTER}])", lambda _, __: f" {words['or']} "
    yield rf"#(?=[ {_LETTER}]{{0,3}}(?:{'|'.join(words['digits'].split())})\b)", (
        lambda _, __: f"{words['number']} "
    )
    for sign, name in SIGNS[language].items():
        yield re.escape(sign), lambda _, __, name=name: f" {name} "  # type: ignore[misc]
