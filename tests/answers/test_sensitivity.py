"""Which cases press, and why; questions that are answered are never looked at."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

import pytest

from countyline.answers.answer import Escalation, NamedMatter, Reason, Sensitivity
from countyline.answers.context import Context
from countyline.answers.question import Guess
from countyline.answers.sensitivity import SensitiveWords, sensitivity_of
from countyline.answers.wording_files import load_sensitive_words
from countyline.status.model import StatusDocument
from tests.answers.asking import FRIDAY, ROOT, TODAY, at, part, reply_to, snapshot

DAY = date(2024, 4, 3)


@cache
def words() -> SensitiveWords:
    return load_sensitive_words(ROOT / "data")


def kind_of(
    said: str,
    reason: Reason = "asked_for_person",
    *,
    aspect: str | None = None,
    speaks_of_today: bool = False,
    document: StatusDocument | None = None,
    today: date = DAY,
) -> Sensitivity | None:
    asked = Escalation(
        reason, "person", (), said, aspect=aspect, speaks_of_today=speaks_of_today
    )
    return sensitivity_of(asked, said, document or snapshot("2024-04-03"), today, words())


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("will they charge me a late fee", "penalty"),
        ("¿Me van a cobrar recargos?", "penalty"),
        ("me cobran recargo", "penalty"),
        ("They pulled me over and I got a TICKET", "ticket"),
        ("me pusieron una multa por las placas", "ticket"),
        ("la policia me paro, me dio una infraccion", "ticket"),
        ("please look at my account", "personal_account"),
        ("my parcel number is wrong", "personal_account"),
        ("revise mi cuenta por favor", "personal_account"),
        ("Ya pague y no aparece", "personal_account"),
        ("my deadline is today", "deadline_today"),
        ("mi plazo vence hoy", "deadline_today"),
        ("the deadline is friday", None),
        ("are you open today", None),
        ("a person please", None),
        ("una persona por favor", None),
        ("how do i submit a multipage document", None),
        ("", None),
    ],
)
def test_what_a_resident_says(said: str, kind: Sensitivity | None) -> None:
    assert kind_of(said) == kind


@pytest.mark.parametrize(
    ("aspect", "kind"),
    [
        ("vehicle/ticket", "ticket"),
        ("deadlines/penalty", "penalty"),
        ("vehicle/missing", "personal_account"),
        ("receipts/urgent", "personal_account"),
        ("status/open", None),
        (None, None),
    ],
)
def test_what_is_asked_about(aspect: str | None, kind: Sensitivity | None) -> None:
    assert kind_of("a question", "nothing_published", aspect=aspect) == kind


def test_the_most_pressing_is_told() -> None:
    said = "my account has a late fee and i got a ticket, the deadline is today"
    assert kind_of(said) == "deadline_today"
    assert kind_of(said.replace("today", "far off")) == "ticket"


def test_what_is_needed_on_a_day_presses_on_that_day() -> None:
    asked = {"aspect": "receipts/urgent", "reason": "case_by_case"}
    assert kind_of("a receipt", **asked) == "personal_account"  # type: ignore[arg-type]
    assert kind_of("x", aspect="receipts/urgent", speaks_of_today=True) == "deadline_today"
    assert kind_of("x", aspect="status/open", speaks_of_today=True) is None


def test_a_deadline_of_the_document_presses_on_its_last_day() -> None:
    document = snapshot("2024-04-22")
    declaration = document.deadlines["declaration"]
    last = declaration.model_copy(update={"through": date(2024, 5, 31)})
    dated = document.model_copy(update={"deadlines": {"declaration": last}})

    def on(day: date) -> Sensitivity | None:
        return kind_of("help", aspect="deadlines/declaration", document=dated, today=day)

    assert on(date(2024, 5, 31)) == "deadline_today"
    assert on(date(2024, 5, 30)) is None
    assert kind_of("help", aspect="status/open", document=dated, today=date(2024, 5, 31)) is None


def test_what_goes_to_a_person_case_by_case_always_presses() -> None:
    assert kind_of("x", "case_by_case", aspect="recording/record") == "personal_account"


def test_the_press_asks_of_others() -> None:
    assert kind_of("how many got a ticket or a late fee today", "media") is None


def test_a_question_that_is_answered_asks_for_no_case() -> None:
    asked = part("deadlines/penalty", text="what is the penalty for paying late")
    answer = reply_to(snapshot("2024-04-22"), asked, text="what is the penalty").answer
    assert (answer.kind, answer.escalation) == ("answer", None)


@pytest.mark.parametrize(
    ("name", "dates", "aspect", "speaks_of_today"),
    [
        ("vehicle/ticket", (), "vehicle/ticket", False),
        ("receipts/urgent", (TODAY,), "receipts/urgent", True),
        ("receipts/urgent", (FRIDAY,), "receipts/urgent", False),
    ],
)
def test_a_case_says_what_it_is_about(
    name: str, dates: tuple[dict[str, object], ...], aspect: str, speaks_of_today: bool
) -> None:
    answer = reply_to(snapshot("2024-04-03"), part(name, dates=dates), now=at("2024-04-03")).answer
    assert answer.escalation is not None
    assert (answer.escalation.aspect, answer.escalation.speaks_of_today) == (
        aspect,
        speaks_of_today,
    )


def test_a_wish_for_a_person_is_about_what_was_spoken_of() -> None:
    context = Context(topic="receipts", aspect="get", subjects=("collection",))
    document = snapshot("2024-04-03")
    asked = reply_to(document, part("person/human"), context=context).answer.escalation
    assert asked is not None
    assert (asked.topic, asked.aspect, asked.subjects) == (
        "person",
        "receipts/get",
        ("collection",),
    )
    first = reply_to(document, part("person/human")).answer.escalation
    assert first is not None and first.aspect is None
    lost = reply_to(
        document, part("status/open", confident=False), context=Context(clarified=1)
    ).answer.escalation
    assert lost is not None
    assert (lost.reason, lost.aspect) == ("not_understood", None)


def test_a_wish_for_a_person_may_name_its_matter_itself() -> None:
    document = snapshot("2024-04-03")
    before = Context(topic="receipts", aspect="get", subjects=("collection",))
    car = (Guess("person", "human", 0.95), Guess("vehicle", "missing", 0.88))
    asked = reply_to(
        document, part("person/human", alternatives=car), context=before
    ).answer.escalation
    assert asked is not None
    assert (asked.reason, asked.aspect) == ("asked_for_person", "vehicle/missing")
    assert asked.named == NamedMatter("vehicle")
    bare = reply_to(document, part("person/human"), context=before).answer.escalation
    assert bare is not None
    assert (bare.aspect, bare.named) == ("receipts/get", NamedMatter())
    there = reply_to(document, part("person/human", "assessment")).answer.escalation
    assert there is not None
    assert there.named == NamedMatter(None, ("assessment",))


def test_what_led_to_staff_is_what_the_case_is_about() -> None:
    asked = reply_to(
        snapshot("2024-04-03"), part("status/open", "collection"), part("vehicle/ticket")
    ).answer.escalation
    assert asked is not None
    assert asked.aspect == "vehicle/ticket"
    assert asked.named.topic == "vehicle"


def test_an_offer_that_is_taken_up_is_about_what_it_was_made_for() -> None:
    document = snapshot("2024-04-03")
    offered = reply_to(document, part("deadlines/penalty"))
    assert offered.context.offered_staff
    taken = reply_to(
        document, part("smalltalk/agree"), context=offered.context
    ).answer.escalation
    assert taken is not None
    assert (taken.reason, taken.aspect) == ("nothing_published", "deadlines/penalty")
    assert taken.named.topic == "deadlines"


@pytest.mark.parametrize("content", ["[", "penalty: [x]", "5", "penalty: 5\n"])
def test_lists_that_cannot_be_read_stop_the_start(tmp_path: Path, content: str) -> None:
    for language in ("en", "es"):
        (tmp_path / language).mkdir()
        (tmp_path / language / "sensitive.yml").write_text(content, encoding="utf-8")
    with pytest.raises(ValueError, match="sensitive"):
        load_sensitive_words(tmp_path)
