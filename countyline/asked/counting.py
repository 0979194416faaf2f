"""Count what was asked, and how long staff took. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from countyline.asked.model import Asked, Became, Counts, Raised, Waits

_SAYS_SOMETHING = (Became.ANSWERED, Became.DRAFTED, Became.UNKNOWN)


def counted(asked: Iterable[Asked], hours: Mapping[datetime, int]) -> Counts:
    """Count messages; `hours` has how many there were from each of these moments on, in UTC."""
    topics: Counter[str] = Counter()
    subjects: Counter[str] = Counter()
    languages: Counter[str] = Counter()
    channels: Counter[str] = Counter()
    outcomes: Counter[Became] = Counter()
    certainties: Counter[str] = Counter()
    for one in asked:
        topics.update(dict.fromkeys(one.topics, one.count))
        subjects.update(dict.fromkeys(one.subjects, one.count))
        languages[one.language] += one.count
        channels[one.channel] += one.count
        outcomes[one.became] += one.count
        if one.became in _SAYS_SOMETHING:
            certainties[one.certainty or "none"] += one.count
    return Counts(
        messages=outcomes.total(),
        by_hour={hour: hours[hour] for hour in sorted(hours)},
        by_topic=dict(topics.most_common()),
        by_subject=dict(subjects.most_common()),
        by_language=dict(languages.most_common()),
        by_channel=dict(channels.most_common()),
        by_outcome=dict(outcomes.most_common()),
        by_certainty=dict(certainties.most_common()),
    )


def waits(cases: Iterable[Raised], now: datetime) -> Waits:
    """Tell how long staff took; `now` is aware."""
    took, still = [], []
    for case in cases:
        if case.replied_at is not None:
            took.append(case.replied_at - case.at)
        elif case.closed_at is None:
            still.append(now - case.at)
    took.sort()
    return Waits(
        replied=len(took),
        median=_nearest(took, 50),
        ninetieth=_nearest(took, 90),
        waiting=len(still),
        oldest=max(still, default=None),
    )


def _nearest(ordered: Sequence[timedelta], percent: int) -> timedelta | None:
    """Give a percentile by nearest rank: always a wait that somebody really had."""
    return ordered[-(-len(ordered) * percent // 100) - 1] if ordered else None
