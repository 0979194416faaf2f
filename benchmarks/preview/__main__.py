"""How long the preview of a change takes that touches ten offices; see docs/publishing.md.

    python -m benchmarks.preview
"""

from __future__ import annotations

import asyncio
import json
import os
import resource
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any

from countyline.settings import PROJECT_ROOT
from countyline.status.loading import load
from countyline.status.model import StatusDocument

ROUNDS = 5
OFFICES = 10
EXAMPLE = PROJECT_ROOT / "examples" / "jackson-county-2024" / "2024-04-03.yml"
PAGE = PROJECT_ROOT / "docs" / "benchmarks-preview.md"
_TICK_SECONDS = 0.01


def documents() -> tuple[StatusDocument, StatusDocument]:
    """Give a document with ten offices that are closed, and one that closes each for longer."""
    data = load(EXAMPLE).model_dump(mode="json", by_alias=True)
    pattern = data["offices"]["recorder_of_deeds"]
    for number in range(len(data["offices"]), OFFICES):
        name = {"en": f"Office {number}", "es": f"Oficina {number}"}
        copy = {**pattern, "name": name, "aliases": {"en": [], "es": []}, "topics": []}
        data["offices"][f"office_{number}"] = {**copy, "name_after_de": None, "short_name": None}
    before = StatusDocument.model_validate(data)
    longer: dict[str, Any] = json.loads(json.dumps(data))
    for office in longer["offices"].values():
        if office["closure"]:
            office["closure"]["stretches"][-1]["through"] = "2024-04-12"
    return before, StatusDocument.model_validate(longer)


@dataclass(frozen=True)
class Round:
    """One preview: how long it took, the processor seconds of all its processes, and how late the
    event loop of whoever asked was meanwhile at most, in seconds.
    """

    seconds: float
    processor_seconds: float
    late: float
    found: dict[str, Any]


def _used() -> float:
    """Give the processor seconds of all processes that were waited for."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


async def preview(request: bytes) -> Round:
    """Have one preview worked out in a process of its own, as the console does."""
    ticks = [time.perf_counter()]

    async def tick() -> None:
        while True:
            await asyncio.sleep(_TICK_SECONDS)
            ticks.append(time.perf_counter())

    ticking = asyncio.create_task(tick())
    began, used = time.perf_counter(), _used()
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "countyline.running.previewing",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    written, _ = await process.communicate(request)
    found: dict[str, Any] = json.loads(written)
    took = time.perf_counter() - began
    ticking.cancel()
    late = max((b - a - _TICK_SECONDS for a, b in pairwise(ticks)), default=0.0)
    return Round(took, _used() - used, late, found)


def main() -> None:
    """Measure, and write the page."""
    before, after = documents()
    load_before, _, _ = os.getloadavg()
    request = {
        "before": before.model_dump(mode="json", by_alias=True),
        # JSON is YAML, too.
        "text": json.dumps(after.model_dump(mode="json", by_alias=True, exclude_none=True)),
        "at": before.sent.isoformat(),
        "replay": False,
    }
    given = json.dumps(request).encode()
    rounds = [asyncio.run(preview(given)) for _ in range(ROUNDS)]
    found = rounds[-1].found
    if found["problems"]:
        sys.exit("\n".join(found["problems"]))
    seconds = sorted(one.seconds for one in rounds)
    processor = median(one.processor_seconds for one in rounds)
    late = max(one.late for one in rounds)
    changes = sum(len(one["changes"]) for one in found["altered"])
    text = f"""# Benchmark of the preview

Made by `make bench-preview`; edits are lost. [publishing.md](publishing.md) says what it is.

A document with {len(before.offices)} offices, each of which stays closed a week longer; everything
from the start of the process to its result read.

| | |
|---|---|
| Questions asked of both documents | {found["asked"]:,} |
| Answers that change (the same texts counted once) | {len(found["altered"]):,} |
| Their texts, old and new | {2 * changes:,} |
| Seconds, the first, without a warm-up | {rounds[0].seconds:.1f} |
| Seconds, least of {ROUNDS} | {seconds[0]:.1f} |
| **Seconds, median** | **{median(seconds):.1f}** |
| Seconds, most | {seconds[-1]:.1f} |
| Processor seconds of all its processes together, median | {processor:.1f} |
| Event loop of whoever asked late by at most, ms | {late * 1000:.0f} |

Measured on {datetime.now(UTC):%Y-%m-%d} by `python -m benchmarks.preview`, with
{os.cpu_count()} processors, whose load by other programs was {load_before:.1f} before the start.
"""
    Path(PAGE).write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
