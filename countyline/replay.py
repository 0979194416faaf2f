"""Replays: which time is pretended, and who may be shown it.

Only the standard library is used here: both environments import this module.
"""

from datetime import datetime, timedelta

from countyline.problem import Problem
from countyline.settings import Settings


def is_replay(settings: Settings) -> bool:
    """Tell whether a pretended time or an example document is served."""
    pretended = settings.now is not None or bool(settings.now_offset)
    return pretended or settings.serves_example


def clock_offset(settings: Settings, sent: datetime, real_now: datetime) -> timedelta:
    """Give what to add to real time.

    Args:
        settings: where an offset that was resolved before, then a pretended time, comes first.
        sent: the moment that the served status document was sent, aware: the time of an example.
        real_now: the real time, aware.
    """
    if settings.now_offset is not None:
        return settings.now_offset
    if settings.now is not None:
        return settings.now - real_now
    if settings.serves_example:
        return sent - real_now
    return timedelta(0)


def refuse_public_replay(settings: Settings, mode: str) -> None:
    """Keep a replay away from residents, who would take it for today's news.

    Args:
        settings: what is served, and under which public address.
        mode: the status document's mode: `actual`, `exercise` or `test`.

    Raises:
        Problem: a replay would stand under a public address and its document is no exercise.
    """
    if is_replay(settings) and not settings.public_is_local and mode != "exercise":
        raise Problem(
            f"A replay may not stand under the public address {settings.public_url}: unset "
            "COUNTYLINE_NOW and serve the county's own document, or give the document "
            "`mode: exercise`."
        )
