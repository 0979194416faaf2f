"""Somebody with a publisher's account who would have others approve what they did not see."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest

from countyline.cases.staff import Role
from countyline.publishing.approving import Press
from countyline.settings import Settings
from countyline.status.edition_publisher import Edition
from countyline.status.publication_reader import PublicationReader
from tests.console.house import House, Page, Person
from tests.console.test_publishing import REOPEN, deed, draft_at, revision

DEEDS = ("submit", "approve", "override")


@pytest.fixture
def office(any_office: House) -> House:
    return any_office


def offered(page: Page, draft: str) -> set[str]:
    actions = {str(known.get("action")) for tag, known in page.tags if tag == "form"}
    return {one for one in DEEDS if f"/staff/publish/drafts/{draft}/{one}" in actions}


def text_of(person: Person, draft: str) -> str:
    return person.get(f"/staff/publish/drafts/{draft}").areas["text"].strip("\n")


def test_beside_a_text_that_is_not_kept_nothing_is_handed_in_or_published(office: House) -> None:
    ana, ben = office.signed_in("ana", Role.PUBLISHER), office.signed_in("ben", Role.PUBLISHER)
    draft = draft_at(ana.do("/staff/publish/moves/reopen", **REOPEN))
    seen = ben.get(f"/staff/publish/drafts/{draft}")
    assert offered(seen, draft) == {"submit", "override"}
    hers = text_of(ana, draft).replace("mode: exercise", "mode: actual")
    assert deed(ana, draft, "save", text=hers).status == 303
    his = seen.areas["text"].strip("\n").replace("mode: exercise", "mode: test")
    page = ben.do(f"/staff/publish/drafts/{draft}/save", version="1", text=his)
    # The list shows what he typed; the buttons would publish what she kept.
    assert page.status == 409 and "mode: test" in page.text
    assert offered(page, draft) == set()
    assert "is not kept yet" in page.text
    assert offered(ben.get(f"/staff/publish/drafts/{draft}"), draft) == {"submit", "override"}


@pytest.mark.parametrize(
    "reason", ["\u200b" * 12, "\u2060 \u00ad " * 6, "..........", "a a a a a a"]
)
def test_a_reason_that_says_nothing_is_none(office: House, own: Settings, reason: str) -> None:
    ana = office.signed_in("ana", Role.PUBLISHER)
    draft = draft_at(ana.do("/staff/publish/moves/reopen", **REOPEN))
    page = deed(ana, draft, "override", reason=reason)
    assert page.status == 422 and revision(own) == 1


def test_a_reason_and_a_title_stand_in_the_trail_as_they_are_read(
    office: House, own: Settings
) -> None:
    ana = office.signed_in("ana", Role.PUBLISHER)
    made = ana.do("/staff/publish/moves/reopen", draft_title="Opens\0 \u202eagain", **REOPEN)
    draft = draft_at(made)
    assert office.console.publishing.drafts.get(draft).title == "Opens again"  # type: ignore[union-attr]
    reason = "Nobody\u202e else\0 is here"
    assert deed(ana, draft, "override", reason=reason).status == 303
    imprint = PublicationReader(own.publication).imprint(2)
    assert imprint is not None and imprint.reason == "Nobody else is here"


@pytest.mark.parametrize("title", ["\0", "a\0b"])
def test_a_null_character_is_no_failing_database(office: House, title: str) -> None:
    ana = office.signed_in("ana", Role.PUBLISHER)
    assert ana.do("/staff/publish", title=title, key="k").status == 303


def test_a_text_that_no_form_can_change_is_said_and_stays(office: House, own: Settings) -> None:
    ana, ben = office.signed_in("ana", Role.PUBLISHER), office.signed_in("ben", Role.PUBLISHER)
    draft = ana.do("/staff/publish", title="x").response.headers["location"].rpartition("/")[2]
    text = text_of(ana, draft)
    name = 'name: {en: Jackson County, es: Condado de Jackson}'
    assert name in text
    odd = text.replace(name, "name: {en: 2024-02-31, es: Condado de Jackson}", 1)
    assert deed(ana, draft, "save", text=odd).status == 303
    form = ana.get(f"/staff/publish/moves/close?draft={draft}")
    moved = ana.do(
        "/staff/publish/moves/withdraw", fact="payments.mail", draft=draft,
        version=form.inputs["version"],
    )  # fmt: skip
    assert moved.status == 422 and "looks like a day" in moved.notices()
    # Not only at the approval: whoever wrote it is there to mend it.
    handed_in = deed(ana, draft, "submit")
    assert handed_in.status == 422 and "looks like a day" in handed_in.notices()
    alone = deed(ben, draft, "override", reason="Nobody else is here")
    assert alone.status == 422 and revision(own) == 1


@pytest.mark.parametrize("field", ["since", "through", "as_of", "review_by", "published"])
@pytest.mark.parametrize("year", ["0001", "9999"])
def test_a_day_out_of_all_time_is_said_beside_its_field(
    office: House, field: str, year: str
) -> None:
    ana = office.signed_in("ana", Role.PUBLISHER)
    fields = {**REOPEN, "since": "2024-04-08", "through": "2024-04-09"}
    clock = "T08:00" if "T" in fields[field] else ""
    page = ana.do("/staff/publish/moves/close", **{**fields, field: f"{year}-12-31{clock}"})
    assert page.status == 422
    assert "between the years 1900 and 2199" in page.notices()


def test_advice_on_what_the_draft_changes_stands_first(office: House) -> None:
    ana = office.signed_in("ana", Role.PUBLISHER)
    sent = {"fact": "statements.recording_ways", "per": "release", "text_en": "Same. " * 30}
    draft = draft_at(ana.do("/staff/publish/moves/reword", text_es="Same. " * 30, **sent))
    text = ana.get(f"/staff/publish/drafts/{draft}").text
    advice = text.partition('id="advice"')[2].partition("</ul>")[0]
    first, *others = re.findall(r'<small class="soft">([^<]+)</small>', advice)
    assert first.startswith("statements.recording_ways.text")
    assert any(one.startswith("incident.") for one in others)


@dataclass(frozen=True)
class Interrupted:
    """A press; something else happens right before it prints."""

    press: Press
    before: Callable[[], object]

    def publish(self, edition: Edition) -> int:
        self.before()
        return self.press.publish(edition)


def test_what_is_written_while_another_approves_is_not_taken_for_published(
    office: House, own: Settings
) -> None:
    ana, ben = office.signed_in("ana", Role.PUBLISHER), office.add("ben", Role.PUBLISHER).member
    draft = draft_at(ana.do("/staff/publish/moves/reopen", **REOPEN))
    assert deed(ana, draft, "submit").status == 303
    later = text_of(ana, draft).replace("mode: exercise", "mode: test")

    def save() -> None:
        assert deed(ana, draft, "save", text=later).status == 303

    known = office.console.publishing.approval
    approval = replace(known, press=Interrupted(known.press, save))
    approval.approve(draft, version=1, by=ben)
    assert revision(own) == 2
    found = office.console.publishing.drafts.get(draft)
    assert found is not None and found.is_live and found.version == 2
    page = ana.get(f"/staff/publish/drafts/{draft}")
    assert "Revision 2 came into service meanwhile" in page.text
    assert "mode: test" in page.areas["text"]
    assert "revision 2, of what was handed in" in page.text
