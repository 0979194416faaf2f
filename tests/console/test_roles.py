"""Who may go where: every address of the console, for every role. A new one fails until listed."""

from __future__ import annotations

import pytest

from countyline.cases.staff import Role
from tests.console.house import House, Person

EVERYBODY = frozenset(Role)
ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})
PUBLISHERS = frozenset({Role.PUBLISHER, Role.ADMINISTRATOR})
WITHOUT_SIGNING_IN = {
    ("GET", "/staff/sign-in"),
    ("POST", "/staff/sign-in"),
    ("GET", "/staff/console.js"),
}
MAY = {
    ("GET", "/staff"): EVERYBODY,
    ("GET", "/staff/queue"): EVERYBODY,
    ("GET", "/staff/cases/<case:str>"): EVERYBODY,
    ("GET", "/staff/cases/<case:str>/live"): EVERYBODY,
    ("POST", "/staff/cases/<case:str>/claim"): EVERYBODY,
    ("POST", "/staff/cases/<case:str>/keep"): EVERYBODY,
    ("POST", "/staff/cases/<case:str>/release"): EVERYBODY,
    ("POST", "/staff/cases/<case:str>/transfer"): EVERYBODY,
    ("POST", "/staff/cases/<case:str>/reply"): EVERYBODY,
    ("POST", "/staff/cases/<case:str>/note"): EVERYBODY,
    ("POST", "/staff/cases/<case:str>/close"): EVERYBODY,
    ("POST", "/staff/cases/<case:str>/canned"): EVERYBODY,
    ("GET", "/staff/calls"): EVERYBODY,
    ("GET", "/staff/asked"): EVERYBODY,
    ("GET", "/staff/asked.csv"): EVERYBODY,
    ("GET", "/staff/asked/briefing"): EVERYBODY,
    ("GET", "/staff/ledger"): EVERYBODY,
    ("GET", "/staff/ledger.csv"): EVERYBODY,
    ("GET", "/staff/account"): EVERYBODY,
    ("POST", "/staff/account/password"): EVERYBODY,
    ("POST", "/staff/account/sign-out-everywhere"): EVERYBODY,
    ("POST", "/staff/sign-out"): EVERYBODY,
    ("GET", "/staff/people"): ADMINISTRATORS,
    ("POST", "/staff/people"): ADMINISTRATORS,
    ("POST", "/staff/people/<account:str>/reset"): ADMINISTRATORS,
    ("POST", "/staff/people/<account:str>/disable"): ADMINISTRATORS,
    ("POST", "/staff/people/<account:str>/enable"): ADMINISTRATORS,
    ("GET", "/staff/trail"): ADMINISTRATORS,
    ("GET", "/staff/records"): ADMINISTRATORS,
    ("GET", "/staff/records/live"): ADMINISTRATORS,
    ("POST", "/staff/records"): ADMINISTRATORS,
    ("GET", "/staff/records/<job:str>/download"): ADMINISTRATORS,
    ("POST", "/staff/records/<job:str>/remove"): ADMINISTRATORS,
    ("GET", "/staff/alarm"): EVERYBODY,
    ("GET", "/staff/telling"): ADMINISTRATORS,
    ("POST", "/staff/telling/try"): ADMINISTRATORS,
    ("POST", "/staff/telling/<way:str>/on"): ADMINISTRATORS,
    ("POST", "/staff/telling/<way:str>/off"): ADMINISTRATORS,
    ("GET", "/staff/publish"): PUBLISHERS,
    ("POST", "/staff/publish"): PUBLISHERS,
    ("GET", "/staff/publish/moves/<move:str>"): PUBLISHERS,
    ("POST", "/staff/publish/moves/<move:str>"): PUBLISHERS,
    ("GET", "/staff/publish/entries"): PUBLISHERS,
    ("GET", "/staff/publish/entries/<section:str>"): PUBLISHERS,
    ("POST", "/staff/publish/entries/<section:str>"): PUBLISHERS,
    ("GET", "/staff/publish/entries/<section:str>/<key:str>"): PUBLISHERS,
    ("POST", "/staff/publish/entries/<section:str>/<key:str>"): PUBLISHERS,
    ("GET", "/staff/publish/revisions/<number:str>"): PUBLISHERS,
    ("POST", "/staff/publish/revisions/<number:str>/back"): PUBLISHERS,
    ("GET", "/staff/publish/drafts/<draft:str>"): PUBLISHERS,
    ("POST", "/staff/publish/drafts/<draft:str>/save"): PUBLISHERS,
    ("POST", "/staff/publish/drafts/<draft:str>/submit"): PUBLISHERS,
    ("POST", "/staff/publish/drafts/<draft:str>/take-back"): PUBLISHERS,
    ("POST", "/staff/publish/drafts/<draft:str>/discard"): PUBLISHERS,
    ("POST", "/staff/publish/drafts/<draft:str>/approve"): PUBLISHERS,
    ("POST", "/staff/publish/drafts/<draft:str>/override"): PUBLISHERS,
    ("POST", "/staff/publish/drafts/<draft:str>/renew"): PUBLISHERS,
    ("GET", "/staff/publish/drafts/<draft:str>/preview"): PUBLISHERS,
    ("GET", "/staff/corrections"): PUBLISHERS,
    ("POST", "/staff/corrections"): PUBLISHERS,
    ("GET", "/staff/corrections/calls"): PUBLISHERS,
    ("GET", "/staff/corrections/calls.csv"): PUBLISHERS,
    ("POST", "/staff/corrections/<correction:str>/called/<conversation:str>"): PUBLISHERS,
    ("GET", "/staff/<rest:path>"): EVERYBODY,
}
SIGN_OUT = {"/staff/account/password", "/staff/account/sign-out-everywhere", "/staff/sign-out"}
"""After these the session is gone."""
PARTS = {"/staff/queue", "/staff/alarm", "/staff/records/live", "/staff/cases/<case:str>/live"}
"""Asked for by the script, which needs a status and no page."""


def listed(house: House) -> set[tuple[str, str]]:
    return {(method, path.rstrip("/")) for method, path in house.routes}


def test_every_address_is_listed_here_and_guarded(house: House) -> None:
    assert listed(house) == set(MAY) | WITHOUT_SIGNING_IN
    guarded = {
        (door.method, ("/staff" + door.path).rstrip("/")): door.roles for door in house.doors
    }
    assert guarded == MAY


def address(path: str, case: str, account: str) -> str:
    return (
        path.replace("<case:str>", case)
        .replace("<account:str>", account)
        .replace("<way:str>", "mail")
        .replace("<draft:str>", "ABC234")
        .replace("<move:str>", "close")
        .replace("<section:str>", "payments")
        .replace("<key:str>", "mail")
        .replace("<number:str>", "1")
        .replace("<correction:str>", "1")
        .replace("<conversation:str>", "c-1")
        .replace("<job:str>", "0" * 12)
        .replace("<rest:path>", "no/such/page")
    )


def ask(person: Person, method: str, path: str, token: str) -> int:
    if method == "GET":
        return person.get(path).status
    return person.send(path, {"form_token": token}).status


@pytest.mark.parametrize(("method", "path"), list(MAY))
def test_without_signing_in_nothing_is_shown_or_done(house: House, method: str, path: str) -> None:
    case = house.asked()
    account = house.add("victim").id
    person = house.somebody()
    status = ask(person, method, address(path, case, account), "")
    wanted = 401 if method == "POST" or path in PARTS else 303
    assert status == wanted
    assert house.events(case) == []
    assert [what for _, what, _ in house.did()] == ["added"]


@pytest.mark.parametrize("role", list(Role))
def test_each_role_gets_where_it_may_and_nowhere_else(house: House, role: Role) -> None:
    case = house.asked()
    house.add("boss", Role.ADMINISTRATOR)
    victim = house.add("victim").id
    person = house.signed_in("agent", role)
    for number, ((method, path), roles) in enumerate(MAY.items()):
        if path in SIGN_OUT:
            person = house.signed_in(f"agent{number}", role)
        status = ask(person, method, address(path, case, victim), person.token())
        if role in roles:
            assert status not in (401, 403), (method, path)
        else:
            assert status == 403, (method, path)
            # A part is asked for again and again by a page that was refused already.
            if path not in PARTS:
                refused = ("page_refused", address(path, case, victim))
                assert house.did()[-1][1:] == refused
        if path in SIGN_OUT:
            person = house.signed_in("agent", role)
    if role is not Role.ADMINISTRATOR:
        whole = {what for _, what, _ in house.did()}
        assert not whole & {"password_reset", "disabled", "enabled"}


def test_a_role_that_may_not_is_told_so_in_words(house: House) -> None:
    page = house.signed_in("mlee").get("/staff/people")
    assert page.status == 403
    assert "Your role (agent) may not do this" in page.text
    assert 'href="/staff/people"' not in house.signed_in("mlee").get("/staff").text


@pytest.mark.parametrize(
    ("method", "path"), [(method, path) for method, path in MAY if method == "POST"]
)
def test_a_form_of_whoever_may_needs_its_token(house: House, method: str, path: str) -> None:
    case = house.asked()
    victim = house.add("victim").id
    person = house.signed_in("boss", Role.ADMINISTRATOR)
    assert ask(person, method, address(path, case, victim), "0" * 64) == 403
    assert [what for _, what, _ in house.did()][-1] == "form_refused"
    assert house.events(case) == []
