"""What becomes of a publisher's deed: it is done, or the page says why not."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable

from filelock import Timeout
from sanic.response import HTTPResponse

from countyline.console.frame import Notice, trouble
from countyline.console.gate import Visit
from countyline.problem import Problem
from countyline.publishing.approving import NeedsAnother, NotHandedIn, ReasonTooShort
from countyline.publishing.drafts import DraftChanged, DraftEnded, DraftNotFound
from countyline.status.edition_publisher import NothingNew, Superseded
from countyline.status.loading import StatusDocumentInvalid

logger = logging.getLogger(__name__)


async def attempted(
    visit: Visit,
    work: Callable[[], Awaitable[HTTPResponse]],
    failed: Callable[[Notice, int], Awaitable[HTTPResponse]],
) -> HTTPResponse:
    """Do it; what nobody can help is said by `failed`, which gets a notice and an HTTP status."""
    try:
        return await work()
    except DraftNotFound:
        return trouble(404, "There is no such draft.", visit.session)
    except Exception as wrong:
        said = _why_not(wrong)
        if said is None:
            raise
        status, text = said
    return await failed(Notice("alert", text), status)


_SENTENCES: tuple[tuple[type[Exception], int, str], ...] = (
    (
        Superseded,
        409,
        "Nothing was published: another revision came into service after this draft was begun. "
        "Look at the difference, then bring the draft onto it.",
    ),
    (NothingNew, 409, "The draft says what is in service already, so nothing was published."),
    (NeedsAnother, 403, "A second person approves: you wrote this draft or handed it in."),
    (NotHandedIn, 409, "The draft was not handed in yet, or was changed since."),
    (
        ReasonTooShort,
        422,
        "Write in a few words why nobody else can approve it. It is recorded.",
    ),
    (
        Timeout,
        503,
        "Another process publishes right now. Nothing was done: please try again in a moment.",
    ),
)
"""What may go wrong and is said in one sentence each, with its HTTP status."""


def _why_not(wrong: Exception) -> tuple[int, str] | None:
    """Give an HTTP status and a sentence; null for what nobody expects."""
    for kind, status, sentence in _SENTENCES:
        if isinstance(wrong, kind):
            return status, sentence
    match wrong:
        case DraftChanged():
            said = 409, (
                f"{wrong.current.changed_by_name} changed the draft meanwhile, so nothing was "
                "done. What you typed is still here."
            )
        case DraftEnded():
            said = 409, f"The draft is {wrong.current.state} already, so nothing was done."
        case Problem():
            said = 422, str(wrong)
        case StatusDocumentInvalid():
            first = wrong.problems[0] if wrong.problems else ""
            said = 422, f"The draft has errors, and what is in service stays. {first}"
        case OSError():
            logger.error("a draft could not be published: %s", type(wrong).__name__)
            reason = (wrong.strerror or "the disk failed").lower()
            said = 503, f"It could not be stored, so what is in service stays: {reason}."
        case _:
            return None
    return said
