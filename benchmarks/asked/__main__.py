"""Measures "What people ask": how well questions are grouped, and how long the page takes.

    make bench-asked

Writes docs/benchmarks-asked.md. Two hundred questions without an answer, in both languages, are
grouped as the report does it, and compared with what they ask. Then the page is asked for over a
database with 200,000 messages, on SQLite and PostgreSQL.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import platform
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.asked.crowd import DAYS, Crowd
from benchmarks.asked.judging import b_cubed, pairs
from benchmarks.asked.paging import Waited, empty_postgresql, empty_sqlite, measured
from benchmarks.asked.questions import Half, Labeled, labeled, record
from countyline.asked.alike import alike
from countyline.asked.grouping import Grouped
from countyline.asked.model import AskedAlike
from countyline.asked.words import carrying
from countyline.running.groupings import GroupingByMeaning, grouping_for, understood_as
from countyline.settings import PROJECT_ROOT, Settings

_PAGE = PROJECT_ROOT / "docs" / "benchmarks-asked.md"
_POSTGRESQL = "postgresql+psycopg://postgres@localhost:5432/test"
_HALVES: Sequence[Half] = ("tuning", "held out")
_Group = Callable[[Sequence[Labeled]], Sequence[AskedAlike]]


def main() -> None:
    """Measure and write the page."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.asked", description=__doc__)
    parser.add_argument("--messages", type=int, default=200_000, help="how many were said")
    parser.add_argument("--postgresql", default=_POSTGRESQL, help="the server's URL")
    parser.add_argument("--page", type=Path, default=_PAGE, help="the page to write")
    parser.add_argument("--record", action="store_true", help="ask a Countyline the questions anew")
    parser.add_argument(
        "--for-tuning", action="store_true", help="print the half for benchmarks.asked.tuning"
    )
    given = parser.parse_args()
    if given.record:
        print(f"{record()} questions asked.")
        return
    questions = labeled()
    if given.for_tuning:
        print("\n".join(_for_tuning(questions)))
        return
    load, _, _ = os.getloadavg()
    grouping = _grouping(questions)
    databases: dict[str, AbstractContextManager[str]] = {
        "SQLite": empty_sqlite(),
        "PostgreSQL": empty_postgresql(given.postgresql),
    }
    waited = {}
    for name, database in databases.items():
        with database as url:
            waited[name] = measured(url, Crowd(given.messages, datetime.now(UTC), questions))
    page = f"{grouping}\n{_paging(waited)}\n{_measured_on(load)}"
    given.page.write_text(page, encoding="utf-8")
    print(page)


def _grouping(questions: Sequence[Labeled]) -> str:
    settings = Settings.from_environment()

    def by_meaning(these: Sequence[Labeled]) -> Sequence[AskedAlike]:
        found = _grouped(grouping_for(settings), these)
        if not found.by_meaning:
            raise SystemExit("Rasa's environment is missing: `make train` makes it.")
        return found.groups

    ways: dict[str, _Group] = {
        "each question by itself": lambda these: [
            group for one in these for group in alike([one.question])
        ],
        "by topic and subjects, else by words": lambda these: alike(
            [one.question for one in these]
        ),
        "**by meaning, as the report does**": by_meaning,
    }
    lines = [
        f"| {name} | {half} | {_judged(way, [one for one in questions if one.half == half])} |"
        for half in _HALVES
        for name, way in ways.items()
    ]
    held = [one for one in questions if one.half == "held out"]
    for name, languages in (("English alone", {"en"}), ("Spanish alone", {"es"})):
        these = [one for one in held if one.question.language in languages]
        lines.append(f"| by meaning, {name} | held out | {_judged(by_meaning, these)} |")
    return _GROUPING.format(
        count=len(questions),
        groups=len({one.asks for one in questions if one.asks != one.question.text}),
        once=sum(one.asks == one.question.text for one in questions),
        spanish=sum(one.question.language == "es" for one in questions),
        lines="\n".join(lines),
        understood=sum(one.question.topic is not None for one in questions),
        **_timed(settings, questions),
    )


def _judged(way: _Group, these: Sequence[Labeled]) -> str:
    groups = way(these)
    where = {
        (language, text): number
        for number, group in enumerate(groups)
        for language, texts in group.wordings.items()
        for text in texts
    }
    true = [one.asks for one in these]
    found = [where[one.question.language, one.question.text] for one in these]
    of_each, of_pairs = b_cubed(true, found), pairs(true, found)
    figures = (
        of_each.precision, of_each.recall, of_each.f1,
        of_pairs.precision, of_pairs.recall, of_pairs.f1,
    )  # fmt: skip
    return " | ".join([f"{len(groups)} of {len(set(true))}", *(f"{one:.2f}" for one in figures)])


def _timed(settings: Settings, questions: Sequence[Labeled]) -> dict[str, str]:
    """Time the grouping: of all at once, and again with one that is new."""

    async def both() -> tuple[float, float]:
        grouping = grouping_for(settings)
        asked = [one.question for one in questions]
        began = time.perf_counter()
        await grouping.of(asked[1:])
        first = time.perf_counter() - began
        await grouping.of(asked)
        return first, time.perf_counter() - began - first

    first, again = asyncio.run(both())
    return {"first": f"{first:.1f}", "again": f"{again:.1f}"}


def _grouped(grouping: GroupingByMeaning, these: Sequence[Labeled]) -> Grouped:
    return asyncio.run(grouping.of([one.question for one in these]))


def _for_tuning(questions: Sequence[Labeled]) -> list[str]:
    return [
        json.dumps(
            {
                "words": " ".join(carrying(one.question.text)),
                "understood": understood_as(one.question),
                "asks": one.asks,
                "family": one.family,
            },
            ensure_ascii=False,
        )
        for one in questions
        if one.half == "tuning"
    ]


def _paging(waited: dict[str, Waited]) -> str:
    rows: dict[str, Callable[[Waited], str]] = {
        "messages that the page counted": lambda one: f"{one.messages:,}",
        f"seconds for {DAYS} days, the first time": lambda one: f"{one.first:.1f}",
        f"**seconds for {DAYS} days, again (median)**": lambda one: f"**{one.again:.1f}**",
        "of which processor time of the console's own process": lambda one: f"{one.work:.1f}",
        "seconds for the last day": lambda one: f"{one.day:.1f}",
        "seconds for the CSV": lambda one: f"{one.table:.1f}",
        "event loop late by at most, ms": lambda one: f"{one.late * 1000:.0f}",
    }
    lines = [
        f"| {name} | {' | '.join(tell(one) for one in waited.values())} |"
        for name, tell in rows.items()
    ]
    heads = " | ".join(waited)
    return _PAGING.format(heads=heads, rule="---|" * len(waited), lines="\n".join(lines))


def _measured_on(load: float) -> str:
    return (
        f"Measured on {datetime.now(UTC):%Y-%m-%d} on {platform.system()}, Python "
        f"{platform.python_version()},\n{os.cpu_count()} processors, whose load by other programs "
        f"was {load:.1f} before the start.\n"
    )


_GROUPING = """# Benchmarks: what people ask

Made by `make bench-asked`; edits are lost. [asked.md](asked.md) says what it is.

## How well questions are grouped

{count} questions that a county's document does not answer, written by hand before any grouping
was run on them: {groups} groups by what they ask, several wordings each, and {once} that are asked
once. {spanish} are in Spanish. Wordings of a group share few words, on purpose, and groups that
share many ("birth certificate", "death certificate") stand side by side. They are in
`benchmarks/asked/questions.yml`; what a running Countyline understood of each is recorded beside
them: {understood} were told that nothing is published, with a topic; the others count as not
understood.

Families of groups that are easily taken for one another were drawn into two halves. The limits
were fitted on one, by `.brain/bin/python -m benchmarks.asked.tuning`; the other was not looked at.

| | | groups found | B³ | | | pairs | | |
|---|---|---|---|---|---|---|---|---|
| grouped | half | of | precision | recall | F1 | precision | recall | F1 |
{lines}

B³ tells for each question how much of its group asks the same, and how much of what asks the same
is in its group (Bagga and Baldwin 1998). Pairs: of two that were put together, how often they ask
the same; of two that ask the same, how often they were put together.

Grouping all of them took {first} s with the start of the process, and {again} s again with one
that was new.
"""

_PAGING = """## How long the page takes

The console's page over HTTP, its report with charts and groups; every 20th message found no
answer, most in the same words as another.

The first time, questions that nobody asked before are encoded. On SQLite the console's own process
counts, on PostgreSQL the server does.

| | {heads} |
|---|{rule}
{lines}
"""


if __name__ == "__main__":
    main()
