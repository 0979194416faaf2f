"""A conversation as server-sent events, from where the client left off.

What comes next is handed over with the bell, or read from the conversation book when anything
but the next entries may have changed; entries go by their numbers, so that none is lost and none
is sent twice.
"""

from __future__ import annotations

import json
import time
from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass

from countyline.channels.web.bodies import EntryBody, OwnerBody
from countyline.desk.bell import Listener
from countyline.desk.desk import DatabaseUnavailable, Desk
from countyline.desk.model import News, Owner, Standing
from countyline.desk.statements import MOST_ENTRIES

CONTENT_TYPE = "text/event-stream; charset=utf-8"
HEARTBEAT_SECONDS = 15.0
_RECONNECT_MILLISECONDS = 1500
_TRY_AGAIN_SECONDS = 1.0
_HEARTBEAT = ": still here\n\n"


def event(name: str, data: Mapping[str, object] | str, number: int | None = None) -> str:
    """Write one event."""
    written = data if isinstance(data, str) else json.dumps(data, ensure_ascii=False)
    identified = f"id: {number}\n" if number is not None else ""
    return f"event: {name}\n{identified}data: {written}\n\n"


async def events(
    desk: Desk, conversation: str, after: int, look_every: float
) -> AsyncGenerator[str, None]:
    """Give the conversation's events after `after`, until the desk closes.

    Args:
        desk: keeps the conversation.
        conversation: its id.
        after: the `seq` of the last entry that the client has.
        look_every: seconds after which to look without a ring; another process rings no bell here.
    """
    yield f"retry: {_RECONNECT_MILLISECONDS}\n\n"
    told, spoke_at = _Told(after), time.monotonic()
    with desk.listen(conversation) as listener:
        while not desk.is_closing:
            # Asked before the entries are: an answer that comes in between ends the typing later.
            is_typing = desk.is_answering(conversation)
            news = told.next(listener, look_every) or await _news(desk, conversation, told.seq)
            if news is None or not _is_whole(news):
                listener.look_again()
            written = told.tell(news, is_typing=is_typing) if news is not None else ""
            if not written and time.monotonic() - spoke_at >= HEARTBEAT_SECONDS:
                written = _HEARTBEAT
            if written:
                yield written
                desk.note_delivery(conversation, told.seq)
                spoke_at = time.monotonic()
            if news is None or _is_whole(news):
                pause = look_every if news is not None else _TRY_AGAIN_SECONDS
                due = spoke_at + HEARTBEAT_SECONDS - time.monotonic()
                await listener.wait(min(pause, due))
    yield event("bye", {})


@dataclass
class _Told:
    """What one stream has told. `seq` is the last entry's; a null owner was not told yet."""

    seq: int
    looked_at: float = 0.0
    is_ready: bool = False
    is_typing: bool = False
    standing: Standing | None = None

    def next(self, listener: Listener, look_every: float) -> News | None:
        """Give what comes next as the bell told it; None when it is time to look it up."""
        said, now = listener.said_after(self.seq), time.monotonic()
        if said is None or self.standing is None or now - self.looked_at >= look_every:
            listener.looking()
            self.looked_at = now
            return None
        return News(said, self.standing)

    def tell(self, news: News, *, is_typing: bool) -> str:
        """Write the events for what is new."""
        written = [
            event("entry", EntryBody.of(entry).model_dump_json(), entry.seq)
            for entry in news.entries
        ]
        if news.entries:
            self.seq = news.entries[-1].seq
        if not _is_whole(news):
            return "".join(written)
        if not self.is_ready:
            written.append(event("ready", {"seq": self.seq}))
            self.is_ready = True
        if news.standing != self.standing:
            written.append(event("owner", OwnerBody.of(news.standing).model_dump_json()))
            self.standing = news.standing
        # The bot may be thinking still about what is a person's to answer now.
        is_typing = is_typing and news.standing.owner is not Owner.STAFF
        if is_typing != self.is_typing:
            written.append(event("typing", {"on": is_typing}))
            self.is_typing = is_typing
        return "".join(written)


def _is_whole(news: News) -> bool:
    return len(news.entries) < MOST_ENTRIES


async def _news(desk: Desk, conversation: str, after: int) -> News | None:
    """Give what is new after `after`; None when it cannot be read now."""
    try:
        return await desk.news(conversation, after)
    except DatabaseUnavailable:
        return None
