"""Signing in: what is refused, how often, and what a session is and is not."""

from __future__ import annotations

import re
from typing import Literal

import pytest
from argon2 import PasswordHasher

from countyline.console.passwords import Passwords
from countyline.console.sessions import IDLE, LONGEST
from countyline.console.sign_in import MOST_FIELDS
from tests.console.house import CHEAP, OPERATOR, PASSWORD, House, Role


def test_whoever_signs_in_sees_the_queue(any_house: House) -> None:
    any_house.add("mlee", name="Maria Lee")
    person = any_house.somebody()
    assert person.get("/staff").response.headers["Location"].startswith("/staff/sign-in?next=")
    page = person.sign_in("  MLee ")
    assert (page.status, page.response.headers["Location"]) == (303, "/staff")
    assert "Maria Lee" in person.get("/staff").text
    assert person.get("/staff/sign-in").status == 303


def test_a_wrong_password_and_an_unknown_login_get_the_same_answer(house: House) -> None:
    house.add("mlee")
    person = house.somebody()
    wrong = person.sign_in("mlee", "not the password at all")
    unknown = person.sign_in("nobody", "not the password at all")
    assert wrong.status == unknown.status == 401

    def without_login(text: str) -> str:
        return re.sub(r'value="(mlee|nobody)"', "", text)

    assert without_login(wrong.text) == without_login(unknown.text)
    assert set(wrong.response.headers) == set(unknown.response.headers)
    assert person.get("/staff").status == 303


class Counting(PasswordHasher):
    """Counts how often a password is checked, and against what."""

    def __init__(self) -> None:
        super().__init__(time_cost=1, memory_cost=8, parallelism=1)
        self.checked: list[str] = []

    def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:  # noqa: A002
        self.checked.append(str(hash))
        return super().verify(hash, password)


@pytest.mark.parametrize("login", ["mlee", "nobody", "", "<not a login>", "disabled"])
def test_each_attempt_costs_one_check_with_the_same_parameters(house: House, login: str) -> None:
    """So its time does not tell which accounts there are."""
    house.add("mlee")
    house.add("disabled")
    house.console.accounts.disable("disabled", OPERATOR)
    hasher = Counting()
    house.console.accounts._passwords = Passwords(hasher)
    assert house.somebody().sign_in(login, "not the password at all").status == 401
    assert len(hasher.checked) == 1
    assert hasher.checked[0].split("$")[1:4] == CHEAP.hash("x").split("$")[1:4]


def test_no_password_and_no_typed_login_is_kept(house: House) -> None:
    house.add("mlee")
    person = house.somebody()
    person.sign_in("mlee", "a wrong one of mine")
    person.sign_in(PASSWORD, "in the wrong field")
    assert [deed.about for deed in house.deeds() if deed.what == "sign_in_refused"] == [
        None,
        "mlee",
    ]
    assert PASSWORD not in repr(house.deeds())


def test_an_account_is_throttled_for_an_address(house: House) -> None:
    house.add("mlee")
    person = house.somebody()
    for _ in range(10):
        assert person.sign_in("mlee", "wrong wrong wrong").status == 401
    page = person.sign_in("mlee")
    assert page.status == 429
    assert int(page.response.headers["Retry-After"]) > 0
    assert "Please wait" in page.notices()
    # An account that is not there is throttled the same way.
    for _ in range(10):
        assert person.sign_in("nobody").status == 401
    assert person.sign_in("nobody").status == 429


def test_an_address_is_throttled_over_all_accounts(house: House) -> None:
    person = house.somebody()
    statuses = [person.sign_in(f"login{number}").status for number in range(41)]
    assert statuses == [401] * 40 + [429]


def test_a_session_ends_when_nothing_is_done(house: House) -> None:
    person = house.signed_in("mlee")
    house.clock.forward(IDLE.total_seconds() - 1)
    assert person.get("/staff").status == 200
    house.clock.forward(IDLE.total_seconds() - 1)
    assert person.get("/staff").status == 200
    house.clock.forward(IDLE.total_seconds() + 1)
    assert person.get("/staff").status == 303


def test_a_page_that_looks_for_news_keeps_no_session_alive(house: House) -> None:
    person = house.signed_in("mlee")
    for _ in range(5):
        house.clock.forward(IDLE.total_seconds() / 5 + 1)
        last = person.get("/staff/queue")
    assert last.status == 401


def test_a_session_ends_after_a_day_of_work_in_any_case(house: House) -> None:
    person = house.signed_in("mlee")
    for _ in range(int(LONGEST / IDLE * 2) - 1):
        house.clock.forward(IDLE.total_seconds() / 2)
        assert person.get("/staff").status == 200
    house.clock.forward(IDLE.total_seconds() / 2)
    assert person.get("/staff").status == 303


def test_a_session_that_somebody_brings_along_is_not_taken_over(house: House) -> None:
    """Fixation: the token after signing in is never one that was there before."""
    house.add("mlee")
    person = house.somebody()
    person.client.cookies.set("countyline_staff", "planted", path="/staff")
    given = person.sign_in("mlee").response.cookies["countyline_staff"]
    assert given != "planted"
    stranger = house.somebody()
    stranger.client.cookies.set("countyline_staff", "planted", path="/staff")
    assert stranger.get("/staff").status == 303


def test_signing_in_again_makes_another_session(house: House) -> None:
    person = house.signed_in("mlee")
    first = person.client.cookies["countyline_staff"]
    other = house.signed_in("mlee")
    assert other.client.cookies["countyline_staff"] != first


def test_the_cookie_is_shown_to_no_script_and_no_other_website(house: House) -> None:
    house.add("mlee")
    page = house.somebody().sign_in("mlee")
    [cookie] = [
        one
        for one in page.response.headers.get_list("set-cookie")
        if one.startswith("countyline_staff=")
    ]
    parts = {part.strip().lower() for part in cookie.split(";")[1:]}
    assert {"path=/staff", "httponly", "samesite=lax"} <= parts
    assert not any(part.startswith(("domain", "max-age", "expires")) for part in parts)


def test_signing_out_ends_the_session_and_no_other(house: House) -> None:
    here, there = house.signed_in("mlee"), house.signed_in("mlee")
    token = here.client.cookies["countyline_staff"]
    assert here.do("/staff/sign-out").status == 303
    here.client.cookies.set("countyline_staff", token, path="/staff")
    assert here.get("/staff").status == 303
    assert there.get("/staff").status == 200
    assert there.do("/staff/account/sign-out-everywhere").status == 303
    assert there.get("/staff").status == 303


def test_signing_out_everywhere_ends_all_sessions(house: House) -> None:
    here, there = house.signed_in("mlee"), house.signed_in("mlee")
    here.do("/staff/account/sign-out-everywhere")
    assert there.get("/staff").status == 303
    assert house.signed_in("other").get("/staff").status == 200


@pytest.mark.parametrize(
    "wanted",
    ["https://evil.example/", "//evil.example", "/staff//evil.example/..", "/", "/staff@evil",
     "/staff/\\evil", "javascript:alert(1)", "/staff\r\nX: y"],
)  # fmt: skip
def test_nobody_is_led_away_after_signing_in(house: House, wanted: str) -> None:
    house.add("mlee")
    page = house.somebody().sign_in("mlee", next=wanted)
    assert re.fullmatch(r"/staff(/[\w/-]*)?", page.response.headers["Location"])
    assert "evil" not in page.response.headers["Location"] or wanted.startswith("/staff//")


def test_a_one_time_password_leads_to_choosing_ones_own(house: House) -> None:
    administrator = house.signed_in("root", Role.ADMINISTRATOR)
    fields = {"login": "mlee", "name": "Maria Lee", "email": "", "role": "agent"}
    page = administrator.do("/staff/people", **fields)
    found = re.search(r'class="secret">([^<]+)<', page.text)
    assert found
    person = house.somebody()
    assert person.sign_in("mlee", found[1]).status == 303
    assert person.get("/staff").response.headers["Location"] == "/staff/account"
    assert person.get("/staff/queue").status == 403
    refused = person.do("/staff/cases/4F-27/claim")
    assert refused.response.headers["Location"] == "/staff/account"
    changed = person.do(
        "/staff/account/password",
        old_password=found[1],
        new_password=PASSWORD,
        again_password=PASSWORD,
    )
    assert changed.status == 303
    assert person.get("/staff").status == 303
    assert person.sign_in("mlee").status == 303
    assert person.get("/staff").status == 200


@pytest.mark.parametrize("path", ["/staff/sign-in", "/staff/publish/drafts/ABC234/save"])
def test_nobody_without_an_account_has_a_huge_form_written_back(house: House, path: str) -> None:
    page = house.somebody().send(path, {f"f{number}": "x" for number in range(MOST_FIELDS + 1)})
    assert page.status == 413 and len(page.text) < 20_000
