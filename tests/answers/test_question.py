"""Reading what understanding added to a message."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from countyline.answers.question import read_question
from tests.answers.asking import reply_to, snapshot
from tests.answers.test_context import any_json

PART_FIELDS = ("text", "topic", "aspect", "confidence", "confident", "alternatives",
               "out_of_scope", "fragment", "follow_up", "statement", "subjects", "foreign",
               "dates", "premises")  # fmt: skip
odd_parts = st.dictionaries(st.sampled_from(PART_FIELDS), any_json)
odd_messages = st.dictionaries(
    st.sampled_from(["language", "revision", "questions"]), any_json
) | st.builds(lambda parts: {"questions": parts}, st.lists(odd_parts, max_size=3))


@given(odd_messages)
def test_odd_input_never_fails_and_gets_a_reply(understood: dict[str, object]) -> None:
    question = read_question(understood, text="hello", channel="web")
    assert question.parts
    assert question.language in ("en", "es", "und")
    reply = reply_to(
        snapshot("2024-04-03"), *question.parts, language=question.language, text="hello"
    )
    assert reply.answer.text
    json.dumps(reply.answer.as_json())
    json.dumps(reply.context.as_json())


def test_a_whole_question_is_read() -> None:
    understood = {
        "revision": 3,
        "language": "es",
        "questions": [
            {
                "text": "¿abre el registro el viernes?",
                "topic": "status",
                "aspect": "open",
                "confidence": 0.93,
                "confident": True,
                "alternatives": [{"topic": "hours", "aspect": "saturday", "confidence": 0.2}],
                "out_of_scope": 0.01,
                "fragment": False,
                "statement": None,
                "subjects": [
                    {"id": "recorder_of_deeds", "negated": False},
                    {"id": "collection", "negated": True},
                ],
                "foreign": [{"text": "IRS"}],
                "dates": [{"kind": "weekday", "weekday": 4, "which": "bare"}],
                "premises": ["open_again"],
            }
        ],
    }
    question = read_question(understood, text="x", channel="sms", capped=True)
    (part,) = question.parts
    assert (question.language, question.revision, question.channel, question.capped) == (
        "es", 3, "sms", True)  # fmt: skip
    assert (part.aspect, part.confident) == ("status/open", True)
    assert (part.subjects, part.denied) == (("recorder_of_deeds",), ("collection",))
    assert (part.foreign, part.premises) == (("IRS",), ("open_again",))
    assert part.dates[0]["weekday"] == 4
    assert part.alternatives[0].name == "hours/saturday"


def test_a_message_of_which_nothing_can_be_read_is_not_understood() -> None:
    (part,) = read_question({}, text="x", channel="web").parts
    assert not part.confident


def test_the_channel_tells_the_medium_unless_it_is_named() -> None:
    mediums = {"sms": "text", "voice": "speech", "web": "screen", "rest": "screen"}
    for channel, medium in mediums.items():
        assert read_question({}, text="x", channel=channel).medium == medium
    assert read_question({}, text="x", channel="voice", read_on="screen").medium == "screen"
