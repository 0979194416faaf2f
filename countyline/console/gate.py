"""Who may do what: every address of the console goes through here.

A page is for whoever is signed in with one of its roles. A form also carries the token of its
session and comes from a page of ours. What is refused is written down.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

import structlog
from sanic import Blueprint, Request
from sanic.http import Http
from sanic.request import RequestParameters
from sanic.response import HTTPResponse, empty, redirect

from countyline.cases.staff import Role
from countyline.console.deeds import Actor, What
from countyline.console.frame import Notice, Retry, trouble
from countyline.console.parts import Console
from countyline.console.sessions import Session, is_same
from countyline.console.sign_in import COOKIE, ask_to_sign_in
from countyline.database.engine import DatabaseUnavailable
from countyline.desk.threads import shielded

HOME = "/staff"
ACCOUNT = "/staff/account"
EVERYBODY = frozenset(Role)
ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})

LONGEST_FORM = 1_000_000
"""Bytes of a form with a status document in it; letters with accents take six each."""

Roles = frozenset[Role]
_ALWAYS = (ACCOUNT, "/staff/sign-out")
"""What whoever has a one-time password may do before changing it."""
_STALE = (
    "This page was from an earlier session: nothing was done. Please check it and send it again."
)
_UNAVAILABLE = (
    "The database cannot be reached, so nothing was done. Residents still get the published "
    "headline. Please try again in a moment."
)
logger = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Visit:
    """A request of somebody who is signed in and may do this."""

    console: Console
    request: Request
    session: Session

    @property
    def form(self) -> RequestParameters:
        """What was filled in."""
        return self.request.form or RequestParameters()

    @property
    def actor(self) -> Actor:
        """Who does it, for the trail."""
        account = self.session.account
        return Actor(account.id, account.name, self.request.client_ip)

    def field(self, name: str, longest: int = 20_000) -> str:
        """Give what was filled into a field."""
        typed = str(self.form.get(name) or "").replace("\r\n", "\n")
        # No database takes a null character.
        return typed.replace("\0", "").strip()[:longest]


Handler = Callable[..., Coroutine[Any, Any, HTTPResponse]]
"""Takes the visit, and the parts of the address by name."""
Again = Callable[..., Awaitable[HTTPResponse]]
"""Shows the page of a form again with what was filled in: the visit, a notice, the address."""


@dataclass(frozen=True)
class Door:
    """An address, and whom it lets in."""

    method: str
    path: str
    name: str
    roles: Roles


class Gate:
    """Adds addresses to a blueprint; `doors` lists them for the tests."""

    def __init__(self, console: Console, blueprint: Blueprint) -> None:
        self._console = console
        self._blueprint = blueprint
        self.doors: list[Door] = []

    def page(self, path: str, name: str, roles: Roles, handler: Handler) -> None:
        """Add a page."""

        async def shown(request: Request, **parts: str) -> HTTPResponse:
            return await in_plain_words(request, self._page(request, roles, handler, parts))

        self._add("GET", path, name, roles, shown)

    def part(self, path: str, name: str, roles: Roles, handler: Handler) -> None:
        """Add a part of a page that the script asks for. Looking at it keeps no session alive."""

        async def shown(request: Request, **parts: str) -> HTTPResponse:
            session = await opened(self._console, request)
            if session is None:
                return empty(401)
            if session.account.role not in roles or session.account.password_is_once:
                return empty(403)
            return await handler(Visit(self._console, request, session), **parts)

        async def given(request: Request, **parts: str) -> HTTPResponse:
            try:
                return await shown(request, **parts)
            except DatabaseUnavailable:
                return empty(503)

        self._add("GET", path, name, roles, given)

    def deed(
        self, path: str, name: str, roles: Roles, handler: Handler, again: Again | None = None
    ) -> None:
        """Add what a form does; `again` shows the form's page when it cannot be done now."""

        async def done(request: Request, **parts: str) -> HTTPResponse:
            # A second click hangs up on the first request: what it began must still end.
            return await shielded(
                in_plain_words(request, self._deed(request, roles, handler, again, parts))
            )

        self._add("POST", path, name, roles, done)

    def long_deed(
        self, path: str, name: str, roles: Roles, handler: Handler, again: Again | None = None
    ) -> None:
        """Add what a form with a long text does, up to `LONGEST_FORM` bytes as it is sent."""

        async def done(request: Request, **parts: str) -> HTTPResponse:
            await read_long_form(request)
            return await shielded(
                in_plain_words(request, self._deed(request, roles, handler, again, parts))
            )

        done.is_stream = True  # type: ignore[attr-defined]  # so that Sanic leaves it to us
        self._add("POST", path, name, roles, done)

    def _add(self, method: str, path: str, name: str, roles: Roles, handler: Handler) -> None:
        self._blueprint.add_route(handler, path, methods=[method], name=name)
        self.doors.append(Door(method, path, name, roles))

    async def _page(
        self, request: Request, roles: Roles, handler: Handler, parts: dict[str, str]
    ) -> HTTPResponse:
        session = await opened(self._console, request)
        if session is None:
            asked = request.path + (f"?{request.query_string}" if request.query_string else "")
            return redirect(f"/staff/sign-in?next={quote(asked, safe='')}", status=303)
        if session.account.password_is_once and request.path != ACCOUNT:
            return redirect(ACCOUNT, status=303)
        visit = Visit(self._console, request, session)
        if session.account.role not in roles:
            return await refused(visit, What.PAGE_REFUSED)
        return await handler(await _kept_alive(visit), **parts)

    async def _deed(
        self,
        request: Request,
        roles: Roles,
        handler: Handler,
        again: Again | None,
        parts: dict[str, str],
    ) -> HTTPResponse:
        if not is_from_our_page(request, self._console.public_url):
            logger.warning("staff_form_from_elsewhere")
            return trouble(403, "This form did not come from a page of the console.")
        session = await opened(self._console, request)
        if session is None:
            return ask_to_sign_in(self._console, request, request.form or RequestParameters())
        visit = Visit(self._console, request, session)
        if session.account.role not in roles:
            return await refused(visit, What.PAGE_REFUSED)
        if not is_same(visit.field("form_token"), session.form_token):
            return await _refused_form(visit, again, parts)
        if session.account.password_is_once and not request.path.startswith(_ALWAYS):
            return redirect(ACCOUNT, status=303)
        return await handler(await _kept_alive(visit), **parts)


async def read_long_form(request: Request) -> None:
    """Read the body of a form that holds a whole status document. Raises PayloadTooLarge."""
    if isinstance(request.stream, Http):
        request.stream.request_max_size = LONGEST_FORM
    await request.receive_body()  # type: ignore[no-untyped-call]


async def opened(console: Console, request: Request) -> Session | None:
    """Give the session of the request's cookie. Raises DatabaseUnavailable."""
    token = request.cookies.get(COOKIE)
    return await console.threads.read(console.sessions.open, token) if token else None


def is_from_our_page(request: Request, public_url: str) -> bool:
    """Tell whether a form was sent from a page of this site, which every browser tells."""
    origin = request.headers.get("origin")
    if not origin:
        return False
    public = urlsplit(public_url)
    own = {f"{public.scheme}://{public.netloc}", f"{public.scheme}://{request.host}"}
    return origin.lower() in {one.lower() for one in own}


async def refused(visit: Visit, what: What) -> HTTPResponse:
    """Refuse a page for which another role is needed, and write it down."""
    console = visit.console
    await console.threads.write(console.sessions.note_deed, visit.actor, what, visit.request.path)
    role = visit.session.account.role.value
    return trouble(403, f"Your role ({role}) may not do this. Ask an administrator.", visit.session)


async def _refused_form(visit: Visit, again: Again | None, parts: dict[str, str]) -> HTTPResponse:
    """Refuse a form without its session's token; what was written stays on its page."""
    console = visit.console
    await console.threads.write(
        console.sessions.note_deed, visit.actor, What.FORM_REFUSED, visit.request.path
    )
    stale = Notice("alert", _STALE)
    if again is None:
        return trouble(403, stale.text, visit.session)
    response = await again(visit, stale, **parts)
    response.status = 403
    return response


async def _kept_alive(visit: Visit) -> Visit:
    sessions = visit.console.sessions
    if sessions.is_due(visit.session):
        await visit.console.threads.write(sessions.keep_alive, visit.session)
    return visit


async def in_plain_words(request: Request, work: Awaitable[HTTPResponse]) -> HTTPResponse:
    """Do it; when the database fails, say so and keep what was filled in."""
    try:
        return await work
    except DatabaseUnavailable as error:
        logger.error("database_unavailable", reason=str(error))
        return trouble(503, _UNAVAILABLE, retry=_again(request))


def _again(request: Request) -> Retry | None:
    """Give what was filled in, to be sent again as it was; passwords are typed again."""
    if request.method != "POST" or not request.form:
        return None
    fields = [
        (name, str(value))
        for name, values in request.form.items()
        for value in values
        if "password" not in name
    ]
    return Retry(request.path, fields)
