"""The page of what callers asked."""

from __future__ import annotations

from countyline.cases.model import CaseDraft, Reason
from countyline.intake.book import Done, IntakeBook
from countyline.intake.model import Asked, Outcome
from tests.console.house import House
from tests.intake.scene import taken_in, voicemail


def add_calls(house: House) -> str:
    """Take in three voicemails, two of them answered; give the case of the third."""
    book = IntakeBook(house.engine, house.clock)
    asked = "Is the <b>recorder</b> open?"
    taken_in(book, voicemail(asked), voicemail(asked, 2), voicemail("Where is the statue?", 3))
    draft = CaseDraft(
        conversation="transcript-3",
        turn="t",
        reason=Reason.NOTHING_PUBLISHED,
        language="en",
        channel="voice",
        question="Where is the statue?",
    )
    case = house.cases.open(draft).id
    for waiting in book.take(5):
        is_open = "recorder" in waiting.text
        one = Asked(
            text=waiting.questions[0],
            outcome=Outcome.DRAFTED if is_open else Outcome.PERSON,
            language="en",
            kind="answer",
            topic="status" if is_open else None,
            aspect="open" if is_open else None,
            subjects=("recorder_of_deeds",) if is_open else (),
            revision=0,
            draft="The Recorder of Deeds is closed today.",
        )
        book.finish(waiting.id, Done([one], None if is_open else case, "a note"))
    return case


def test_the_top_questions_with_drafts_and_cases(house: House) -> None:
    case = add_calls(house)
    page = house.signed_in("ana").get("/staff/calls")
    assert page.status == 200
    assert "Wednesday, April 3, 2024: 3 calls and voicemails, 1 case." in page.text
    assert "2 × status, open" in page.text
    assert "The Recorder of Deeds is closed today." in page.text
    assert "From an earlier revision (0; now 1)" in page.text
    assert f'href="/staff/cases/{case}"' in page.text
    assert "<b>recorder" not in page.text


def test_another_day(house: House) -> None:
    add_calls(house)
    person = house.signed_in("ana")
    for day in ("2024-04-02", "2031-12-31"):
        page = person.get(f"/staff/calls?day={day}")
        assert (page.status, "No questions of callers on this day." in page.text) == (200, True)
    for nonsense in ("x", "2024-13-01", "%00", "9999-12-31", "0001-01-01"):
        assert "2 × status, open" in person.get(f"/staff/calls?day={nonsense}").text


def test_before_anything_came_in(house: House) -> None:
    page = house.signed_in("ana").get("/staff/calls")
    assert page.status == 200
    assert "No questions of callers on this day." in page.text
