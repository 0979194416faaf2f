"""Two publishers at once, and forms that are sent again: nothing is overwritten, nothing twice."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import func, select

from countyline.cases.staff import Role
from countyline.database.engine import reading
from countyline.publishing.drafts import Done
from countyline.publishing.schema import drafts
from countyline.settings import Settings
from countyline.status.loading import load
from countyline.status.publication_reader import PublicationReader
from tests.console.house import House, Page, Person

ADDRESS = "/staff/publish/entries/payments/mail"
HEADLINE = "/staff/publish/entries/incident/headline"
REASON = "Nobody else has power tonight"


@pytest.fixture
def office(any_office: House) -> House:
    return any_office


def filled(page: Page, **changes: Any) -> dict[str, Any]:
    """What a browser sends of a page's form, with some fields changed."""
    sent: dict[str, Any] = {}
    for tag, known in page.tags:
        name = str(known.get("name") or "")
        if tag != "input" or not name:
            continue
        if known.get("type") in ("checkbox", "radio"):
            if "checked" in known:
                sent.setdefault(name, []).append(known.get("value"))
        else:
            sent[name] = known.get("value") or ""
    sent |= {name: text.removeprefix("\n") for name, text in page.areas.items()}
    return {**sent, "e.per": "release", "e.certainty": "confirmed", **changes}


def worded(person: Person, address: str, en: str, **fields: Any) -> Page:
    page = person.get(address)
    path = address.partition("?")[0]
    return person.send(path, filled(page, **{"e.text.en": en, **fields}))


def draft_of(page: Page) -> str:
    assert page.status == 303, page.notices()
    return page.response.headers["location"].rpartition("/")[2].partition("?")[0]


def now(own: Settings) -> Any:
    published = PublicationReader(own.publication).current()
    assert published is not None
    return published


def publish(person: Person, draft: str) -> Page:
    page = person.get(f"/staff/publish/drafts/{draft}")
    fields = {"version": page.inputs["version"], "reason": REASON}
    return person.do(f"/staff/publish/drafts/{draft}/override", **fields)


def history(house: House, draft: str) -> list[Done]:
    return house.console.publishing.drafts.history(draft)


def count(house: House) -> int:
    with reading(house.engine) as connection:
        return connection.execute(select(func.count()).select_from(drafts)).scalar_one()


def test_who_began_before_a_publication_chooses_for_each_fact(
    office: House, own: Settings
) -> None:
    ana, ben = office.signed_in("ana", Role.PUBLISHER), office.signed_in("ben", Role.PUBLISHER)
    before = now(own).document.payments["mail"].text.en
    page = ben.get(ADDRESS)
    assert publish(ana, draft_of(worded(ana, ADDRESS, "Hers."))).status == 303
    # Ben's form was made from revision 1: what he sends is based on that.
    draft = draft_of(ben.send(ADDRESS, filled(page, **{"e.text.en": "His."})))
    refused = publish(ben, draft)
    assert refused.status == 409 and now(own).revision == 2
    told = ben.get(f"/staff/publish/drafts/{draft}")
    for text in (before, "Hers.", "His.", "in service now, by Name of ana", "payments.mail"):
        assert text in told.text
    fields = {"version": told.inputs["version"], "onto": told.inputs["onto"]}
    assert fields["onto"] == "2"
    undecided = ben.do(f"/staff/publish/drafts/{draft}/renew", **fields)
    assert undecided.status == 422 and "Say for each" in undecided.notices()
    again = ben.do(
        f"/staff/publish/drafts/{draft}/renew", **fields, **{"edit.payments.mail.here": "yes"}
    )
    assert again.status == 422 and "Choose what is to stand here" in again.text
    assert "/submit" not in told.text and "/override" not in told.text
    done = ben.do(
        f"/staff/publish/drafts/{draft}/renew", **fields, **{"choice.payments.mail": "theirs"}
    )
    assert done.status == 303
    kept = ben.get(f"/staff/publish/drafts/{draft}")
    assert load(kept.areas["text"]).payments["mail"].text.en == "Hers."
    assert "made from revision 2" in kept.text


def test_written_anew_over_both_and_wrong_at_first(office: House, own: Settings) -> None:
    ana, ben = office.signed_in("ana", Role.PUBLISHER), office.signed_in("ben", Role.PUBLISHER)
    draft = draft_of(worded(ben, HEADLINE, "His headline."))
    assert publish(ana, draft_of(worded(ana, HEADLINE, "Her headline."))).status == 303
    told = ben.get(f"/staff/publish/drafts/{draft}")
    name = "edit.incident.headline"
    assert told.areas[f"{name}.text.en"].strip() == "His headline."
    fields = {
        "version": told.inputs["version"],
        "onto": told.inputs["onto"],
        "choice.incident.headline": "edit",
        f"{name}.here": "yes",
        f"{name}.per": "release",
        f"{name}.about": ["status/overview"],
        f"{name}.text.en": "Both headlines.",
    }
    address = f"/staff/publish/drafts/{draft}/renew"
    wrong = ben.do(address, **fields)
    assert wrong.status == 422
    assert f'id="w-{name}.text.es">The Spanish text is missing' in wrong.text
    assert wrong.areas[f"{name}.text.en"].strip() == "Both headlines."
    assert ben.do(address, **fields, **{f"{name}.text.es": "Los dos."}).status == 303
    assert publish(ben, draft).status == 303
    assert now(own).revision == 3
    assert now(own).document.incident["headline"].text.en == "Both headlines."


def test_another_publication_while_one_decides(office: House, own: Settings) -> None:
    ana, ben = office.signed_in("ana", Role.PUBLISHER), office.signed_in("ben", Role.PUBLISHER)
    draft = draft_of(worded(ben, ADDRESS, "His."))
    assert publish(ana, draft_of(worded(ana, ADDRESS, "Hers."))).status == 303
    told = ben.get(f"/staff/publish/drafts/{draft}")
    fields = {"version": told.inputs["version"], "onto": told.inputs["onto"],
              "choice.payments.mail": "ours"}  # fmt: skip
    assert publish(ana, draft_of(worded(ana, ADDRESS, "Hers again."))).status == 303
    late = ben.do(f"/staff/publish/drafts/{draft}/renew", **fields)
    assert late.status == 409 and "Look at both again" in late.notices()
    assert "Hers again." in late.text and late.inputs["onto"] == "3"
    fields["onto"] = "3"
    assert ben.do(f"/staff/publish/drafts/{draft}/renew", **fields).status == 303
    text = ben.get(f"/staff/publish/drafts/{draft}").areas["text"]
    assert load(text).payments["mail"].text.en == "His."


def test_two_in_one_draft_by_forms(office: House) -> None:
    ana, ben = office.signed_in("ana", Role.PUBLISHER), office.signed_in("ben", Role.PUBLISHER)
    draft = draft_of(worded(ana, ADDRESS, "First."))
    seen = ben.get(f"{ADDRESS}?draft={draft}")
    other = ben.get(f"{HEADLINE}?draft={draft}")
    assert worded(ana, f"{ADDRESS}?draft={draft}", "Hers.").status == 303
    # Another fact: both are kept.
    both = ben.send(HEADLINE, filled(other, **{"e.text.en": "His headline."}))
    assert "done=joined" in both.response.headers["location"]
    text = ben.get(f"/staff/publish/drafts/{draft}").areas["text"]
    assert load(text).payments["mail"].text.en == "Hers."
    assert load(text).incident["headline"].text.en == "His headline."
    # The same fact: nothing is kept until it is decided.
    clash = ben.send(ADDRESS, filled(seen, **{"e.text.en": "His."}))
    assert clash.status == 409 and "Both changed the same" in clash.notices()
    for said in ("First.", "Hers.", "His."):
        assert said in clash.text
    text = ben.get(f"/staff/publish/drafts/{draft}").areas["text"]
    assert load(text).payments["mail"].text.en == "Hers."
    # The first of the page's forms is the one that puts both together.
    fields = {name: hidden(clash, name) for name in ("version", "onto", "text", "what")}
    address = f"/staff/publish/drafts/{draft}/save"
    assert ben.do(address, **fields).status == 409
    done = ben.do(address, **fields, **{"choice.payments.mail": "ours"})
    assert done.status == 303
    text = ben.get(f"/staff/publish/drafts/{draft}").areas["text"]
    assert load(text).payments["mail"].text.en == "His."
    assert load(text).incident["headline"].text.en == "His headline."


def hidden(page: Page, name: str) -> str:
    """The first field of a name, as its form would send it."""
    return next(
        str(known.get("value") or "")
        for tag, known in page.tags
        if tag == "input" and known.get("name") == name
    )


def test_saving_again_after_a_conflict_overwrites_nothing(office: House) -> None:
    ana, ben = office.signed_in("ana", Role.PUBLISHER), office.signed_in("ben", Role.PUBLISHER)
    draft = draft_of(worded(ana, ADDRESS, "First."))
    address = f"/staff/publish/drafts/{draft}"
    text = ben.get(address).areas["text"].strip("\n")
    assert worded(ana, f"{ADDRESS}?draft={draft}", "Hers.").status == 303
    mine = text.replace("mode: exercise", "mode: test")
    for _ in range(2):
        page = ben.do(f"{address}/save", version="1", text=mine)
        assert page.status == 409
        assert "mode: test" in hidden(page, "text")
        # The field for the text stays on the version that it was made from.
        yaml = page.text.partition('data-once data-whole="draft-')[2]
        assert 'name="version" value="1"' in yaml and "mode: test" in yaml
        assert "What you typed is not kept yet" in yaml
        assert load(ben.get(address).areas["text"]).payments["mail"].text.en == "Hers."
    fields = {name: hidden(page, name) for name in ("version", "onto", "text", "what")}
    assert ben.do(f"{address}/save", **fields).status == 303
    after = load(ben.get(address).areas["text"])
    assert after.mode == "test" and after.payments["mail"].text.en == "Hers."


def test_a_form_that_is_sent_again_makes_one_draft_and_one_version(office: House) -> None:
    ana = office.signed_in("ana", Role.PUBLISHER)
    page = ana.get(ADDRESS)
    fields = filled(page, **{"e.text.en": "Once."})
    first, second = ana.send(ADDRESS, fields), ana.send(ADDRESS, fields)
    draft = draft_of(first)
    assert draft_of(second) == draft and count(office) == 1
    # Something else typed into the same page is another draft.
    other = ana.send(ADDRESS, {**fields, "e.text.en": "Otherwise."})
    assert draft_of(other) != draft and count(office) == 2
    begun = ana.get("/staff/publish")
    by_hand = {name: begun.inputs[name] for name in ("form_token", "key")} | {"title": "By hand"}
    one, two = ana.send("/staff/publish", by_hand), ana.send("/staff/publish", by_hand)
    assert one.response.headers["location"] == two.response.headers["location"]
    assert count(office) == 3
    moved = ana.get(f"/staff/publish/moves/withdraw?draft={draft}")
    move = {name: moved.inputs[name] for name in ("form_token", "draft", "version", "key")}
    move["fact"] = "payments.mail"
    for _ in range(2):
        assert draft_of(ana.send("/staff/publish/moves/withdraw", move)) == draft
    what = [one.what for one in history(office, draft)]
    assert what == ["draft begun", "draft changed"]


def test_the_same_form_twice_at_once(office: House) -> None:
    ana = office.signed_in("ana", Role.PUBLISHER)
    fields = filled(ana.get(ADDRESS), **{"e.text.en": "Once."})
    with ThreadPoolExecutor(4) as pool:
        sent = list(pool.map(lambda _: ana.send(ADDRESS, fields), range(4)))
    assert len({draft_of(one) for one in sent}) == 1
    assert count(office) == 1
    assert len(history(office, draft_of(sent[0]))) == 1


def test_each_deed_that_is_sent_again_is_done_once(office: House, own: Settings) -> None:
    ana, ben = office.signed_in("ana", Role.PUBLISHER), office.signed_in("ben", Role.PUBLISHER)
    draft = draft_of(worded(ana, ADDRESS, "Once."))
    address = f"/staff/publish/drafts/{draft}"
    for _ in range(2):
        assert ana.do(f"{address}/submit", version="1").status == 303
    for _ in range(2):
        done = ben.do(f"{address}/approve", version="1")
        assert done.response.headers["location"] == "/staff/publish?done=published"
    assert now(own).revision == 2
    what = [one.what for one in history(office, draft)]
    assert what == ["draft begun", "draft handed in", "published"]
    # Somebody else who approves it is told that it was done already.
    assert ana.do(f"{address}/approve", version="1").status == 409
    other = draft_of(worded(ana, ADDRESS, "Gone."))
    for _ in range(2):
        assert ana.do(f"/staff/publish/drafts/{other}/discard", version="1").status == 303
    assert [one.what for one in history(office, other)] == ["draft begun", "draft discarded"]
