"""Signing in. The answer is the same for a login that is not there and for a wrong password.

Whoever sends a form after their session ended gets this page with what they wrote in it, hidden,
and finds it again in the form once they are signed in.
"""

from __future__ import annotations

import asyncio
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sanic import Request
from sanic.request import RequestParameters
from sanic.response import HTTPResponse, redirect

from countyline.console.accounts import Account
from countyline.console.deeds import Actor
from countyline.console.frame import Notice, around, trouble
from countyline.console.markup import page
from countyline.console.parts import Console
from countyline.console.sessions import form_token_of, is_same
from countyline.desk.limits import TooMany

COOKIE = "countyline_staff"
_FORM_COOKIE = "countyline_staff_form"
_HOME = "/staff"
_LOCAL = re.compile(r"/staff(/[A-Za-z0-9/_-]*)?(\?[A-Za-z0-9_=&%.+-]*)?")
_OWN = frozenset({"form_token", "next", "login", "password"})
"""The fields of the door's own form; all others are what somebody wrote before."""
_WRITTEN_ON = re.compile(
    r"(/staff/(?:(?:cases|publish/drafts|publish/moves)/[^/]+|publish/entries/.+))"
)

MOST_FIELDS = 5000
"""Of a form that is kept over a sign-in. All of ours have fewer; anybody may send one."""

_TOO_MANY_FIELDS = "This is no form of the console: it has too many fields. Nothing was done."
_WRONG = Notice("alert", "Sign-in name or password are not right. Please try again.")
_ENDED = Notice(
    "alert", "Your session ended, so nothing was sent. Sign in, and what you wrote is there again."
)


@dataclass(frozen=True)
class _Filled:
    """What the page holds: where to go afterwards, what was written, the login."""

    wanted: str | None
    draft: Sequence[tuple[str, str]] = ()
    login: str = ""


_checking = asyncio.Semaphore(2)
"""Each check takes much memory, by design: a crowd at the door must wait."""


def ask_to_sign_in(console: Console, request: Request, form: RequestParameters) -> HTTPResponse:
    """Ask whoever sent a form without a session to sign in, and keep what they wrote."""
    if _is_none_of_ours(form):
        return trouble(413, _TOO_MANY_FIELDS)
    page_of_form = _WRITTEN_ON.match(request.path)
    filled = _Filled(page_of_form.group(1) if page_of_form else _HOME, _written(form))
    return _show(console, request, filled, _ENDED, 401)


async def show_sign_in(console: Console, request: Request) -> HTTPResponse:
    """Give the page that asks for login and password."""
    return _show(console, request, _Filled(request.args.get("next")), None, 200)


def _is_none_of_ours(form: RequestParameters) -> bool:
    return sum(map(len, form.values())) > MOST_FIELDS


def _written(form: RequestParameters) -> list[tuple[str, str]]:
    return [
        (name, str(value)) for name, values in form.items() if name not in _OWN for value in values
    ]


async def try_sign_in(
    console: Console, request: Request, form: RequestParameters
) -> tuple[str, Account] | HTTPResponse:
    """Check login and password: give a new session's token and the account, or the page again."""
    if _is_none_of_ours(form):
        return trouble(413, _TOO_MANY_FIELDS)
    draft = _written(form)
    login, password = str(form.get("login") or ""), str(form.get("password") or "")
    address = request.client_ip or ""

    def again(notice: Notice, status: int) -> HTTPResponse:
        filled = _Filled(form.get("next"), draft, login)
        return _show(console, request, filled, notice, status)

    secret = request.cookies.get(_FORM_COOKIE) or ""
    if not secret or not is_same(str(form.get("form_token") or ""), form_token_of(secret)):
        return again(Notice("alert", "This page was too old. Please sign in again."), 403)
    try:
        console.throttle.admit(login, address)
    except TooMany as many:
        minutes = -(-many.retry_after // 60)
        text = f"That was tried too often. Please wait {minutes} min and try again."
        response = again(Notice("alert", text), 429)
        response.headers["Retry-After"] = str(many.retry_after)
        return response
    async with _checking:
        actor = Actor(None, "nobody", address)
        account = await asyncio.to_thread(console.accounts.check, login, password, actor)
    if account is None:
        return again(_WRONG, 401)
    by = Actor(account.id, account.name, address)
    return await console.threads.write(console.sessions.begin, account, by), account


def with_session(console: Console, response: HTTPResponse, token: str) -> HTTPResponse:
    """Hand a session's token to the browser, which shows it to no script and no other website."""
    _set_cookie(console, response, COOKIE, token)
    response.delete_cookie(_FORM_COOKIE, path=_HOME, host_prefix=False, secure_prefix=False)
    return response


def without_session(response: HTTPResponse) -> HTTPResponse:
    """Take the session's token from the browser."""
    response.delete_cookie(COOKIE, path=_HOME, host_prefix=False, secure_prefix=False)
    return response


def signed_out(text: str) -> HTTPResponse:
    """Lead whoever signed out to the door."""
    return without_session(redirect(f"/staff/sign-in?done={text}", status=303))


def safe_address(wanted: str | None) -> str:
    """Give an address of the console, whatever was asked for."""
    return wanted if wanted and _LOCAL.fullmatch(wanted) else _HOME


_DONE: Mapping[str, str] = {
    "out": "You are signed out.",
    "everywhere": "You are signed out on every device.",
    "password": "Your password is changed. Please sign in with the new one.",
}


def _show(
    console: Console, request: Request, page_filled: _Filled, notice: Notice | None, status: int
) -> HTTPResponse:
    secret = request.cookies.get(_FORM_COOKIE) or ""
    if not re.fullmatch(r"[\w-]{43}", secret):
        secret = secrets.token_urlsafe(32)
    done = _DONE.get(str(request.args.get("done")))
    if notice is None and done:
        notice = Notice("done", done)
    values = {
        **around(None, console.current.known(), "Sign in", "", notice),
        "form_token": form_token_of(secret),
        "next": safe_address(page_filled.wanted),
        "draft": page_filled.draft,
        "login": page_filled.login[:64],
    }
    response = page("sign_in.html", values, status)
    _set_cookie(console, response, _FORM_COOKIE, secret)
    return response


def _set_cookie(console: Console, response: HTTPResponse, name: str, value: str) -> None:
    response.add_cookie(
        name,
        value,
        path=_HOME,
        httponly=True,
        secure=console.is_secure,
        samesite="Lax",
        host_prefix=False,
        secure_prefix=False,
    )
