"""Reads messages as the trained model does, and writes what Rasa's parse gives for each.

    python -m benchmarks.understanding.understand MODEL MESSAGES OUT

Runs in Rasa's environment, without a server. MESSAGES and OUT are JSON lines; each line of OUT has
the message's `id`, its `parsed` data and the milliseconds that parsing took: `ms` by the clock on
the wall, `cpu_ms` of processor time, which others on the machine hardly change.
"""

import asyncio
import json
import logging
import sys
import time
from pathlib import Path

_WARM_UP = 5
_KEPT = ("text", "intent", "intent_ranking", "understanding")


async def _read(model: Path, messages: Path, out: Path) -> None:
    from rasa.core.agent import Agent
    from rasa.utils.log_utils import configure_structlog

    # As `rasa run` does. Without it every message stands in the log, and costs the time of a line.
    configure_structlog(logging.WARNING)
    logging.getLogger().setLevel(logging.WARNING)
    agent = Agent.load(str(model))
    if agent.processor is None or not agent.is_ready():
        sys.exit(f"The model {model} cannot be loaded.")
    entries = [json.loads(line) for line in messages.read_text(encoding="utf-8").splitlines()]
    for entry in entries[:_WARM_UP]:
        await agent.parse_message(entry["text"])
    with out.open("w", encoding="utf-8") as file:
        for entry in entries:
            begun, worked = time.perf_counter(), time.process_time()
            parsed = await agent.parse_message(entry["text"])
            took = (time.perf_counter() - begun) * 1000
            work = (time.process_time() - worked) * 1000
            kept = {key: parsed[key] for key in _KEPT if key in parsed}
            line = {"id": entry["id"], "ms": took, "cpu_ms": work, "parsed": kept}
            file.write(json.dumps(line, ensure_ascii=False) + "\n")


def main() -> None:
    """Read everything."""
    model, messages, out = (Path(argument) for argument in sys.argv[1:4])
    asyncio.run(_read(model, messages, out))


if __name__ == "__main__":
    main()
