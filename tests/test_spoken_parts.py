"""What is said on the phone is parted between sentences: nothing is lost, what belongs stays."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from countyline.card import Card
from countyline.cutting import OVER, WITH_NEXT, sentences
from countyline.spoken_parts import MOST_SENTENCES, MOST_WORDS, spoken_parts

AGE = "as of Wednesday at eight in the morning"
MARK = "a replay, not live"

WORDS = st.lists(
    st.sampled_from(["open", "closed", "Collection", "today", "cerrado", "está"]),
    min_size=1,
    max_size=40,
)
SENTENCES = st.builds(lambda words, end: f"Q{' '.join(words)}{end}", WORDS, st.sampled_from(".?"))
PARAGRAPHS = st.lists(SENTENCES, min_size=1, max_size=5).map(" ".join)
CARDS = st.builds(
    Card,
    st.lists(PARAGRAPHS, min_size=1, max_size=4).map(tuple),
    st.sampled_from([None, AGE]),
    st.sampled_from([None, MARK]),
)
slow = settings(deadline=None)


@slow
@given(CARDS)
def test_every_sentence_is_said_once_and_in_order(card: Card) -> None:
    said = "\n".join(spoken_parts(card))
    told = [one for paragraph in card.paragraphs for one in sentences(paragraph)]
    assert re.search(r"[\s\S]*".join(re.escape(one.rstrip(".")) for one in told), said)
    assert said.count("Q") == len(told)


@slow
@given(CARDS)
def test_a_part_is_short_unless_a_sentence_alone_is_long(card: Card) -> None:
    for part in spoken_parts(card):
        assert len(list(sentences(part))) <= MOST_SENTENCES
        assert len(part.split()) <= MOST_WORDS or part.count("Q") == 1


@slow
@given(CARDS)
def test_the_mark_is_said_first_and_the_age_once(card: Card) -> None:
    first, *others = spoken_parts(card)
    assert (MARK in first.lower()) == (card.mark is not None)
    assert not any(MARK in part.lower() for part in others)
    said = " ".join((first, *others)).lower()
    assert said.count(AGE.lower()) == (card.source is not None)


def test_a_short_card_is_one_part_with_the_fact_first() -> None:
    card = Card(("The office is closed today.", "Pay online."), AGE, MARK)
    assert spoken_parts(card) == (
        "The office is closed today. "
        "Pay online; as of Wednesday at eight in the morning, a replay, not live.",
    )


def test_what_asks_back_comes_last() -> None:
    assert spoken_parts(Card(("Which day do you mean?",), None, MARK)) == (
        "A replay, not live: Which day do you mean?",
    )


LONG = "This is a long sentence of the county that says one thing and then says it once again"


def test_what_belongs_together_is_not_parted() -> None:
    pair = f"{LONG}.{WITH_NEXT} The county has not confirmed when, and said so more than once."
    parts = spoken_parts(Card((f"{LONG}. {pair}",)))
    assert parts == (f"{LONG}.", pair.replace(WITH_NEXT, ""))


def test_a_warning_is_said_again_where_its_paragraph_goes_on() -> None:
    lead = "The county has not confirmed this since Wednesday; then it said:"
    card = Card((f"{lead}{OVER} {LONG}. {LONG}.", "Pay online."))
    parts = spoken_parts(card)
    assert parts == (f"{lead} {LONG}.", f"{lead} {LONG}.", "Pay online.")


def test_the_age_waits_where_the_first_part_has_no_room_for_it() -> None:
    card = Card((f"{LONG}, and then it adds some more words to that.", "Pay online."), AGE)
    first, last = spoken_parts(card)
    assert AGE not in first
    assert last == f"Pay online; {AGE}."


def test_nothing_to_say_is_nothing() -> None:
    assert spoken_parts(Card()) == ("",)
