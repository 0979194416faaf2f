"""Reads a message twice right after a new revision was published, and tells how long it took.

    python -m benchmarks.understanding.first_message MODEL CURRENT AFTER MESSAGE OUT

Runs in Rasa's environment, with COUNTYLINE_VAR at the publication. CURRENT is its `current.json`;
AFTER takes its place once the model is loaded and has read something, as a publisher would do it.
OUT gets one line for each time, as `understand.py` writes them.
"""

import asyncio
import json
import logging
import sys
import time
from pathlib import Path

_WARM_UP = ("is the recorder open on friday", "¿está abierto el registro el viernes?")


async def _read(model: Path, current: Path, after: Path, message: str, out: Path) -> None:
    from rasa.core.agent import Agent
    from rasa.utils.log_utils import configure_structlog

    configure_structlog(logging.WARNING)
    logging.getLogger().setLevel(logging.WARNING)
    agent = Agent.load(str(model))
    for text in _WARM_UP:
        await agent.parse_message(text)
    after.replace(current)
    with out.open("w", encoding="utf-8") as file:
        for _ in range(2):
            begun, worked = time.perf_counter(), time.process_time()
            parsed = await agent.parse_message(message)
            took = (time.perf_counter() - begun) * 1000
            work = (time.process_time() - worked) * 1000
            kept = {key: parsed[key] for key in ("text", "understanding")}
            file.write(json.dumps({"ms": took, "cpu_ms": work, "parsed": kept}) + "\n")


def main() -> None:
    """Read it."""
    model, current, after = (Path(argument) for argument in sys.argv[1:4])
    message, out = sys.argv[4], Path(sys.argv[5])
    asyncio.run(_read(model, current, after, message, out))


if __name__ == "__main__":
    main()
