"""Writing into the book of drafts for whoever sent a form, and what such forms have in common."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from hashlib import sha256

from sanic.response import HTTPResponse, redirect

from countyline.console.gate import Visit
from countyline.publishing.drafts import LONGEST_TEXT, Draft, Drafts


async def write(visit: Visit, deed: Callable[..., Draft], draft: str, **fields: object) -> None:
    """Do something to a draft in the name of the visitor. Raises as the deed does."""
    await visit.console.threads.write(
        partial(deed, draft, by=visit.session.account.member, **fields)
    )


def book(visit: Visit) -> Drafts:
    """Give the book of drafts."""
    return visit.console.publishing.drafts


def form_digest(visit: Visit) -> str:
    """Give what tells a form that is sent again from any other: who, where and what was filled in.

    Hexadecimal digits; the token of the session does not count.
    """
    sent = sorted(
        [name, *map(str, values)] for name, values in visit.form.items() if name != "form_token"
    )
    whole = json.dumps([visit.session.account.id, visit.request.path, sent])
    return sha256(whole.encode()).hexdigest()


def version_seen(visit: Visit) -> int:
    """Give the version of the draft that the form was made from; 0 when it names none."""
    typed_version = visit.field("version", 10)
    return int(typed_version) if typed_version.isdecimal() else 0


def typed_text(visit: Visit) -> str | None:
    """Give the document that was typed, if one was."""
    return visit.field("text", LONGEST_TEXT) + "\n" if visit.form.get("text") else None


def to_draft(draft: str, done: str) -> HTTPResponse:
    """Lead to a draft's page, which says what was done."""
    return redirect(f"/staff/publish/drafts/{draft}?done={done}", status=303)
