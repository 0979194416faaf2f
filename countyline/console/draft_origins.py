"""The text that a form of the publisher changes: a draft's, or what is in service."""

from __future__ import annotations

import asyncio

from countyline.console.gate import Visit
from countyline.problem import Problem
from countyline.publishing.drafts import DraftNotFound


async def begin_from(visit: Visit, draft: str) -> tuple[str, int | None, int]:
    """Give the text that a move changes, its base, and the version that was looked at."""
    publishing = visit.console.publishing
    if draft:
        found = await visit.console.threads.read(publishing.drafts.get, draft)
        if found is None:
            raise DraftNotFound
        return found.text, found.base, int(visit.field("version", 10) or found.version)

    def current() -> tuple[str, int]:
        reader = publishing.reader()
        published = reader.current()
        text = reader.text(published.revision) if published else None
        if published is None or text is None:
            raise Problem("Nothing is published yet.")
        return text, published.revision

    text, base = await asyncio.to_thread(current)
    return text, base, 0
