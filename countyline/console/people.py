"""Staff members: an administrator adds them, keeps them out, gives them a new password."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from sanic.response import HTTPResponse, redirect

from countyline.cases.staff import Role
from countyline.console.accounts import Account, AccountRefused, GivenPassword, NewAccount
from countyline.console.deeds import Actor
from countyline.console.frame import Notice, around, trouble
from countyline.console.gate import Visit
from countyline.console.lateness import alarm
from countyline.console.markup import page
from countyline.console.passwords import one_time_password

_DONE = {
    "disabled": "Done. They are signed out and cannot sign in any more.",
    "enabled": "Done. They can sign in again.",
}


async def show_people(
    visit: Visit,
    notice: Notice | None = None,
    status: int = 200,
    given: tuple[str, str] | None = None,
) -> HTTPResponse:
    """Give the list; `given` is a login and its password, which is shown this one time."""
    console = visit.console
    people = await console.threads.read(console.accounts.all)
    if notice is None and (done := _DONE.get(str(visit.request.args.get("done")))):
        notice = Notice("done", done)
    values = {
        **around(
            visit.session,
            console.current.known(),
            "People",
            "people",
            notice,
            unclaimed=await alarm(visit),
        ),
        "people": people,
        "roles": tuple(Role),
        "given": given,
        "filled": {
            name: "" if given else visit.field(name, 254)
            for name in ("login", "name", "email", "role")
        },
    }
    return page("people.html", values, status)


async def add_person(visit: Visit) -> HTTPResponse:
    """Add a staff member, with a password that is good once."""
    try:
        role = Role(visit.field("role", 20))
    except ValueError:
        return await show_people(visit, Notice("alert", "Choose a role."), 422)
    new = NewAccount(
        login=visit.field("login", 254),
        name=visit.field("name", 254),
        email=visit.field("email", 300),
        role=role,
    )
    password = GivenPassword(one_time_password(), is_once=True)
    accounts = visit.console.accounts
    try:
        added = await asyncio.to_thread(accounts.add, new, password, visit.actor)
    except AccountRefused as reason:
        return await show_people(visit, Notice("alert", str(reason)), 422)
    return await _with_password(visit, added, password)


async def reset_person(visit: Visit, account: str) -> HTTPResponse:
    """Give somebody a new password that is good once."""
    found = await _found(visit, account)
    if found is None:
        return _nobody(visit)
    password = GivenPassword(one_time_password(), is_once=True)
    reset = visit.console.accounts.reset
    return await _with_password(
        visit, await asyncio.to_thread(reset, found.login, password, visit.actor), password
    )


async def disable_person(visit: Visit, account: str) -> HTTPResponse:
    """Keep somebody out from now on."""
    if account == visit.session.account.id:
        return await show_people(
            visit, Notice("alert", "You cannot keep yourself out; another one can."), 422
        )
    return await _change(visit, account, visit.console.accounts.disable, "disabled")


async def enable_person(visit: Visit, account: str) -> HTTPResponse:
    """Let somebody in again."""
    return await _change(visit, account, visit.console.accounts.enable, "enabled")


async def _change(
    visit: Visit, account: str, change: Callable[[str, Actor], Account], done: str
) -> HTTPResponse:
    found = await _found(visit, account)
    if found is None:
        return _nobody(visit)
    try:
        await visit.console.threads.write(change, found.login, visit.actor)
    except AccountRefused as reason:
        return await show_people(visit, Notice("alert", str(reason)), 422)
    return redirect(f"/staff/people?done={done}", status=303)


async def _with_password(visit: Visit, account: Account, password: GivenPassword) -> HTTPResponse:
    notice = Notice("done", "Done. Hand over this password; it is shown only now.")
    return await show_people(visit, notice, given=(account.login, password.text))


async def _found(visit: Visit, account: str) -> Account | None:
    return await visit.console.threads.read(visit.console.accounts.by_id, account)


def _nobody(visit: Visit) -> HTTPResponse:
    return trouble(404, "There is no such staff member.", visit.session)
