"""What is removed from a resident's message, and what must stay."""

import re
import sys
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from countyline.redaction import LIMIT, MARKER, clean, plain

DIGIT = st.sampled_from("0123456789")
SEPARATOR = st.sampled_from(["-", " ", ".", " - ", "–", "\u2011", "/", "\u00a0", "_", "·"])
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
MATHEMATICAL = {ord("0") + value: chr(0x1D7CE + value) for value in range(10)}
ALPHABETS = st.sampled_from([{}, FULL_WIDTH, ARABIC, MATHEMATICAL])
INVISIBLE = st.sampled_from(
    ["", "\u200b", "\u200d", "\u2060", "\u00ad", "\u202e", "\ufeff", "\x00"]
)
AROUND = st.sampled_from(
    ["{}", "it is {}", "here: {}.", "({})", "pay {} now", "mi número es {}, gracias", '"{}"']
)


def runs_of_digits(text: str) -> list[str]:
    """Every stretch of digits in `text`, whatever their alphabet, joiners left out."""
    read = "".join(str(unicodedata.digit(char, char)) for char in text)
    return re.findall(r"\d+", read)


def assert_removed(message: str) -> None:
    cleaned = clean(message)
    assert MARKER in cleaned.text
    assert cleaned.redacted
    assert all(len(run) < 5 for run in runs_of_digits(cleaned.text))
    assert len("".join(runs_of_digits(cleaned.text))) < 5


def with_luhn(digits: str) -> str:
    def total(number: str) -> int:
        doubled = (sum(divmod(2 * int(digit), 10)) for digit in number[-2::-2])
        return sum(int(digit) for digit in number[-1::-2]) + sum(doubled)

    return digits + str(-total(digits + "0") % 10)


@st.composite
def issued_ssns(draw: st.DrawFn) -> tuple[str, str, str]:
    area = draw(st.integers(1, 899).filter(lambda number: number != 666))
    group, serial = draw(st.integers(1, 99)), draw(st.integers(1, 9999))
    return f"{area:03}", f"{group:02}", f"{serial:04}"


@st.composite
def cards(draw: st.DrawFn) -> str:
    length = draw(st.sampled_from([13, 14, 15, 16, 16, 16, 19]))
    return with_luhn(
        draw(
            st.text(DIGIT, min_size=length - 1, max_size=length - 1).map(
                lambda digits: draw(st.sampled_from("3456")) + digits[1:]
            )
        )
    )


@given(issued_ssns(), SEPARATOR, SEPARATOR, ALPHABETS, AROUND)
def test_a_separated_social_security_number_never_survives(
    parts: tuple[str, str, str], first: str, second: str, alphabet: dict[int, str], around: str
) -> None:
    number = f"{parts[0]}{first}{parts[1]}{second}{parts[2]}".translate(alphabet)
    assert_removed(around.format(number))


@given(issued_ssns(), INVISIBLE, st.sampled_from(["", " ", "-", ". "]), ALPHABETS, AROUND)
def test_a_split_or_joined_social_security_number_never_survives(
    parts: tuple[str, str, str], hidden: str, gap: str, alphabet: dict[int, str], around: str
) -> None:
    number = (hidden + gap).join("".join(parts)).translate(alphabet)
    assert_removed(around.format(number))


@given(
    st.text(DIGIT, min_size=9, max_size=9),
    st.sampled_from(
        [
            "ssn {}",
            "my ssn is {}",
            "SSN# {}",
            "social: {}",
            "seguro social {}",
            "{} is my ssn",
            "mi número de seguro social es el {}",
            "ITIN {}",
            "social security number is {}",
        ]
    ),
    st.lists(st.integers(1, 8), max_size=3, unique=True),
    SEPARATOR,
)
def test_nine_digits_beside_the_word_never_survive_in_any_grouping(
    digits: str, sentence: str, cuts: list[int], separator: str
) -> None:
    number = digits
    for cut in sorted(cuts, reverse=True):
        number = number[:cut] + separator + number[cut:]
    assert_removed(sentence.format(number))


@given(
    cards(),
    st.sampled_from([(), (4, 8, 12), (4, 10), (2, 4, 6, 8, 10, 12)]),
    SEPARATOR,
    ALPHABETS,
    AROUND,
)
def test_a_card_number_never_survives(
    digits: str, cuts: tuple[int, ...], separator: str, alphabet: dict[int, str], around: str
) -> None:
    number = digits
    for cut in reversed(cuts):
        number = number[:cut] + separator + number[cut:]
    assert_removed(around.format(number.translate(alphabet)))


@given(cards(), st.lists(st.integers(1, 12), min_size=1, max_size=6, unique=True), SEPARATOR)
def test_a_card_number_in_an_unusual_grouping_never_survives(
    digits: str, cuts: list[int], separator: str
) -> None:
    number = digits
    for cut in sorted(cuts, reverse=True):
        number = number[:cut] + separator + number[cut:]
    assert_removed(f"pay {number}")


@given(cards(), st.sampled_from([" ", "-", "\u200b", " \u200b"]))
def test_a_card_number_read_out_digit_by_digit_never_survives(digits: str, gap: str) -> None:
    assert_removed(gap.join(digits))


@given(
    st.text(DIGIT, min_size=16, max_size=16),
    st.sampled_from(["my card {}", "tarjeta {}", "Visa {}", "{} is the card", "debit: {}"]),
    SEPARATOR,
)
def test_sixteen_digits_beside_the_word_card_never_survive(
    digits: str, sentence: str, separator: str
) -> None:
    number = separator.join(digits[at : at + 4] for at in range(0, 16, 4))
    assert_removed(sentence.format(number))


@given(
    st.text(DIGIT, min_size=5, max_size=17).filter(lambda digits: len(digits) != 9),
    st.sampled_from(
        [
            "account {}",
            "my bank account number is {}",
            "acct# {}",
            "cuenta {}",
            "checking: {}",
            "mi número de cuenta es {}",
            "cuenta bancaria {}",
            "{} is my account number",
        ]
    ),
)
def test_a_bank_account_never_survives(digits: str, sentence: str) -> None:
    assert_removed(sentence.format(digits))


@given(
    st.text(DIGIT, min_size=9, max_size=9),
    st.sampled_from(["routing {}", "aba: {}", "routing number is {}", "ruta {}", "{} routing"]),
)
def test_a_routing_number_never_survives(digits: str, sentence: str) -> None:
    assert_removed(sentence.format(digits))


@pytest.mark.parametrize(
    ("message", "kinds"),
    [
        ("912-70-1234", ("itin",)),
        ("4111 1111 1111 1111 and 123-45-6789", ("card", "ssn")),
        ("4111 1111 1111 1111 123-45-6789", ("card", "ssn")),
        ("routing 011000015 account 000123456789", ("routing", "bank_account")),
        ("011000015", ("routing",)),
        ("tarjeta 5105-1051-0510-5100 cvc: 999", ("card", "security_code")),
        ("my social is one two three four five six seven eight nine", ("ssn",)),
        ("mi seguro es uno dos tres cuatro cinco seis siete ocho nueve", ("ssn",)),
        ("1️⃣2️⃣3️⃣4️⃣5️⃣6️⃣7️⃣8️⃣9️⃣", ("ssn",)),
        ("41111111111111114111111111111111", ("card",)),
        ("ssn 123456789 816-881-3232", ("ssn",)),
    ],
)
def test_kinds_are_told(message: str, kinds: tuple[str, ...]) -> None:
    assert sorted(clean(message).redacted) == sorted(kinds)


@pytest.mark.parametrize(
    "text",
    [
        "call me at 816-881-3232 or (816) 881-4483, 8558980608, +1 816 881 3232",
        "816-881-3232 816-881-4483",
        "call me about my account 816-881-3232",
        "about my card: call 816-881-3232",
        "my social security card is lost, call 8168813232",
        "+52 1 55 1234 5678",
        "112 W. Lexington Ave, Independence, MO 64050",
        "415 E. 12th St, Kansas City, MO 64106-2706",
        "parcel 12-345-67-89-00-0-00-000",
        "12-345-67-89-00-0-00-001",
        "parcel 12345678900000000",
        "what became of case 4F-27 and 4f-2734",
        "I paid $1,234.56 on 04/03/2024, $ 12345678 in 2023",
        "2024-04-03 08:00 to 17:00, 4/3/2024 4/10/2024",
        "taxes for 2021, 2022, 2023, 2024",
        "2021 2022 2023 2024",
        "taxes 2004 2003 2002 2009, 2019-2020 2021/2022",
        "open 8:00-12:00 13:00-17:00 today",
        *(f"{first} 2021 2022 2023" for first in range(2000, 2021)),
        "property tax account number 12345678",
        "mi cuenta de impuestos 30012345",
        "confirmation number 123456789",
        "¿Está abierto el 8 de abril de 2024 a las 8:00 a. m.?",
        "is the recorder open friday",
        "my account 2023 taxes",
        "you took from my account $12500 or $ 1,250.00",
        "I'm 65 and my wife 63; we pay 50/50",
        "👩‍👩‍👧 hola ☀️",
        "is it 1/2 off / free?",
    ],
)
def test_what_is_no_secret_stays(text: str) -> None:
    cleaned = clean(text)
    assert cleaned.text == unicodedata.normalize("NFC", text)
    assert cleaned.redacted == ()
    assert not cleaned.was_capped
    assert not cleaned.was_command


@given(st.lists(st.text("abcdefghijklmnopqrstuvwxyzáéíóúñü¿?¡!,.'", min_size=1), min_size=1))
def test_words_stay_as_they_are(words: list[str]) -> None:
    text = unicodedata.normalize("NFC", " ".join(words))
    cleaned = clean(text)
    assert text.startswith(cleaned.text)
    assert cleaned.was_capped == (len(text) > LIMIT)
    assert len(cleaned.text) > LIMIT - 101 or cleaned.text == text


NASTY = st.text(
    st.one_of(
        st.characters(exclude_categories=()),
        st.sampled_from("0123456789-- ..//[]##()$,:+\u200b\u200d\ufe0f\u0301\x1b☀ssn card account"),
    ),
    max_size=300,
)


@given(st.one_of(NASTY, st.builds(lambda text, times: text * times, NASTY, st.integers(1, 60))))
@example("[###" * 300)
@example("1 " * 3000)
@example("a" + "\u0301" * 3000)
@example("ssn 1 2 3 4 5 6 7 8 9 98765432")
def test_any_text_is_cleaned_once_and_for_all(text: str) -> None:
    once = clean(text)
    assert len(once.text) <= LIMIT
    assert clean(once.text).text == once.text
    assert not clean(once.text).redacted
    assert unicodedata.is_normalized("NFC", once.text)
    assert not once.text.startswith(("/", " ", "／"))
    once.text.encode("utf-8")


@pytest.mark.parametrize("value", [None, 7, 1.5, b"hello", ["x"], {"text": "x"}, object()])
def test_what_is_no_text_is_an_empty_message(value: object) -> None:
    assert clean(value).text == ""


def test_every_invisible_character_goes() -> None:
    for number in range(sys.maxunicode + 1):
        category = unicodedata.category(chr(number))
        if category in ("Cf", "Cs") or (category == "Cc" and not chr(number).isspace()):
            assert clean(f"a{chr(number)} b").text == "a b", hex(number)


def test_white_space_and_lines_become_one_space() -> None:
    assert clean(" one\r\n\ttwo\u2028three\u00a0\u3000four ").text == "one two three four"


def test_colors_of_a_terminal_go() -> None:
    assert clean("\x1b[31mred\x1b[0m \x1b]0;title\x07x").text == "red x"


@pytest.mark.parametrize("lead", ["/", "  /", "\u200b/", "//", "／", "\u202e / \ufeff/", "⁄", "∕"])
def test_a_leading_slash_is_inert(lead: str) -> None:
    cleaned = clean(f"{lead}restart")
    assert cleaned.text == "restart"
    assert cleaned.was_command


def test_a_message_of_slashes_is_empty() -> None:
    assert clean("/ // /").text == ""
    assert clean("/").was_command


@pytest.mark.parametrize("padding", range(LIMIT - 25, LIMIT + 3))
def test_the_cut_leaves_no_part_of_a_number(padding: int) -> None:
    for number in ("4111 1111 1111 1111", "123-45-6789", "ssn 123456789"):
        for filler in ("x" * padding, "word " * (padding // 5)):
            cleaned = clean(f"{filler} {number} and more words after it")
            assert cleaned.was_capped
            assert not re.search(r"\d", cleaned.text)


@given(st.integers(3700, 4020), st.sampled_from(["\u200b", " ", "x ", "123-45-6789 "]))
def test_a_huge_message_leaves_no_part_of_a_number(length: int, filler: str) -> None:
    text = (filler * length)[:length] + "4111 1111 1111 1111 " + "more " * 1000
    assert not re.search(r"\d{4}", clean(text).text)


def test_the_cap_falls_between_words() -> None:
    cleaned = clean("county " * 300)
    assert cleaned.was_capped
    assert cleaned.text.split() == ["county"] * 143


@given(NASTY)
@example("<script>alert(1)</script> & [pay here](http://example.com) ![x](y) [a]: http://b `c`")
@example("[](](")
def test_plain_echoes_no_markup(text: str) -> None:
    echo = plain(text)
    assert not set(echo) & set("<>&`*\x1b")
    assert not re.search(r"\]\(|\]\[|\]:|!\[", echo)
    assert plain(echo) == echo


def test_plain_keeps_ordinary_text() -> None:
    text = f"¿Está abierto? Mi número es {MARKER}, 816-881-3232 (casa)"
    assert plain(text) == text
