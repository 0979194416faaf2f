"""Measures texts under load: nothing lost, and how soon each is acknowledged.

    make bench-texts

Writes docs/benchmarks-texts.md. A real desk process on SQLite; Rasa and Twilio are played.
"""

from __future__ import annotations

import argparse
import platform
import shlex
import sys
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import psutil

from benchmarks.texting.loading import Found, Load, run
from benchmarks.turn.measured import commit
from benchmarks.turn.quiet import wait_until_quiet
from countyline.settings import PROJECT_ROOT

_PAGE = PROJECT_ROOT / "docs" / "benchmarks-texts.md"
_AIM_MILLISECONDS = 500


def main(arguments: Sequence[str]) -> None:
    """Measure, and write the page."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.texting", description=__doc__)
    parser.add_argument("--texts", type=int, default=10_000, help="how many, without repeats")
    parser.add_argument("--rate", type=float, default=25.0, help="texts a second")
    parser.add_argument("--quiet", type=float, default=120.0, help="seconds to wait for quiet")
    parser.add_argument("--print", action="store_true", help="print instead of writing the page")
    asked = parser.parse_args(arguments)
    busy, revision = wait_until_quiet(asked.quiet), commit()
    load = Load(count=asked.texts, rate=asked.rate)
    with tempfile.TemporaryDirectory() as folder:
        found = run(load, Path(folder))
    command = shlex.join(["python", "-m", "benchmarks.texting", *arguments])
    page = _page(load, found, busy, command, revision)
    if asked.print:
        print(page)
    else:
        _PAGE.write_text(page, encoding="utf-8")
    if found.lost or found.disordered or found.kept != load.count:
        sys.exit("Texts were lost or came out of order.")


def _page(load: Load, found: Found, busy: float, command: str, revision: str) -> str:
    p50, p95, p99 = (1000 * found.percentile(share) for share in (0.5, 0.95, 0.99))
    verdict = "kept" if p99 < _AIM_MILLISECONDS else "falls short"
    return f"""# Benchmarks of texts

Made by `make bench-texts`; edits are lost.

| | |
|---|---|
| Texts, each by its own id | {load.count:,} |
| of which posted twice at once | {load.repeated:.0%} |
| Posted at, texts a second | {load.rate:g} |
| Sendings that Twilio failed | {found.failures:,} (a third) |
| of which nobody could know whether Twilio had the text | {found.doubts:,} |
| `kill -9` of the desk | one, in the middle |
| **Texts lost, in the inbox / at Twilio** | **{load.count - found.kept} / {found.lost}** |
| Answers that came twice | {found.doubled} |
| Numbers whose answers came out of order | {found.disordered} |
| Acknowledged after, p50 / p95, ms | {p50:.0f} / {p95:.0f} |
| **Acknowledged after, p99, ms** (aim: under {_AIM_MILLISECONDS}) | **{p99:.0f}**, {verdict} |
| Posts that found no desk and were posted again | {found.refused:,} |
| All accepted, seconds after the last post | {found.settled_after:.0f} |

Measured on {datetime.now(UTC):%Y-%m-%d}, commit {revision}, by `{command}`, \
on {platform.machine()} with {psutil.cpu_count()} processors, of which other \
programs took {busy:.0%} before the start. A real desk on SQLite; Rasa and Twilio are played, and \
run with the residents in one more process on the same machine. A text that is in doubt is looked \
for after ten seconds, and the next of its conversation waits for it: that is what the last line \
is made of.
"""


if __name__ == "__main__":
    main(sys.argv[1:])
