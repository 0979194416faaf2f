"""What a publisher typed before the session ended: shown again on its page, and not kept yet."""

from __future__ import annotations

from sanic.response import HTTPResponse

from countyline.console.draft_page import show_draft
from countyline.console.draft_writing import typed_text
from countyline.console.entry_page import Refusal, entry_page
from countyline.console.frame import PUBLISHERS, Notice
from countyline.console.gate import Visit
from countyline.console.move_page import move_page

_AGAIN = Notice("done", "You are signed in again. What you wrote is here, and not kept yet.")


async def show_again(visit: Visit, address: str) -> HTTPResponse | None:
    """Show the page with what was typed before the session ended; nothing when nothing was."""
    where, _, name = address.removeprefix("/staff/publish/").partition("/")
    if visit.session.account.role not in PUBLISHERS:
        return None
    if where == "moves" and visit.field("per", 60) + visit.field("fact", 200):
        return await move_page(visit, name, visit.field("draft", 12), _AGAIN)
    if where == "entries" and any(field.startswith("e.") for field in visit.form):
        section, _, key = name.partition("/")
        refusal = Refusal(_AGAIN, 200)
        return await entry_page(visit, section, key, visit.field("draft", 12), refusal)
    if where == "drafts" and (text := typed_text(visit)):
        return await show_draft(visit, name, _AGAIN, text=text)
    return None
