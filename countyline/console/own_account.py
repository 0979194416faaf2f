"""One's own account: who one is, the password, signing out everywhere."""

from __future__ import annotations

import asyncio

from sanic.response import HTTPResponse

from countyline.console.accounts import AccountRefused
from countyline.console.frame import Notice, around
from countyline.console.gate import Visit
from countyline.console.lateness import alarm
from countyline.console.markup import page
from countyline.console.passwords import SHORTEST, WeakPassword
from countyline.console.sign_in import signed_out
from countyline.desk.limits import TooMany


async def show_account(
    visit: Visit, notice: Notice | None = None, status: int = 200
) -> HTTPResponse:
    """Give the page of one's own account."""
    if notice is None and visit.session.account.password_is_once:
        notice = Notice("alert", "Your password was good once. Choose your own before you go on.")
    known, unclaimed = visit.console.current.known(), await alarm(visit)
    values = {
        **around(visit.session, known, "My account", "account", notice, unclaimed=unclaimed),
        "shortest": SHORTEST,
    }
    return page("account.html", values, status)


async def change_password(visit: Visit) -> HTTPResponse:
    """Change one's own password; whoever knows the old one has to sign in with the new one."""
    console, account = visit.console, visit.session.account
    names = ("old_password", "new_password", "again_password")
    old, new, again = (str(visit.form.get(name) or "") for name in names)
    if new != again:
        return await show_account(visit, Notice("alert", "The new passwords differ."), 422)
    try:
        console.throttle.admit(account.login, visit.request.client_ip or "")
        await asyncio.to_thread(console.accounts.change_own, account, old, new, visit.actor)
    except TooMany:
        text = "That was tried too often. Please wait a quarter of an hour."
        return await show_account(visit, Notice("alert", text), 429)
    except (AccountRefused, WeakPassword) as reason:
        return await show_account(visit, Notice("alert", str(reason)), 422)
    return signed_out("password")


async def sign_out(visit: Visit) -> HTTPResponse:
    """Sign out here."""
    console = visit.console
    await console.threads.write(console.sessions.end, visit.session, visit.actor)
    return signed_out("out")


async def sign_out_everywhere(visit: Visit) -> HTTPResponse:
    """Sign out on every device."""
    console = visit.console
    await console.threads.write(console.sessions.end_all, visit.session.account, visit.actor)
    return signed_out("everywhere")
