"""Sums agree, whatever was asked; nobody's question is lost or counted twice in a group."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from countyline.asked.alike import alike
from countyline.asked.counting import counted, waits
from countyline.asked.model import Asked, Became, Raised, Unanswered

NOW = datetime(2024, 4, 3, 18, tzinfo=UTC)

asked = st.builds(
    Asked,
    count=st.integers(1, 9),
    channel=st.sampled_from(["web", "sms", "voice"]),
    language=st.sampled_from(["en", "es", "und"]),
    became=st.sampled_from(Became),
    certainty=st.sampled_from([None, "confirmed", "unknown"]),
    topics=st.lists(st.sampled_from(["status", "taxes"]), max_size=3).map(tuple),
)
unanswered = st.builds(
    Unanswered,
    text=st.lists(st.sampled_from(["dog", "tag", "perro", "the", ""]), max_size=4).map(" ".join),
    language=st.sampled_from(["en", "es"]),
    topic=st.sampled_from([None, "taxes"]),
    subjects=st.lists(st.sampled_from(["recorder_of_deeds", "assessment"]), max_size=2).map(tuple),
    count=st.integers(1, 9),
)


def case(minutes: int | None, raised_ago: int = 100, closed: bool = False) -> Raised:
    at = NOW - timedelta(minutes=raised_ago)
    return Raised(
        at=at,
        replied_at=None if minutes is None else at + timedelta(minutes=minutes),
        closed_at=NOW if closed else None,
        reason="not_understood",
        question="?",
        language="en",
    )


@given(st.lists(asked))
def test_sums_agree(messages: list[Asked]) -> None:
    counts = counted(messages, {})
    for by in (counts.by_language, counts.by_channel, counts.by_outcome):
        assert sum(by.values()) == counts.messages == sum(one.count for one in messages)
    said = (Became.ANSWERED, Became.DRAFTED, Became.UNKNOWN)
    answers = sum(counts.by_outcome.get(one, 0) for one in said)
    assert sum(counts.by_certainty.values()) == answers
    assert all(count <= counts.messages for count in counts.by_topic.values())


@given(st.lists(unanswered))
def test_every_question_is_in_one_group(questions: list[Unanswered]) -> None:
    groups = alike(questions)
    assert sum(group.count for group in groups) == sum(one.count for one in questions)
    assert [group.count for group in groups] == sorted((g.count for g in groups), reverse=True)


def test_what_was_understood_joins_languages_and_words_join_wordings() -> None:
    def ask(text: str, language: str, topic: str | None = None) -> Unanswered:
        return Unanswered(text=text, language=language, topic=topic, subjects=())

    groups = alike(
        [
            ask("Can I pay with a check?", "en", "taxes"),
            ask("¿Puedo pagar con cheque?", "es", "taxes"),
            ask("Can I pay with a check?", "en", "taxes"),
            ask("Where is the dog shelter?", "en"),
            ask("the dog shelter, where?", "en"),
        ]
    )
    assert [(group.count, group.topic, set(group.wordings)) for group in groups] == [
        (3, "taxes", {"en", "es"}),
        (2, None, {"en"}),
    ]


def test_waits_by_nearest_rank_and_who_still_waits() -> None:
    found = waits([*(case(n) for n in range(1, 11)), case(None), case(None, closed=True)], NOW)
    assert (found.replied, found.waiting) == (10, 1)
    assert found.median == timedelta(minutes=5)
    assert found.ninetieth == timedelta(minutes=9)
    assert found.oldest == timedelta(minutes=100)


def test_nobody_asked() -> None:
    assert counted([], {}).messages == 0
    assert waits([], NOW).median is None
