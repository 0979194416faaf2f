from datetime import datetime, timezone
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from countyline.headline import headline
from countyline.revision import Revision
from countyline.understanding.guarantee import ANSWER_FIELDS, guaranteed
from tests.understanding.published import FALLBACK, STATUS

REVIEW = datetime(2024, 4, 4, 13, tzinfo=timezone.utc)
REVISION = Revision(1, STATUS, FALLBACK)
OTHER = headline(REVISION, "en", REVIEW)

COMPLETE = {"answer": dict.fromkeys(ANSWER_FIELDS)}
_customs = st.sampled_from([{}, {"answer": None}, {"answer": {"kind": "answer"}}, COMPLETE])
_replies = st.lists(
    st.fixed_dictionaries(
        {},
        optional={
            "text": st.sampled_from(["", " ", "An answer."]),
            "custom": _customs,
        },
    ),
    max_size=5,
)

@given(_replies)
def test_every_turn_has_a_text_and_exactly_one_answer(replies: list[dict[str, Any]]) -> None:
    given_out = guaranteed(replies, "someone", lambda: OTHER)
    assert any(reply.get("text", "").strip() for reply in given_out)
    assert sum("custom" in reply for reply in given_out) == 1
    answers = [reply["custom"]["answer"] for reply in given_out if "custom" in reply]
    assert all(answer.keys() >= ANSWER_FIELDS for answer in answers)


def test_what_goes_with_the_answer_is_kept() -> None:
    custom = {**COMPLETE, "card": {"paragraphs": ["An answer."]}, "context": {"topic": "status"}}
    whole: list[dict[str, Any]] = [{"text": "An answer."}, {"custom": custom}]
    assert guaranteed([*whole, {"custom": COMPLETE}], "someone", lambda: OTHER) == whole


def test_the_headline_comes_with_its_card_and_without_a_context() -> None:
    text, custom = guaranteed([], "someone", lambda: OTHER)
    assert text["text"] == OTHER.text
    assert custom["custom"] == {
        "answer": dict(OTHER.answer),
        "card": OTHER.card.as_json(),
        "basis": OTHER.basis,
    }
