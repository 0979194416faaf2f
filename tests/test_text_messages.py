"""A card is cut between sentences: nothing is lost, and what belongs together stays together."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from countyline.card import BESIDE, Card
from countyline.cutting import OVER, WITH_NEXT, sentences
from countyline.segments import plain, segments
from countyline.text_messages import MOST_SEGMENTS, parts

MORE = ("Responda MÁS para el resto.", "Responda SIGUE para el resto.")
AGE = "Info del mié 3 abr 8am."
MARK = "SIMULACRO, no en vivo."

WORDS = st.lists(
    st.sampled_from(["open", "closed", "Collection", "today", "cerrado", "está", "$2.00", "8am"]),
    min_size=1,
    max_size=14,
)
SENTENCES = WORDS.map(lambda words: f"Q{' '.join(words)}.")
PARAGRAPHS = st.lists(SENTENCES, min_size=1, max_size=6).map(" ".join)
CARDS = st.builds(
    Card,
    st.lists(PARAGRAPHS, min_size=1, max_size=4).map(tuple),
    st.sampled_from([None, AGE, BESIDE.join((AGE, "Detalles: jacksongov.org"))]),
    st.sampled_from([None, MARK]),
)


def told(card: Card) -> list[str]:
    """Every sentence of a card, in its order."""
    return [one for paragraph in card.paragraphs for one in sentences(paragraph)]


@settings(deadline=None)
@given(CARDS)
def test_every_sentence_is_told_once_and_in_order(card: Card) -> None:
    messages = parts(card, MORE)
    said = [re.escape(plain(one)) for one in told(card)]
    assert re.search(r"[\s\S]*".join(said), "\n".join(messages))
    assert sum(message.count("Q") for message in messages) == len(said)


@settings(deadline=None)
@given(CARDS)
def test_each_message_takes_two_segments_unless_a_sentence_alone_takes_more(card: Card) -> None:
    for message in parts(card, MORE):
        if segments(message).count > MOST_SEGMENTS:
            assert message.count("Q") == 1, message


@settings(deadline=None)
@given(CARDS)
def test_the_first_tells_the_age_every_one_the_mark_and_all_but_the_last_how_to_go_on(
    card: Card,
) -> None:
    first, *others = parts(card, MORE)
    assert (AGE in first) == (card.source is not None)
    assert all(AGE not in message for message in others)
    assert all((MARK in message) == (card.mark is not None) for message in (first, *others))
    *before, last = (first, *others)
    assert all(message.endswith(MORE) for message in before)
    assert not last.endswith(MORE)


@settings(deadline=None)
@given(CARDS)
def test_no_message_holds_a_link_alone(card: Card) -> None:
    assert all("Q" in message for message in parts(card, MORE))


def test_a_short_card_is_one_message_with_the_fact_first() -> None:
    card = Card(
        ("Recorder of Deeds: closed today.", "Pay online."),
        BESIDE.join(("As of Wed Apr 3 8am.", "More: jacksongov.org")),
        "REPLAY, not live.",
    )
    assert parts(card, ("Reply MORE.",)) == (
        "Recorder of Deeds: closed today. As of Wed Apr 3 8am.\n"
        "Pay online.\n"
        "More: jacksongov.org REPLAY, not live.",
    )


LONG = "This is a long sentence of the county that says one thing and then says it once again"


def test_what_belongs_together_is_not_parted() -> None:
    pair = f"{LONG}.{WITH_NEXT} The county has not confirmed when."
    card = Card((f"{LONG}. {LONG}. {LONG}. {pair}",))
    messages = parts(card, ("Reply MORE for the rest.",))
    assert len(messages) == 2
    assert plain(pair) in messages[1]


def test_a_warning_is_said_again_where_its_paragraph_goes_on() -> None:
    lead = "The county has not confirmed this since Thu Apr 4 8am. Then it said:"
    card = Card((f"{lead}{OVER} {LONG}. {LONG}. {LONG}. {LONG}.", "Call 911."))
    messages = parts(card, ("Reply MORE for the rest.",))
    assert len(messages) > 1
    assert all(message.startswith(lead) for message in messages if LONG in message)


def test_the_accent_of_mas_is_kept_where_it_costs_nothing_and_goes_where_it_would() -> None:
    accents = "La oficina está cerrada hoy en todas sus sedes y por ahora no abre."
    plain_words = "La oficina no abre hoy en ninguna de sus sedes, y por ahora no hay otra fecha."
    assert parts(Card((" ".join([accents] * 4),)), MORE)[0].endswith(MORE[0])
    assert parts(Card((" ".join([plain_words] * 8),)), MORE)[0].endswith(MORE[1])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two.", ["One.", "Two."]),
        ("Ask at 415 E. 12th St. Then go.", ["Ask at 415 E. 12th St. Then go."]),
        ("Ask Frank White Jr. Now.", ["Ask Frank White Jr. Now."]),
        ("Polls close at 7 p.m. Bring ID.", ["Polls close at 7 p.m. Bring ID."]),
        ("Es a las 8 a. m. Traiga su cita.", ["Es a las 8 a. m. Traiga su cita."]),
        ("It costs $2.00. Pay at kceb.org. ¿Otra cosa?",
         ["It costs $2.00.", "Pay at kceb.org.", "¿Otra cosa?"]),
        ("Call 816-881-3232. 2 people answer.", ["Call 816-881-3232. 2 people answer."]),
        ("", []),
    ],
)  # fmt: skip
def test_a_text_is_parted_where_a_sentence_surely_ends(text: str, expected: list[str]) -> None:
    assert list(sentences(text)) == expected


@given(st.text("Aa. éÉ¿?!1\n", max_size=60))
def test_sentences_hold_the_whole_text(text: str) -> None:
    assert " ".join(sentences(text)).split() == text.split()
