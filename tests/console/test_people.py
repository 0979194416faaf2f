"""People: added, kept out, given passwords; own passwords; and a row for whatever was done."""

from __future__ import annotations

import re

import pytest

from tests.console.house import PASSWORD, House, Page, Role

SCRIPT = "<script>alert(1)</script>"


def one_time(page: Page) -> str:
    found = re.search(r'class="secret">([^<]+)<', page.text)
    assert found, page.notices()
    return found[1]


def test_an_administrator_adds_keeps_out_and_lets_in(any_house: House) -> None:
    chief = any_house.signed_in("chief", Role.ADMINISTRATOR, "Chris Fox")
    fields = {"login": "MLee", "name": "Maria Lee", "email": "m@example.gov", "role": "publisher"}
    password = one_time(chief.do("/staff/people", **fields))
    added = any_house.console.accounts.by_login("mlee")
    assert added
    assert (added.role, added.email, added.password_is_once) == (
        Role.PUBLISHER, "m@example.gov", True)  # fmt: skip
    member = any_house.somebody()
    assert member.sign_in("mlee", password).status == 303
    assert chief.do(f"/staff/people/{added.id}/disable").status == 303
    assert member.get("/staff/account").status == 303
    assert member.sign_in("mlee", password).status == 401
    assert chief.do(f"/staff/people/{added.id}/enable").status == 303
    assert member.sign_in("mlee", password).status == 303
    newer = one_time(chief.do(f"/staff/people/{added.id}/reset"))
    assert member.get("/staff/account").status == 303
    assert member.sign_in("mlee", password).status == 401
    assert member.sign_in("mlee", newer).status == 303
    assert any_house.did() == [
        ("operator", "added", "chief"),
        ("Chris Fox", "signed_in", "chief"),
        ("Chris Fox", "added", "mlee"),
        ("Maria Lee", "signed_in", "mlee"),
        ("Chris Fox", "disabled", "mlee"),
        ("nobody", "sign_in_refused", "mlee"),
        ("Chris Fox", "enabled", "mlee"),
        ("Maria Lee", "signed_in", "mlee"),
        ("Chris Fox", "password_reset", "mlee"),
        ("nobody", "sign_in_refused", "mlee"),
        ("Maria Lee", "signed_in", "mlee"),
    ]


@pytest.mark.parametrize(
    "wrong",
    [
        {"login": ""}, {"login": "a"}, {"login": "a b"}, {"login": "chief"}, {"login": "é" * 3},
        {"name": " "}, {"name": "x" * 81}, {"email": "no"}, {"email": "a@b"}, {"role": "king"},
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_and_nobody_is_added(house: House, wrong: dict[str, str]) -> None:
    chief = house.signed_in("chief", Role.ADMINISTRATOR)
    fields = {"login": "mlee", "name": "Maria Lee", "email": "", "role": "agent"}
    page = chief.do("/staff/people", **{**fields, **wrong})
    assert page.status == 422
    assert page.notices()
    if "name" not in wrong:
        assert page.inputs["name"] == "Maria Lee"
    assert [one.login for one in house.console.accounts.all()] == ["chief"]


def test_a_script_in_a_name_is_text(house: House) -> None:
    chief = house.signed_in("chief", Role.ADMINISTRATOR)
    fields = {"login": "mlee", "name": SCRIPT, "email": "", "role": "agent"}
    page = chief.do("/staff/people", **fields)
    assert "&lt;script&gt;" in page.text
    assert SCRIPT not in page.text
    assert SCRIPT not in chief.get("/staff/trail").text


def test_nobody_keeps_out_oneself_or_the_only_administrator(house: House) -> None:
    chief = house.signed_in("chief", Role.ADMINISTRATOR)
    assert chief.account
    assert chief.do(f"/staff/people/{chief.account.id}/disable").status == 422
    other = house.add("other", Role.ADMINISTRATOR)
    assert chief.do(f"/staff/people/{other.id}/disable").status == 303
    assert chief.do("/staff/people/nobody/disable").status == 404
    assert chief.do("/staff/people/nobody/reset").status == 404
    assert chief.get("/staff").status == 200


def change(house: House, old: str, new: str, again: str | None = None) -> Page:
    person = house.signed_in("mlee")
    page = person.do(
        "/staff/account/password",
        old_password=old,
        new_password=new,
        again_password=new if again is None else again,
    )
    for word in {old, new} - {""}:
        assert word not in page.text.replace("mlee", "")
    return page


def test_a_password_is_changed_by_whoever_knows_it(any_house: House) -> None:
    elsewhere = any_house.signed_in("mlee")
    page = change(any_house, PASSWORD, "another sentence of mine")
    assert page.response.headers["Location"] == "/staff/sign-in?done=password"
    assert elsewhere.get("/staff").status == 303
    person = any_house.somebody()
    assert person.sign_in("mlee", PASSWORD).status == 401
    assert person.sign_in("mlee", "another sentence of mine").status == 303


@pytest.mark.parametrize(
    ("old", "new", "again", "why"),
    [
        ("wrong old password", "another sentence of mine", None, "is another one"),
        (PASSWORD, "another sentence of mine", "another", "differ"),
        (PASSWORD, PASSWORD, None, "do not have yet"),
        (PASSWORD, "tiny", None, "12 characters"),
        (PASSWORD, "passwordpassword", None, "Many people"),
        (PASSWORD, "Password1234!", None, "Many people"),
        (PASSWORD, "aaaaaaaaaaaaaaaa", None, "Many people"),
        (PASSWORD, "x1y2" * 60, None, "at most 200"),
    ],
)
def test_a_bad_change_is_refused_with_its_reason(
    house: House, old: str, new: str, again: str | None, why: str
) -> None:
    house.add("mlee")
    page = change(house, old, new, again)
    assert page.status == 422
    assert why in page.notices()
    assert house.somebody().sign_in("mlee").status == 303


def test_a_password_that_is_the_login_is_refused(house: House) -> None:
    house.add("margaret.lee.county")
    person = house.signed_in("margaret.lee.county")
    page = person.do(
        "/staff/account/password",
        old_password=PASSWORD,
        new_password="Margaret.Lee.County",
        again_password="Margaret.Lee.County",
    )
    assert "may not be the sign-in name" in page.notices()


def test_the_trail_tells_everything_that_was_done(any_house: House) -> None:
    case = any_house.asked()
    person = any_house.signed_in("mlee", name="Maria Lee")
    assert person.account
    for deed, fields in (
        ("claim", {}), ("reply", {"key": "k", "text_en": "Come in."}), ("note", {"note": "A note"}),
        ("release", {}), ("claim", {}),
    ):  # fmt: skip
        assert person.do(f"/staff/cases/{case}/{deed}", **fields).status == 303
    other = any_house.add("other", name="Otto")
    person.do(f"/staff/cases/{case}/transfer", to=other.id)
    any_house.signed_in("other").do(f"/staff/cases/{case}/close", outcome="All done")
    person.get("/staff/people")
    person.send("/staff/sign-out", {"form_token": "x"})
    person.do("/staff/sign-out")
    any_house.somebody().sign_in("mlee", "wrong wrong wrong")
    page = any_house.signed_in("chief", Role.ADMINISTRATOR).get("/staff/trail")
    rows = re.findall(r"<tr><td>(.*?)</td></tr>", page.text)
    told = [re.sub(r"<[^>]+>", "", row.replace("</td><td>", "|")).split("|")[1:] for row in rows]
    done = [(who, what) for who, what, *_ in reversed(told)]
    for who, what in (
        ("operator", "added"), ("Maria Lee", "signed in"), ("Maria Lee", "claimed"),
        ("Maria Lee", "replied"), ("Maria Lee", "noted"), ("Maria Lee", "released"),
        ("Maria Lee", "transferred"), ("Otto", "closed"), ("Maria Lee", "page refused"),
        ("Maria Lee", "form refused"), ("Maria Lee", "signed out"), ("nobody", "sign in refused"),
    ):  # fmt: skip
        assert (who, what) in done, (who, what, done)
    assert "All done" in page.text
    assert "to Otto" in page.text
