"""What is done to a resident's message before anything is stored, logged or understood.

`clean` makes a message safe to keep: one line of at most 1,000 characters, without invisible
characters, without secret numbers, never a Rasa command. `plain` makes a text safe to echo.

Secret numbers (US Social Security numbers and ITINs, payment cards, bank accounts and routing
numbers) become the marker `[###]`, which reads the same in every language. What a resident may
need to say stays: phone numbers, dates, amounts, ZIP codes, addresses, parcel numbers, case
numbers. In doubt a number goes: the bot never needs one to answer.

Only the standard library is used here: both environments import this module. It holds no state.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple

Kind = Literal["ssn", "itin", "card", "security_code", "bank_account", "routing"]

LIMIT = 1000
"""The most characters of a message that are kept."""

MARKER = "[###]"
"""What stands in place of a secret number."""


@dataclass(frozen=True, slots=True)
class CleanMessage:
    """A message that is safe to store, log and understand.

    `text` is NFC, one line, at most `LIMIT` characters. `was_capped` tells that the end was left
    out, so that the answer can say so. `redacted` names the kinds of numbers that were removed,
    each once, in the order found. `was_command` tells that the message began with a slash.
    """

    text: str
    was_capped: bool
    redacted: tuple[Kind, ...]
    was_command: bool


def clean(text: object) -> CleanMessage:
    """Return `text` as it may be stored; anything that is no string counts as an empty message.

    Cleaning a cleaned text changes nothing. Never raises.
    """
    if not isinstance(text, str):
        return CleanMessage("", False, (), False)
    now, was_capped = _bounded(_visible(text))
    now = unicodedata.normalize("NFC", now)
    kinds: list[Kind] = []
    was_command = False
    # One redaction or one cut can bring digits together or apart: go on until nothing changes.
    # Each round that changes anything removes digits or characters, so this ends.
    while True:
        before = now
        now, commanded = _inert(_visible(now))
        now, found = _redacted(now)
        kinds += found
        now, capped = _capped(unicodedata.normalize("NFC", now))
        was_command |= commanded
        was_capped |= capped
        if now == before:
            return CleanMessage(now, was_capped, tuple(dict.fromkeys(kinds)), was_command)


def plain(text: str) -> str:
    """Return `text` cleaned and without anything that a channel could take for markup.

    Angle brackets and ampersands become look-alikes rather than entities: a text message or a
    voice has no use for `&lt;`.
    """
    echo = clean(text).text.translate(_LOOK_ALIKES)
    return re.sub(r"\](?=[(\[:])", "] ", echo.replace("![", "! ["))


_LOOK_ALIKES = str.maketrans({"<": "‹", ">": "›", "&": "＆", "`": "'", "*": "·"})

# --- Characters ---------------------------------------------------------------------------

_ANSI = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x9b[0-?]*[@-~]")
_EMOJI = "\u2190-\u2bff\U0001f000-\U0001faff"
# Controls that are no white space, format characters (bidi overrides, zero width, tags),
# surrogates, and letters that show nothing. A joiner stays between two emoji.
_INVISIBLE = re.compile(
    f"(?<![{_EMOJI}\ufe0f])\u200d|\u200d(?![{_EMOJI}])|"
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u034f\u0600-\u0605\u061c\u06dd\u070f"
    "\u0890\u0891\u08e2\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200c\u200e\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ud800-\udfff\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff"
    "\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff]"
)
_SPACE = re.compile("[\\s\u2800]+")
_SLASHES = re.compile("[\\s/\uff0f\u2044\u2215\u29f8\u2571]*")


def _visible(text: str) -> str:
    """Drop what cannot be seen, and make every stretch of white space one space."""
    return _SPACE.sub(" ", _INVISIBLE.sub("", _ANSI.sub("", text))).strip()


def _bounded(text: str) -> tuple[str, bool]:
    """Bound the work on huge messages, well above what is kept.

    What was cut may have been the rest of a number: the digits before the cut go too.
    """
    most = 4 * LIMIT
    if len(text) <= most:
        return text, False
    kept, tail = text[: most - 100], text[most - 100 : most]
    letters = [i for i, char in enumerate(tail) if char.isalpha()]
    return kept + tail[: letters[-1] + 1 if letters else 0], True


def _inert(text: str) -> tuple[str, bool]:
    """Drop leading slashes: Rasa takes a message that begins with one for a command."""
    lead = _SLASHES.match(text)
    end = lead.end() if lead else 0
    return text[end:], bool(text[:end].strip())


def _capped(text: str) -> tuple[str, bool]:
    """Cut at the last word that fits; a single endless word is cut where it must be."""
    if len(text) <= LIMIT:
        return text, False
    cut = text.rfind(" ", LIMIT - 100, LIMIT + 1)
    kept = text[:cut] if cut > 0 else re.sub(r"\[#{0,3}$", "", text[:LIMIT])
    return kept.rstrip(" \u200d"), True


# --- Shadow: the same text as numbers are read --------------------------------------------


class _Shadow(NamedTuple):
    """`text`: lower case, no accents, every kind of digit as ASCII. Offsets lead back."""

    text: str
    starts: list[int]
    ends: list[int]


_DIGIT_WORDS = {
    word: str(value)
    for words in (
        "zero one two three four five six seven eight nine",
        "cero uno dos tres cuatro cinco seis siete ocho nueve",
    )
    for value, word in enumerate(words.split())
} | {"oh": "0"}
_SPOKEN_WORD = re.compile(rf"\b(?:{'|'.join(_DIGIT_WORDS)})\b", re.IGNORECASE)
_SPOKEN = re.compile(rf"(?:\b(?:{'|'.join(_DIGIT_WORDS)})\b[\s,.-]{{0,3}}){{5,}}", re.IGNORECASE)


def _shadow(text: str) -> _Shadow:
    spoken = {
        stretch.start() + word.start(): word.group()
        for stretch in _SPOKEN.finditer(text)
        for word in _SPOKEN_WORD.finditer(stretch.group())
    }
    shadow = _Shadow("", [], [])
    chars: list[str] = []
    at = 0
    while at < len(text):
        word = spoken.get(at, "")
        char = _DIGIT_WORDS[word.lower()] if word else _read(text[at])
        end = at + (len(word) or 1)
        if char:
            chars.append(char)
            shadow.starts.append(at)
            shadow.ends.append(end)
        elif shadow.ends:
            shadow.ends[-1] = end  # a mark belongs to what it stands on (keycap digits)
        at = end
    return shadow._replace(text="".join(chars))


def _read(char: str) -> str:
    """Return the one character that `char` counts as, or nothing for a mark."""
    if char.isascii():
        return char.lower()
    digit = unicodedata.digit(char, None)
    if digit is not None:
        return str(digit)
    category = unicodedata.category(char)
    if category[0] == "M":
        return ""
    if category == "Pd" or char == "\u2212":
        return "-"
    base = unicodedata.normalize("NFKD", char)[:1].lower()
    return base[:1] if base.isalpha() else char


# --- Runs of digits -----------------------------------------------------------------------

_FEWEST = 5  # digits; fewer say nothing
_PERSON = 9  # digits of a Social Security number, an ITIN, a routing number
_MISTYPED = range(8, 12)  # digits of a Social Security number with a slip
_CARD = range(13, 20)  # digits of a payment card (ISO/IEC 7812-1)
_PARCEL = 17  # digits of a Jackson County parcel number
_ABROAD = range(7, 14)  # digits of a telephone number after a plus sign

_S = r"(?:[^\w$\[\]]|_)"
_RUN = re.compile(rf"\d(?:{_S}{{0,3}}\d)*")
_GROUP = re.compile(r"\d+")
_S13 = f"{_S}{{1,3}}"

_CARDS = tuple(
    re.compile(rf"{shape}(?!\d)")
    for shape in (
        rf"\d{{4}}(?:{_S13}\d{{4}}){{3}}",
        rf"\d{{4}}{_S13}\d{{6}}{_S13}\d{{4,5}}",
        rf"\d{{4}}(?:{_S13}\d{{4}}){{3}}{_S13}\d{{3}}",
        r"\d{13,19}",
    )
)
_SSN = re.compile(rf"\d{{3}}{_S13}\d{{2}}{_S13}\d{{4}}(?!\d)")
_NINE = re.compile(r"\d{9}(?!\d)")
_YEAR = r"(?:19|20)\d{2}"
_YEARS = re.compile(rf"{_YEAR}(?:{_S13}{_YEAR})+")
_MONTH_OR_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_INNOCENT = tuple(
    re.compile(rf"{shape}(?={_S}*\s{_S}*|$)(?!\d)")
    for shape in (
        r"\d{2}([-. ])\d{3}(?:\1\d{2}){3}\1\d\1\d{2}\1\d{3}",  # a parcel
        r"(?:1[-. (]{0,2})?[2-9]\d{2}[-.) /]{0,2}[2-9]\d{2}[-. ]?\d{4}",  # a telephone
        rf"(?:19|20)\d{{2}}[-/.]{_MONTH_OR_DAY}[-/.]{_MONTH_OR_DAY}",
        rf"{_MONTH_OR_DAY}[-/.]{_MONTH_OR_DAY}[-/.](?:(?:19|20)\d{{2}}|\d{{2}})",
        r"\d{1,2}:\d{2}(?::\d{2})?(?: ?- ?\d{1,2}:\d{2})?",
        r"\d{5}-\d{4}",  # ZIP+4
        r"\d{1,3}(?:,\d{3})+(?:\.\d{2})?",
        r"\d{1,6}\.\d{2}",
        rf"{_YEAR}(?:[-/]{_YEAR})?",
        r"\d{1,6}(?=[,;] )",  # one of a list
    )
)
_AMOUNT = re.compile(r"\d{1,8}(?:,\d{3})*(?:\.\d{2})?(?!\d)")

_SSN_WORDS = re.compile(
    r"\bssn?\b|\bss ?#|\bitin\b|\btin\b|\btax ?id|\bseguro\b|"
    r"\bsocial\b(?! (?:media|service|work|distanc))"
)
_CARD_WORDS = re.compile(
    r"\bcards?\b|\btarjetas?\b|\bvisa\b|\bmaster ?card\b|\bamex\b|\bdiscover\b|\bdebito?\b|"
    r"\bcredito\b"
)
_FILLER = (
    r"(?:\W|\b(?:number|num|no|nr|nos?|is|was|ending|the|my|and|its|it|s|numero|n|de|del|es|era|"
    r"mi|la|el|y|banco|bancaria|bank|corriente|ahorros|cheques|ach)\b)"
)
_BANK = r"(?:bank|accounts?|acct|a/c|checking|savings|iban|cuentas?|cta|cuenta bancaria)"
_ROUTING = r"(?:routing|rtn|aba|ruta|transito|transit)"
_BANK_BEFORE = re.compile(rf"\b{_BANK}\b{_FILLER}{{0,12}}$")
_ROUTING_BEFORE = re.compile(rf"\b{_ROUTING}\b{_FILLER}{{0,12}}$")
_BANK_AFTER = re.compile(rf"{_FILLER}{{0,12}}\b{_BANK}\b")
_ROUTING_AFTER = re.compile(rf"{_FILLER}{{0,12}}\b{_ROUTING}\b")
# The county's own numbers are no secret: a tax or property account, a parcel, a receipt.
_COUNTY_BEFORE = re.compile(
    r"\b(?:(?:tax|property|parcel|county|vehicle|water|permit|payit) (?:account|acct)|"
    r"cuenta (?:de (?:impuestos?|bienes|propiedad)|predial|del condado)|"
    r"parcel|parcela|case|caso|permit|permiso|receipt|recibo|confirmation|confirmacion|"
    r"reference|referencia|tracking|rastreo|bill|factura|invoice|zip|postal|transaction|"
    rf"transaccion)\b(?:{_FILLER}|\b(?:id|code|muebles|personal)\b){{0,12}}$"
)
_SECURITY_CODE = re.compile(
    r"\b(?:cvv2?|cvc2?|security code|codigo de seguridad)\b[^\w]{0,3}"
    r"(?:(?:is|es|number|numero)\b[^\w]{0,3}){0,2}(\d{3,4})(?!\d)"
)


class _Span(NamedTuple):
    start: int
    end: int
    kind: Kind


class _Run(NamedTuple):
    """A stretch of digits and separators in the shadow, with what stands around it."""

    text: str
    digits: str
    before: str
    after: str
    ssn_words: bool
    card_words: bool

    def is_county(self) -> bool:
        return bool(_COUNTY_BEFORE.search(self.before))


def _redacted(text: str) -> tuple[str, list[Kind]]:
    shadow = _shadow(text)
    spans = sorted(_spans(shadow.text))
    parts: list[str] = []
    done = 0
    for start, end, _ in spans:
        first, last = shadow.starts[start], shadow.ends[end - 1]
        if first >= done:
            parts += [text[done:first], MARKER]
        done = max(done, last)
    return "".join([*parts, text[done:]]), [span.kind for span in spans]


def _spans(shadow: str) -> Iterator[_Span]:
    """Find the secret numbers, as offsets into the shadow."""
    for code in _SECURITY_CODE.finditer(shadow):
        yield _Span(code.start(1), code.end(1), "security_code")
    for match in _RUN.finditer(shadow):
        digits = "".join(_GROUP.findall(match.group()))
        if len(digits) < _FEWEST:
            continue
        before = shadow[max(0, match.start() - 60) : match.start()]
        after = shadow[match.end() : match.end() + 40]
        near = f"{before[-45:]} 0 {after[:25]}"
        run = _Run(
            text=match.group(),
            digits=digits,
            before=before,
            after=after,
            ssn_words=bool(_SSN_WORDS.search(near)),
            card_words=bool(_CARD_WORDS.search(near)),
        )
        for start, end, kind in _secrets(run):
            yield _Span(match.start() + start, match.start() + end, kind)


def _secrets(run: _Run) -> list[_Span]:
    """Decide what in a run is secret: the whole of it, parts of it or nothing."""
    pieces, explained = _walk(run)
    named = run.ssn_words and len(run.digits) == _PERSON and not run.is_county()
    # A secret and a telephone side by side may as well be one card: its check sum decides.
    is_ordinary = explained and not named and (run.ssn_words or not pieces)
    kind = None if is_ordinary else _whole(run)
    kind = kind or _bank(run, explained and not _GROUP.fullmatch(run.text))
    return [_Span(0, len(run.text), kind)] if kind else pieces


def _bank(run: _Run, is_ordinary: bool) -> Kind | None:
    """A bank's number has no shape of its own: only the words beside it tell."""
    if is_ordinary or run.is_county() or run.before.rstrip().endswith("$"):
        return None
    if _ROUTING_BEFORE.search(run.before) or _ROUTING_AFTER.match(run.after):
        return "routing"
    if _BANK_BEFORE.search(run.before) or _BANK_AFTER.match(run.after):
        return "bank_account"
    return None


def _whole(run: _Run) -> Kind | None:
    """Judge a run that is no row of ordinary numbers, as one number in an unusual grouping."""
    count = len(run.digits)
    if count == _PERSON:
        return _nine(run, run.digits)
    if run.ssn_words and count in _MISTYPED:
        return "ssn"
    if count in _CARD and _is_card(run, run.digits):
        return "card"
    return None


def _walk(run: _Run) -> tuple[list[_Span], bool]:
    """Read a run as a row of numbers: its secrets, and whether every number was understood."""
    secrets: list[_Span] = []
    explained = True
    at = 0
    while group := _GROUP.search(run.text, at):
        secret = _secret_at(run, group.start())
        if secret:
            secrets.append(secret)
            at = secret.end
        else:
            end = _innocent_end(run, group.start())
            explained &= end is not None
            at = end or group.end()
    return secrets, explained


def _secret_at(run: _Run, at: int) -> _Span | None:
    for shape in _CARDS:
        card = shape.match(run.text, at)
        if (
            card
            and not _is_years(run, card)
            and _is_card(run, "".join(_GROUP.findall(card.group())))
        ):
            return _Span(at, card.end(), "card")
    if ssn := _SSN.match(run.text, at):
        return _Span(at, ssn.end(), _person(ssn.group()))
    if (nine := _NINE.match(run.text, at)) and (kind := _nine(run, nine.group())):
        return _Span(at, nine.end(), kind)
    return _unusual_card(run, at) or _endless(run, at)


def _unusual_card(run: _Run, at: int) -> _Span | None:
    """A card in an unusual grouping, with other numbers beside it."""
    if len(run.digits) < _CARD.stop or _innocent_end(run, at):
        return None
    digits = ""
    for group in _GROUP.finditer(run.text, at):
        digits += group.group()
        if len(digits) >= _CARD.stop:
            return None
        if len(digits) in _CARD and digits[0] in "23456" and _is_card(run, digits):
            return _Span(at, group.end(), "card")
    return None


def _endless(run: _Run, at: int) -> _Span | None:
    """More digits on end than a card has may be two cards glued together."""
    group = _GROUP.match(run.text, at)
    if group and len(group.group()) >= _CARD.stop:
        return _Span(at, group.end(), "card")
    return None


def _innocent_end(run: _Run, at: int) -> int | None:
    """Return where the ordinary number at `at` ends, or None when it is none."""
    lead = run.before[-2:] if at == 0 else run.text[:at]
    if lead.endswith("+") and len(run.digits) in _ABROAD:
        return len(run.text)
    if lead.rstrip().endswith("$") and (amount := _AMOUNT.match(run.text, at)):
        return amount.end()
    ends = [match.end() for shape in _INNOCENT if (match := shape.match(run.text, at))]
    return max(ends, default=None)


def _is_years(run: _Run, card: re.Match[str]) -> bool:
    """No card begins with 19 or 20: four such groups are tax years."""
    return not run.card_words and _YEARS.fullmatch(card.group()) is not None


def _is_card(run: _Run, digits: str) -> bool:
    if run.card_words:
        return True
    is_parcel = len(digits) == _PARCEL and run.is_county()
    return _passes_luhn(digits) and not is_parcel


def _nine(run: _Run, digits: str) -> Kind | None:
    """Nine digits: a Social Security number, a routing number, or something harmless."""
    if run.ssn_words:
        return _person(digits)
    if run.is_county():
        return None
    if _ROUTING_BEFORE.search(run.before) or _ROUTING_AFTER.match(run.after):
        return "routing"
    if _BANK_BEFORE.search(run.before) or _BANK_AFTER.match(run.after):
        return "bank_account"
    if _is_issued(digits) or _person(digits) == "itin":
        return _person(digits)
    return "routing" if _passes_aba(digits) else None


def _person(number: str) -> Kind:
    digits = "".join(_GROUP.findall(number))
    return "itin" if digits[0] == "9" and digits[3] in "56789" else "ssn"


def _is_issued(digits: str) -> bool:
    """Social Security numbers never have these parts (SSA, randomization of 2011)."""
    area, group, serial = digits[:3], digits[3:5], digits[5:]
    return area not in {"000", "666"} and area < "900" and group != "00" and serial != "0000"


def _passes_luhn(digits: str) -> bool:
    """The check sum of payment cards (ISO/IEC 7812-1)."""
    doubled = (sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])
    return (sum(map(int, digits[-1::-2])) + sum(doubled)) % 10 == 0 and set(digits) != {"0"}


def _passes_aba(digits: str) -> bool:
    """The check sum of US bank routing numbers (ABA)."""
    weighed = zip((3, 7, 1) * 3, map(int, digits), strict=True)
    return sum(weight * digit for weight, digit in weighed) % 10 == 0 and digits != "000000000"
