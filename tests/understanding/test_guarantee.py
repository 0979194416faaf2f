from datetime import datetime, timedelta, timezone
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from countyline.understanding.guarantee import ANSWER_FIELDS, guaranteed
from countyline.understanding.headline import LAST_RESORT, headline
from countyline.understanding.publication import Revision
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


def test_the_headline_turns_stale_after_its_review_time() -> None:
    second = timedelta(seconds=1)
    assert headline(REVISION, "es", REVIEW).text == "es fresh headline"
    assert headline(REVISION, "es", REVIEW + second).text == "es stale headline"


def test_a_broken_fallback_gives_the_last_resort() -> None:
    broken: list[Any] = [{}, {"en": {}}, {**FALLBACK, "review_by": "soon"}, {**FALLBACK, "en": 5}]
    for fallback in broken:
        said = headline(Revision(1, STATUS, fallback), "en", REVIEW)
        assert said.text == LAST_RESORT
        assert said.answer["degraded"] is True
