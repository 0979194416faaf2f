"""Words of a message, and stretches of it."""

from hypothesis import given
from hypothesis import strategies as st

from countyline.understanding.text import _any_words, _plain_words, with_word_for


def test_each_span_gives_way_to_the_word() -> None:
    assert with_word_for("tree nursery or dog pound", [(0, 12), (16, 25)], "office") == (
        "office or office"
    )


def test_a_name_of_two_offices_gives_way_once() -> None:
    text = "is the annex open on monday"
    assert with_word_for(text, [(7, 12), (7, 12)], "office") == "is the office open on monday"


def test_without_spans_nothing_changes() -> None:
    assert with_word_for("open", [], "office") == "open"


@given(st.text("abZ09'`-_ .,?\t", max_size=30))
def test_text_without_accents_is_read_as_any_other(text: str) -> None:
    assert list(_plain_words(text)) == _any_words(text)
