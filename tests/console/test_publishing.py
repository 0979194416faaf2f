"""Publishing from the console: drafts, moves, a second person, going back."""

from __future__ import annotations

import re

import pytest

from countyline.cases.staff import Role
from countyline.settings import Settings
from countyline.status.loading import load
from countyline.status.publication_reader import PublicationReader
from tests.console.house import PASSWORD, House, Page, Person

REOPEN = {
    "offices": "recorder_of_deeds",
    "on": "2024-04-16",
    "certainty": "confirmed",
    "admits": "appointment",
    "per": "new",
    "title_en": "County news release",
    "title_es": "Comunicado del condado",
    "published": "2024-04-15",
    "as_of": "2024-04-03T08:00",
    "review_by": "2024-04-17T08:00",
    "text_en": "The county itself calls those whose appointments were canceled.",
    "text_es": "El condado mismo llama a quienes tenían una cita cancelada.",
}


def revision(own: Settings) -> int:
    published = PublicationReader(own.publication).current()
    assert published is not None
    return published.revision


def draft_at(page: Page) -> str:
    found = re.fullmatch(
        r"/staff/publish/drafts/(\w+)\?done=\w+", page.response.headers["location"]
    )
    assert found
    return found[1]


def deed(person: Person, draft: str, name: str, **fields: str) -> Page:
    page = person.get(f"/staff/publish/drafts/{draft}")
    version = page.inputs.get("version", "1")
    return person.do(f"/staff/publish/drafts/{draft}/{name}", **{"version": version, **fields})


def test_from_a_form_to_what_residents_are_told(office: House, own: Settings) -> None:
    ana, ben = office.signed_in("ana", Role.PUBLISHER), office.signed_in("ben", Role.PUBLISHER)
    assert "Open offices again" in ana.get("/staff/publish").text
    form = ana.get("/staff/publish/moves/reopen")
    assert form.status == 200 and "Recorder of Deeds" in form.text
    draft = draft_at(ana.do("/staff/publish/moves/reopen", **REOPEN))
    page = ana.get(f"/staff/publish/drafts/{draft}")
    assert "offices.recorder_of_deeds.closure" in page.text
    assert "Tue, Apr 16" in page.text
    assert deed(ana, draft, "submit").status == 303
    assert "You wrote" in deed(ana, draft, "approve").text or revision(own) == 1
    assert revision(own) == 1
    approved = deed(ben, draft, "approve")
    assert approved.response.headers["location"] == "/staff/publish?done=published"
    assert revision(own) == 2
    published = PublicationReader(own.publication).current()
    assert published is not None
    recorder = published.document.offices["recorder_of_deeds"]
    assert recorder.closure and recorder.closure.reopening
    assert recorder.closure.reopening.on.isoformat() == "2024-04-16"
    assert published.document.references == ("us-mo-jackson-2024-04-03",)
    trail = office.signed_in("root", Role.ADMINISTRATOR).get("/staff/trail").text
    assert "draft begun" in trail and "draft handed in" in trail
    assert f"draft {draft}: revision 2" in trail


def test_one_alone_needs_a_reason(office: House, own: Settings) -> None:
    ana = office.signed_in("ana", Role.PUBLISHER)
    draft = draft_at(ana.do("/staff/publish/moves/reopen", **REOPEN))
    assert deed(ana, draft, "override", reason="why").status == 422
    assert revision(own) == 1
    assert deed(ana, draft, "override", reason="Nobody else has power tonight").status == 303
    imprint = PublicationReader(own.publication).imprint(2)
    assert imprint is not None
    assert (imprint.by, imprint.reason) == ("Name of ana", "Nobody else has power tonight")
    assert "Nobody else has power tonight" in ana.get("/staff/publish").text


def test_of_two_at_once_the_second_is_told_and_can_go_on(office: House, own: Settings) -> None:
    ana, ben = office.signed_in("ana", Role.PUBLISHER), office.signed_in("ben", Role.PUBLISHER)
    first = draft_at(ana.do("/staff/publish/moves/reopen", **REOPEN))
    second = draft_at(ben.do("/staff/publish/moves/withdraw", fact="payments.mail"))
    deed(ana, first, "submit"), deed(ben, second, "submit")
    assert deed(ben, first, "approve").status == 303
    told = deed(ana, second, "approve")
    assert told.status == 409 and "another revision came into service" in told.notices()
    assert revision(own) == 2
    assert "Bring the draft onto revision 2" in told.text
    assert deed(ana, second, "renew").status == 303
    deed(ana, second, "submit")
    assert deed(office.signed_in("cy", Role.PUBLISHER), second, "approve").status == 303
    published = PublicationReader(own.publication).current()
    assert published is not None and published.revision == 3
    assert "mail" not in published.document.payments
    assert published.document.offices["recorder_of_deeds"].arrangements


def test_a_broken_draft_is_kept_and_not_published(office: House, own: Settings) -> None:
    ana = office.signed_in("ana", Role.PUBLISHER)
    begun = ana.do("/staff/publish", title="By hand")
    draft = begun.response.headers["location"].rpartition("/")[2]
    text = ana.get(f"/staff/publish/drafts/{draft}").areas["text"].strip("\n")
    assert load(text)
    broken = text.replace("mode: exercise", "mode: nonsense <script>")
    assert deed(ana, draft, "save", text=broken).status == 303
    page = ana.get(f"/staff/publish/drafts/{draft}")
    assert "cannot be published like this" in page.text and "line 6" in page.text
    assert "<script>alert" not in page.text and "nonsense &lt;script&gt;" in page.text
    assert deed(ana, draft, "submit").status == 422
    assert deed(ana, draft, "override", reason="it must go out now").status == 422
    assert revision(own) == 1
    stale = ana.do(f"/staff/publish/drafts/{draft}/save", version="1", text="what I typed: now")
    assert stale.status == 409 and "what I typed: now" in stale.areas["text"]


def test_back_to_a_revision_is_a_new_one(office: House, own: Settings) -> None:
    ana = office.signed_in("ana", Role.PUBLISHER)
    draft = draft_at(ana.do("/staff/publish/moves/reopen", **REOPEN))
    deed(ana, draft, "override", reason="Nobody else has power tonight")
    page = ana.get("/staff/publish/revisions/2")
    assert "in service" in page.text and "offices.recorder_of_deeds.closure" in page.text
    back = ana.do("/staff/publish/revisions/1/back").response.headers["location"].rpartition("/")[2]
    assert deed(ana, back, "override", reason="It was announced by mistake").status == 303
    assert revision(own) == 3
    reader = PublicationReader(own.publication)
    first, third = reader.revision(1), reader.revision(3)
    assert first is not None and third is not None
    assert third.document.offices == first.document.offices


def test_a_release_that_is_newer_than_the_revision_can_be_published(
    office: House, own: Settings
) -> None:
    ana = office.signed_in("ana", Role.PUBLISHER)
    newer = {**REOPEN, "as_of": "2024-04-15T17:00"}
    draft = draft_at(ana.do("/staff/publish/moves/reopen", **newer))
    assert "cannot be published" not in ana.get(f"/staff/publish/drafts/{draft}").text


def test_agents_may_not(office: House) -> None:
    agent = office.signed_in("joe", Role.AGENT)
    assert agent.get("/staff/publish").status == 403
    assert agent.do("/staff/publish/moves/reopen", **REOPEN).status == 403
    assert "/staff/publish" not in agent.get("/staff").text


@pytest.mark.parametrize(
    ("move", "fields", "said"),
    [
        ("close", {"per": "release", "since": "2024-04-05", "through": "2024-04-08"}, "Choose"),
        ("close", {"offices": "collection", "per": "gone"}, "Choose what this rests on"),
        ("reopen", {**REOPEN, "text_es": ""}, "Spanish is missing"),
        ("reopen", {**REOPEN, "on": "soon"}, "the day of opening as a day"),
        ("statement", {"per": "release", "text_en": "A.", "text_es": "B."}, "never said"),
        ("withdraw", {"fact": "incident.headline"}, "headline cannot be withdrawn"),
        ("withdraw", {"fact": ""}, "Choose the statement"),
        ("reword", {"per": "release", "text_en": "A.", "text_es": "B."}, "Choose the statement"),
        ("office", {"per": "release", "name_en": "Dog pound"}, "both languages"),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_stays(
    office: House, move: str, fields: dict[str, str], said: str
) -> None:
    ana = office.signed_in("ana", Role.PUBLISHER)
    page = ana.do(f"/staff/publish/moves/{move}", **{"draft_title": "What I typed", **fields})
    assert page.status == 422
    assert said in page.notices()
    assert page.inputs["draft_title"] == "What I typed"


def test_what_is_typed_over_a_lost_session_is_there_again(office: House) -> None:
    ana = office.signed_in("ana", Role.PUBLISHER)
    draft = draft_at(ana.do("/staff/publish/moves/reopen", **REOPEN))
    token = ana.token()
    ana.do("/staff/sign-out")
    entry = "/staff/publish/entries/payments/mail"
    long = "# ñandú\n" * 9000
    for path, fields, kept in (
        (f"/staff/publish/drafts/{draft}/save", {"text": long, "version": "1"}, "ñandú"),
        ("/staff/publish/moves/reopen", REOPEN, "The county itself calls those"),
        (entry, {"e.text.en": "What I typed", "draft": draft, "version": "1"}, "What I typed"),
    ):
        door = ana.send(path, {"form_token": token, **fields})
        assert door.status == 401
        again = {name: value for name, value in door.inputs.items() if name != "password"}
        again |= {"login": "ana", "password": PASSWORD}
        page = ana.send("/staff/sign-in", again)
        assert page.status == 200
        assert "signed in again" in page.notices()
        assert any(kept in area for area in page.areas.values())
        ana.do("/staff/sign-out")
