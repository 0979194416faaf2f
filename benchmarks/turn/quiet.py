"""Whether the computer has time for a measurement: what other programs take of its processors."""

import time
from pathlib import Path

_LOOK_SECONDS = 2.0
_QUIET_SHARE = 0.15


def wait_until_quiet(seconds: float) -> float:
    """Wait until other programs rest, at most `seconds`; give the share that they take then.

    Called while nothing of ours runs. The share is of all processors, 0 to 1.
    """
    given_up = time.monotonic() + seconds
    share = _busy_share()
    while share > _QUIET_SHARE and time.monotonic() < given_up:
        share = _busy_share()
    return share


def _busy_share() -> float:
    busy, total = _ticks()
    time.sleep(_LOOK_SECONDS)
    busy_later, total_later = _ticks()
    return (busy_later - busy) / max(1, total_later - total)


def _ticks() -> tuple[int, int]:
    line = Path("/proc/stat").read_text(encoding="utf-8").splitlines()[0]
    ticks = [int(number) for number in line.split()[1:9]]
    idle = ticks[3] + ticks[4]  # idle, and waiting for a disk
    return sum(ticks) - idle, sum(ticks)
