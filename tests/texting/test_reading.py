"""What a text means after an answer: a choice, more of it, thanks, or a question."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countyline.desk.rest import Rest, rest_in, with_rest, without_rest
from countyline.settings import PROJECT_ROOT
from countyline.texting.reading import More, Say, read_text
from countyline.texting.words import Words, load_words

WORDS = load_words(PROJECT_ROOT / "data")
CHOICES: dict[str, Any] = {
    "language": "en",
    "choices": [
        {"id": "status/open", "title": "Is it open?"},
        {"id": "location/where", "title": "Where is it?"},
        {"id": "person", "title": "Ask a person"},
    ],
}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)


@pytest.mark.parametrize(
    "text",
    ["2", " 2 ", "2.", "2)", "#2", "# 2", "(2)", "two", "Two.", "TWO", "dos", "Dos!", "second",
     "the second one", "la segunda", "option 2", "Opción 2", "number two", "número dos", "2nd"],
)  # fmt: skip
def test_a_number_chooses(text: str, words: Words) -> None:
    assert read_text(text, CHOICES, words) == Say("Where is it?")


@pytest.mark.parametrize(
    "text", ["4", "9", "0", "12", "2 cars", "two cars", "22", "2024", "uno de mis carros", "Is it"]
)
def test_other_numbers_are_questions(text: str, words: Words) -> None:
    assert read_text(text, CHOICES, words) == Say(text)


@pytest.mark.parametrize("context", [None, {}, {"choices": []}, {"choices": None}])
def test_without_choices_a_number_is_a_question(
    context: dict[str, Any] | None, words: Words
) -> None:
    assert read_text("2", context, words) == Say("2")


def test_a_number_never_agrees_to_be_written_to(words: Words) -> None:
    watch = {"id": "watch:collection", "title": "Tell me when it reopens"}
    assert read_text("1", {"choices": [watch]}, words) == Say("1")
    person = {"id": "person", "title": "Ask a person"}
    assert read_text("1", {"choices": [watch, person]}, words) == Say("Ask a person")


@pytest.mark.parametrize(
    ("text", "language"), [("MORE", "en"), ("more.", "en"), ("MÁS", "es"), ("mas", "es")]
)
def test_more(text: str, language: str, words: Words) -> None:
    meant = read_text(text, CHOICES, words)
    assert isinstance(meant, More)
    assert meant.language == language


@pytest.mark.parametrize("text", ["more taxes?", "más impuestos", "no more", "is there more?"])
def test_more_within_a_question_is_a_question(text: str, words: Words) -> None:
    assert read_text(text, CHOICES, words) == Say(text)


@pytest.mark.parametrize(
    ("text", "language", "said"),
    [("👍", "en", "Thank you"), ("👍🏽", "es", "Gracias"), ("🙏🙏 ❤️", "en", "Thank you")],
)
def test_a_thumb_is_thanks(text: str, language: str, said: str, words: Words) -> None:
    assert read_text(text, {"language": language}, words) == Say(said)


@pytest.mark.parametrize("text", ["👎", "😡", "🤷", "👍 but when"])
def test_other_emoji_are_not(text: str, words: Words) -> None:
    assert read_text(text, {}, words) == Say(text)


@given(st.text(max_size=60), st.dictionaries(st.sampled_from(["choices", "texting", "x"]), JSON))
def test_any_text_in_any_context_is_read(text: str, context: dict[str, Any]) -> None:
    meant = read_text(text, context, WORDS)
    assert isinstance(meant, Say | More)
    rest_in(context)


@given(st.dictionaries(st.text(max_size=4), JSON), st.lists(st.text(min_size=1), max_size=3))
def test_the_rest_comes_back_whole(context: dict[str, Any], parts: list[str]) -> None:
    bare = without_rest(context) or {}
    rest = Rest(tuple(parts), {"kind": "answer"}, datetime(2024, 4, 3, 13, tzinfo=UTC))
    kept = with_rest(context, rest)
    assert rest_in(kept) == (rest if parts else Rest())
    assert without_rest(kept) == bare
