"""What every page of the console has around it: who is signed in, where else to go, a notice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sanic.response import HTTPResponse

from countyline.cases.staff import Role
from countyline.console.current import Known, ToReview
from countyline.console.markup import moment_in, page
from countyline.console.sessions import Session

Here = Literal[
    "cases", "calls", "asked", "publish", "ledger", "corrections", "people", "telling", "records",
    "trail", "account", "",
]

PUBLISHERS = frozenset({Role.PUBLISHER, Role.ADMINISTRATOR})
"""Who decides what is told: facts, and that one was wrong."""

_PLACES: tuple[tuple[Here, str, str, frozenset[Role]], ...] = (
    ("cases", "Cases", "/staff", frozenset(Role)),
    ("calls", "Calls", "/staff/calls", frozenset(Role)),
    ("asked", "What people ask", "/staff/asked", frozenset(Role)),
    ("publish", "Publish", "/staff/publish", PUBLISHERS),
    ("ledger", "Ledger", "/staff/ledger", frozenset(Role)),
    ("corrections", "Corrections", "/staff/corrections", PUBLISHERS),
    ("people", "People", "/staff/people", frozenset({Role.ADMINISTRATOR})),
    ("telling", "Telling staff", "/staff/telling", frozenset({Role.ADMINISTRATOR})),
    ("records", "Public records", "/staff/records", frozenset({Role.ADMINISTRATOR})),
    ("trail", "Audit trail", "/staff/trail", frozenset({Role.ADMINISTRATOR})),
)
_TITLES = {
    401: "Please sign in",
    403: "Not allowed",
    404: "Nothing here",
    503: "Not available right now",
}


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to be seen at once. `done` went well, `alert` did not."""

    kind: Literal["done", "alert"]
    text: str


@dataclass(frozen=True, slots=True)
class Retry:
    """A form that may be sent again as it was."""

    action: str
    fields: Sequence[tuple[str, str]]


def around(
    session: Session | None,
    known: Known,
    title: str,
    here: Here,
    notice: Notice | None = None,
    *,
    unclaimed: int = 0,
) -> dict[str, Any]:
    """Give what the frame of a page is filled with.

    `unclaimed` counts the cases that nobody has claimed for too long; the script keeps it new.
    """
    account = session.account if session else None
    may_go = bool(account and not account.password_is_once)
    return {
        "title": title,
        "here": here,
        "account": account,
        "form_token": session.form_token if session else "",
        "places": [
            (name, words, address)
            for name, words, address, roles in _PLACES
            if may_go and account and account.role in roles
        ],
        "county": known.county.get("en", ""),
        "mark": known.mark,
        "unclaimed": unclaimed,
        "to_review": known.to_review if account and account.role in PUBLISHERS else ToReview(),
        "notice": notice,
        "moment": moment_in(known.zone),
    }


def trouble(
    status: int, text: str, session: Session | None = None, retry: Retry | None = None
) -> HTTPResponse:
    """Say that something cannot be shown or done, and where to go from there."""
    title = _TITLES.get(status, "That did not work")
    values: Mapping[str, Any] = {
        **around(session, Known(), title, ""),
        "text": text,
        "retry": retry,
    }
    headers = {"Retry-After": "5"} if status == 503 else {}
    return page("trouble.html", values, status, headers)
