"""How people can be reached goes, the same everywhere; what the county publishes stays."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countyline.records.contacts import Veil, details_in, published_details

KEY = b"0123456789abcdef0123456789abcdef"
MARK = re.compile(r"\[(?:phone|email|address|contact) [0-9a-f]{8}\]")

digits = st.integers(0, 9).map(str)
area = st.tuples(st.integers(2, 9), st.integers(0, 99)).map(lambda one: f"{one[0]}{one[1]:02}")
last = st.integers(0, 9999).map(lambda number: f"{number:04}")
gap = st.sampled_from(["", "-", ".", " ", " - ", "–"])
lead = st.sampled_from(["", "+1 ", "1-"])
numbers = st.tuples(lead, area, gap, area, gap, last, st.booleans())
around = st.text(st.characters(codec="utf-8", exclude_categories=("N", "L")), max_size=5).map(
    lambda text: f" {text} ".replace("$", "").replace("#", "").replace(".", "")
)


def veiled(text: str, *, hides_contacts: bool = True) -> str:
    return Veil(KEY, hides_contacts=hides_contacts).text(text)


@given(numbers, around)
def test_a_telephone_number_goes_however_it_is_written(
    parts: tuple[str, str, str, str, str, str, bool], beside: str
) -> None:
    lead, first, one, middle, two, end, in_round = parts
    head = f"({first})" if in_round else first
    written = f"{lead}{head}{one}{middle}{two}{end}"
    told = veiled(f"llame{beside}{written}{beside}gracias")
    assert end not in MARK.sub("", told)
    assert MARK.search(told) or "[###]" in told


@given(area, area, last)
def test_the_same_number_is_the_same_person_however_it_is_written(
    first: str, middle: str, end: str
) -> None:
    veil = Veil(KEY)
    one = MARK.search(veil.text(f"my number is {first}-{middle}-{end}"))
    assert one is not None
    assert veil.contact(f"+1{first}{middle}{end}") == one.group()
    assert one.group() in veil.text(f"({first}) {middle}.{end} is me")


@given(
    st.from_regex(r"[a-z][a-z0-9_.+-]{0,20}[a-z0-9]", fullmatch=True),
    st.from_regex(r"[a-z][a-z0-9-]{0,10}[a-z0-9]\.(com|org|gov|mx)", fullmatch=True),
    around,
)
def test_an_e_mail_address_goes(name: str, host: str, beside: str) -> None:
    told = veiled(f"write{beside}{name}@{host}{beside}please")
    assert f"{name}@" not in told
    assert f"@{host}" not in told


@pytest.mark.parametrize(
    "text",
    [
        "I live at 1234 Main Street",
        "my house is 12 W. 39th St., Apt 4B, thanks",
        "vivo en la calle Secreta 12",
        "send it to PO Box 123",
        "ana punto at nowhere, ana at example dot com",
        "call eight one six five five five oh one two three",
        "ochocientos dieciséis, cinco cincuenta y cinco, cero uno dos tres",
        "８１６-５５５-０１２３",
    ],
)
def test_what_says_where_somebody_is_goes(text: str) -> None:
    assert MARK.search(veiled(text)), veiled(text)


@pytest.mark.parametrize(
    "text",
    [
        "Is the recorder open on April 16, 2024 at 8:30 a.m.?",
        "My parcel is 30-210-05-12-00-0-00-000 and I owe $1,234.56",
        "case 4F-27 of revision 12, ZIP 64106-2109",
        "offices.recorder_of_deeds.closure",
        "2024-04-03T08:00:00.123456-05:00",
        "¿Está abierta la oficina el 5 de abril?",
        "I paid 3 times in 2 ways",
    ],
)
def test_what_tells_nobody_stays_to_the_letter(text: str) -> None:
    assert veiled(text) == text


def test_what_the_county_publishes_stays() -> None:
    document = {"phone": "816-881-3000", "where": "415 E. 12th St., Suite 104", "also": ["a@b.gov"]}
    veil = Veil(KEY, published_details([document]))
    told = "Call (816) 881-3000 or write a@b.gov. It is at 415 East 12th Street."
    assert veil.text(told) == told
    assert MARK.search(veil.text("mine is 816-881-3001"))


def test_without_pseudonyms_only_secrets_go() -> None:
    text = "816-555-0123, my social is 123-45-6789"
    told = veiled(text, hides_contacts=False)
    assert "816-555-0123" in told
    assert "123-45-6789" not in told


def test_a_field_of_contacts_never_comes_through() -> None:
    veil = Veil(KEY)
    assert MARK.fullmatch(veil.contact("ask for Ana at the blue house"))
    assert "Ana" not in veil.contact("Ana, 816-555-0123")
    assert veil.contact("816-555-0123") == veil.contact("(816) 555 0123")


def test_another_key_gives_other_pseudonyms() -> None:
    assert Veil(KEY).contact("816-555-0123") != Veil(KEY[::-1]).contact("816-555-0123")


@given(st.text(max_size=200))
def test_any_text_is_taken_and_doing_it_again_changes_nothing(text: str) -> None:
    once = veiled(text)
    assert veiled(once) == once
    assert not [one for one in details_in(once) if one[0] != "address"]


def test_it_is_counted_also_when_it_is_known() -> None:
    veil = Veil(KEY)
    for _ in range(2):
        veil.anything({"a": ["816-555-0123 and a@example.com"]})
    assert veil.counts == {"phone": 2, "email": 2}
