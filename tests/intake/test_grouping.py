"""Questions that are asked alike."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from countyline.intake.grouping import MOST_EXAMPLES, AskedOnce, grouped
from countyline.intake.model import Outcome


def asked(text: str = "is it open", **changes: Any) -> AskedOnce:
    fields: dict[str, Any] = {
        "text": text,
        "outcome": Outcome.DRAFTED,
        "topic": "status",
        "aspect": "open",
        "subjects": (),
        "language": "en",
        "draft": "It is closed.",
        "certainty": "confirmed",
        "revision": 1,
        "case": None,
    }
    return AskedOnce(**fields | changes)


def test_the_most_frequent_come_first_and_the_order_of_subjects_does_not_matter() -> None:
    one, other = asked(subjects=("a", "b")), asked(subjects=("b", "a"))
    first, second = grouped([asked(topic="hours"), one, other])
    assert (first.count, first.subjects) == (2, ("a", "b"))
    assert second.topic == "hours"


def test_the_draft_is_the_newest_in_the_language_that_is_asked_most() -> None:
    (group,) = grouped(
        [
            asked(draft="old", revision=1),
            asked(draft="new", revision=2),
            asked(draft="viejo", revision=1, language="es"),
        ]
    )
    assert (group.draft, group.revision, group.language) == ("new", 2, "en")
    assert group.drafted == 3


def test_what_a_person_must_do_is_counted_with_its_cases() -> None:
    person: dict[str, Any] = {"outcome": Outcome.PERSON, "draft": "Which one?", "topic": None}
    (group,) = grouped([asked(**person, case="4F-27"), asked(**person, case="4F-27")])
    assert (group.for_person, group.drafted, group.cases) == (2, 0, ("4F-27",))
    assert group.draft is None
    assert grouped([asked(outcome=Outcome.DROPPED)]) == []


QUESTIONS = st.builds(
    asked,
    st.sampled_from(["a", "b", "c", "d"]),
    outcome=st.sampled_from(Outcome),
    topic=st.sampled_from(["status", "hours", None]),
    aspect=st.sampled_from(["open", None]),
    subjects=st.sampled_from([(), ("x",), ("x", "y")]),
    language=st.sampled_from(["en", "es"]),
    revision=st.sampled_from([1, 2, None]),
)


@given(st.lists(QUESTIONS, max_size=40))
def test_every_question_is_in_one_group(questions: list[AskedOnce]) -> None:
    groups = grouped(questions)
    counted = [one for one in questions if one.outcome is not Outcome.DROPPED]
    assert sum(group.count for group in groups) == len(counted)
    assert all(group.drafted + group.for_person == group.count for group in groups)
    assert [group.count for group in groups] == sorted(
        (group.count for group in groups), reverse=True
    )
    assert all(0 < len(group.examples) <= MOST_EXAMPLES for group in groups)
