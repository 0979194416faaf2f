"""Forms: only from a page of this session and this site, and nothing written is lost."""

from __future__ import annotations

import pytest

from countyline.console.sessions import IDLE
from tests.console.house import House, Role


def test_a_form_without_its_token_does_nothing(any_house: House) -> None:
    case = any_house.asked()
    person = any_house.signed_in("mlee")
    for token in ({}, {"form_token": ""}, {"form_token": "0" * 64}, {"form_token": "é"}):
        page = person.send(f"/staff/cases/{case}/claim", token)
        assert page.status == 403
        assert "nothing was done" in page.notices()
    assert any_house.events(case) == []
    assert [what for _, what, _ in any_house.did()].count("form_refused") == 4


def test_the_token_of_another_session_does_nothing(house: House) -> None:
    case = house.asked()
    other = house.signed_in("other").token()
    page = house.signed_in("mlee").send(f"/staff/cases/{case}/claim", {"form_token": other})
    assert page.status == 403
    assert house.events(case) == []


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "", "http://127.0.0.1:1", "https://127.0.0.1"]
)
def test_a_form_from_another_website_does_nothing(house: House, origin: str) -> None:
    case = house.asked()
    person = house.signed_in("mlee")
    fields = {"form_token": person.token()}
    page = person.send(f"/staff/cases/{case}/claim", fields, origin=origin)
    assert page.status == 403
    assert house.events(case) == []
    assert house.somebody(origin or "null").sign_in("mlee").status == 403


def test_signing_in_takes_the_token_of_its_own_page(house: House) -> None:
    house.add("mlee")
    person = house.somebody()
    fields = {"login": "mlee", "password": "the county clerk likes tea"}
    assert person.send("/staff/sign-in", fields).status == 403
    other = house.somebody().get("/staff/sign-in").inputs["form_token"]
    person.get("/staff/sign-in")
    assert person.send("/staff/sign-in", {**fields, "form_token": other}).status == 403
    assert person.get("/staff").status == 303


def test_what_was_written_survives_a_lost_session(any_house: House) -> None:
    case = any_house.asked()
    person = any_house.signed_in("mlee")
    person.do(f"/staff/cases/{case}/claim")
    fields = {"form_token": person.token(), "key": "k", "text_en": "Line one.\nLine <two>.",
              "text_es": "Línea"}  # fmt: skip
    any_house.clock.forward(IDLE.total_seconds() + 1)
    page = person.send(f"/staff/cases/{case}/reply", fields)
    assert page.status == 401
    assert any_house.staff_said(case) == []
    kept = {name: page.inputs[name] for name in ("text_en", "text_es", "next", "form_token")}
    wrong = person.send("/staff/sign-in", {**kept, "login": "mlee", "password": "wrong"})
    assert wrong.status == 401
    kept = {name: wrong.inputs[name] for name in ("text_en", "text_es", "next", "form_token")}
    password = {"login": "mlee", "password": "the county clerk likes tea"}
    back = person.send("/staff/sign-in", {**kept, **password})
    assert back.status == 200
    assert back.areas["text_en"] == "Line one.\nLine <two>."
    assert back.areas["text_es"] == "Línea"
    assert any_house.staff_said(case) == []
    # The lease ran out meanwhile: the page offers to claim again, and keeps what was written.
    claimed = person.send(
        f"/staff/cases/{case}/claim",
        {"form_token": back.inputs["form_token"], "key": "k", "text_en": back.areas["text_en"]},
    )
    assert claimed.areas["text_en"] == "Line one.\nLine <two>."
    sent = {"form_token": claimed.inputs["form_token"], "key": claimed.inputs["key"]}
    sent["text_en"] = claimed.areas["text_en"]
    assert person.send(f"/staff/cases/{case}/reply", sent).status == 303
    assert any_house.staff_said(case) == ["Line one.\nLine <two>."]


def test_a_stale_page_keeps_what_was_written(house: House) -> None:
    case = house.asked()
    person = house.signed_in("mlee")
    person.do(f"/staff/cases/{case}/claim")
    fields = {"form_token": "of a session before", "text_en": "What I wrote"}
    page = person.send(f"/staff/cases/{case}/reply", fields)
    assert page.status == 403
    assert page.areas["text_en"] == "What I wrote"
    assert house.staff_said(case) == []


def test_another_websites_text_is_not_put_into_a_form(house: House) -> None:
    case = house.asked()
    stranger = house.somebody("https://evil.example")
    page = stranger.send(f"/staff/cases/{case}/reply", {"text_en": "send your bank card"})
    assert page.status == 403
    assert "bank card" not in page.text


def test_a_database_that_is_away_loses_nothing_that_was_written(house: House) -> None:
    case = house.asked()
    person = house.signed_in("mlee")
    fields = {"form_token": person.token(), "key": "k", "text_en": "What I wrote"}
    house.console.threads.close()
    page = person.send(f"/staff/cases/{case}/reply", fields)
    assert page.status == 503
    assert page.inputs["text_en"] == "What I wrote"
    assert page.inputs["form_token"] == fields["form_token"]
    assert person.get("/staff").status == 503
    assert person.get("/staff/queue").status == 503
    password = person.send("/staff/account/password", {"old_password": "secret words of mine"})
    assert password.status == 503
    assert "secret words of mine" not in password.text


@pytest.mark.parametrize("role", list(Role))
def test_pages_may_not_be_kept_framed_or_given_a_script(house: House, role: Role) -> None:
    person = house.signed_in("mlee", role)
    for path in ("/staff", "/staff/sign-in?x", "/staff/account", "/staff/nothing", "/staff/queue"):
        headers = person.get(path).response.headers
        if headers.get("Location"):
            continue
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert headers["Cache-Control"] == "no-store"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
