"""Measures how soon an approval is told: by the bot, on the page, in the files and fallbacks.

    make bench-publishing

Writes docs/benchmarks-publishing.md. A whole Countyline on SQLite, as `countyline run` starts it.
What the bot says as a text is asked of it over REST, in the words that Twilio would be sent.
"""

from __future__ import annotations

import argparse
import itertools
import platform
import shlex
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from statistics import quantiles

import httpx
import psutil

from benchmarks.publishing.officers import Officer, add_officers, signed_in
from benchmarks.turn.measured import commit
from countyline.settings import PROJECT_ROOT, Settings
from docs.running_system import RunningSystem, running_system

_PAGE = PROJECT_ROOT / "docs" / "benchmarks-publishing.md"
_EXAMPLE = PROJECT_ROOT / "examples" / "jackson-county-2024" / "2024-04-03.yml"
_VOICE_TOKEN = "t" * 40
_QUESTION = "what happened to the county's computers"
_AIM_SECONDS = 1.0
_GIVE_UP_SECONDS = 15.0
_LOOK_EVERY_SECONDS = 0.1
_HEADLINE = r"(ansomware)(?: \w+ \w+)??( attack)?( has shut)"
_WORDS = ("amber", "birch", "cedar", "daisy", "ember", "fern", "grove", "hazel", "iris", "juniper")


def main(arguments: Sequence[str]) -> None:
    """Measure, and write the page."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.publishing", description=__doc__)
    parser.add_argument("--publications", type=int, default=20)
    parser.add_argument("--print", action="store_true", help="print instead of writing the page")
    asked = parser.parse_args(arguments)
    busy, revision = psutil.cpu_percent(1.0) / 100, commit()
    with tempfile.TemporaryDirectory() as folder:
        found = _run(asked.publications, Path(folder))
    command = shlex.join(["python", "-m", "benchmarks.publishing", *arguments])
    page = _page(found, command, revision, busy)
    if asked.print:
        print(page)
    else:
        _PAGE.write_text(page, encoding="utf-8")


def _run(publications: int, folder: Path) -> dict[str, list[float]]:
    with (
        _system(folder) as system,
        signed_in(system.site, "ana") as ana,
        signed_in(system.site, "ben") as ben,
    ):
        channels = _channels(system)
        names = ("the approval's own reply", *channels)
        found: dict[str, list[float]] = {name: [] for name in names}
        for number in range(publications):
            word = f"{_WORDS[number // 10 % 10]} {_WORDS[number % 10]}"
            for name, seconds in _published(ana, ben, word, channels).items():
                found[name].append(seconds)
            told = ", ".join(f"{name} {seconds[-1]:.2f}" for name, seconds in found.items())
            print(f"{number + 1}: {told}", file=sys.stderr, flush=True)
        return found


def _published(
    ana: Officer, ben: Officer, word: str, channels: Mapping[str, Callable[[], str]]
) -> dict[str, float]:
    """Publish a headline with `word` in it, and give after how many seconds each channel had it."""
    at = ana.hands_in(word, _HEADLINE, rf"\1 {word}\2\3")
    approval = ben.reads(at)
    found: dict[str, float] = {}
    started = time.monotonic()

    def watch(name: str, look: Callable[[], str]) -> None:
        while time.monotonic() - started < _GIVE_UP_SECONDS:
            if word in look():
                found[name] = time.monotonic() - started
                return
            time.sleep(_LOOK_EVERY_SECONDS)

    watches = [threading.Thread(target=watch, args=one) for one in channels.items()]
    for one in watches:
        one.start()
    ben.approves(approval)
    found["the approval's own reply"] = time.monotonic() - started
    for one in watches:
        one.join()
    if len(found) != len(channels) + 1:
        sys.exit(f"Not told everywhere: {sorted(found)}")
    return found


def _channels(system: RunningSystem) -> dict[str, Callable[[], str]]:
    folder = system.var / "site"
    client = httpx.Client(base_url=system.site, trust_env=False, timeout=30)
    number = itertools.count()

    def file(name: str) -> Callable[[], str]:
        return lambda: (folder / name).read_text(encoding="utf-8")

    def bot(channel: str) -> Callable[[], str]:
        def asked() -> str:
            body = {
                "sender": f"{channel}-{next(number)}",
                "message": _QUESTION,
                "metadata": {"channel": channel, "language": "en"},
            }
            return client.post(system.rest, json=body).text

        return asked

    def phone() -> str:
        call = {"call_id": f"call-{next(number)}", "from": "+18165550142", "language": "en-US"}
        headers = {"Authorization": f"Bearer {_VOICE_TOKEN}"}
        heard = {**call, "transcript": _QUESTION, "confidence": 0.95}
        turn = "/webhooks/voice/turn"
        client.post(turn, json={**call, "event": "start"}, headers=headers)
        return client.post(turn, json=heard, headers=headers).text

    return {
        "the bot, as on the web": bot("web"),
        "the bot, as a text message": bot("sms"),
        "the phone, `/webhooks/voice/turn`": phone,
        "page `/`": lambda: client.get("/").text,
        "static page `index.html`": file("index.html"),
        "`fallback/voice.xml`": file("fallback/voice.xml"),
        "`fallback/sms.xml`": file("fallback/sms.xml"),
    }


@contextmanager
def _system(folder: Path) -> Iterator[RunningSystem]:
    """Start a whole Countyline on a copy of the example, with two publishers."""
    status = folder / "status.yml"
    status.write_bytes(_EXAMPLE.read_bytes())
    now = "2024-04-03T09:00:00-05:00"
    with running_system(status, now, extra={"COUNTYLINE_VOICE_TOKEN": _VOICE_TOKEN}) as system:
        add_officers(Settings.from_environment(system.environment), "ana", "ben")
        yield system


def _page(found: Mapping[str, Sequence[float]], command: str, revision: str, busy: float) -> str:
    rows = []
    for name, seconds in found.items():
        cuts = quantiles(seconds, n=100, method="inclusive")
        verdict = "kept" if cuts[94] < _AIM_SECONDS else "falls short"
        rows.append(
            f"| {name} | {1000 * cuts[49]:.0f} | {1000 * cuts[94]:.0f} | {verdict} |"
        )
    publications = len(next(iter(found.values())))
    table = "\n".join(rows)
    return f"""# Benchmarks of publishing

Made by `make bench-publishing`; edits are lost.

From the start of the approval's POST to the first new text, over {publications} publications, \
in milliseconds; aim: p95 under {1000 * _AIM_SECONDS:.0f}.

| Where | p50 | p95 | Aim |
|---|---|---|---|
{table}

Measured on {datetime.now(UTC):%Y-%m-%d}, commit {revision}, by `{command}`, on \
{platform.machine()} with {psutil.cpu_count()} processors, which other programs kept {busy:.0%} \
busy before the start. A whole Countyline on SQLite. All channels are asked at the same time, each \
again {1000 * _LOOK_EVERY_SECONDS:.0f} ms after its answer, so they also wait for one another; a \
figure of the bot holds its whole turn.
"""


if __name__ == "__main__":
    main(sys.argv[1:])
