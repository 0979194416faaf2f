"""What a change of the status document would alter, worked out in a process of its own.

    python -m countyline.running.previewing

reads one JSON object and writes one, so that neither the desk's event loop nor its interpreter is
held while thousands of questions are answered twice.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from countyline.answers.altering import Alteration, Comparison, Found, Said, Standing, together
from countyline.answers.askable import Askable, InWords, askable, days_touched
from countyline.answers.basis import NoBasis, read_basis
from countyline.answers.trying import completed_by_names, tried
from countyline.answers.wording import Wording
from countyline.answers.wording_files import load_wording
from countyline.settings import Settings
from countyline.status.difference import difference
from countyline.status.loading import check
from countyline.status.model import StatusDocument

MOST_PROCESSES = 4


@dataclass(frozen=True)
class _Work:
    """Questions in shares: those of a share are on one aspect, so that alike ones meet there."""

    comparison: Comparison
    shares: Sequence[Sequence[Askable]]


_in_hand: list[_Work] = []
"""What a process of the pool works on; it has it from its parent, since nothing is sent to it."""


def previewed(
    before: StatusDocument, text: str, wording: Wording, now: datetime, *, replay: bool
) -> dict[str, Any]:
    """Give what a text would alter, as JSON; `problems` alone when it cannot be published."""
    checked = check(text)
    if checked.document is None:
        return {"problems": [str(one) for one in checked.errors]}
    comparison = Comparison(before, checked.document, wording, now, replay=replay)
    changed = difference(before, checked.document)
    today = now.astimezone(checked.document.zone).date()
    days = days_touched(before, checked.document, today) if changed else ()
    questions = tuple(askable(before, checked.document, days)) if changed else ()
    found = asked_of(comparison, questions, _processes())
    words = InWords(wording, before, checked.document, today)
    return {
        "problems": [],
        "warnings": [str(one) for one in checked.warnings],
        "equal": not changed,
        "at": now.isoformat(),
        "days": [day.isoformat() for day in days],
        "asked": found.asked,
        "only_dated": found.only_dated,
        "understood_otherwise": any(
            {"aliases", "asks", "name"} & set(path) for path in changed.paths
        ),
        "altered": [_altered(one, words) for one in found.altered],
    }


def _processes() -> int:
    """Give how many processes may work at once: one for each processor, within bounds."""
    return min(len(os.sched_getaffinity(0)), MOST_PROCESSES)


def asked_of(comparison: Comparison, questions: Sequence[Askable], processes: int) -> Found:
    """Ask all questions in so many processes; the number of them changes nothing that is found."""
    if processes == 1 or not questions:
        return comparison.of(questions)
    by_aspect: dict[tuple[str, str], list[Askable]] = {}
    for one in questions:
        by_aspect.setdefault((one.topic, one.aspect), []).append(one)
    work = _Work(comparison, tuple(by_aspect.values()))
    with multiprocessing.get_context("fork").Pool(processes, _take, (work,)) as pool:
        # One share after the other, to whoever is free: some aspects take far longer than others.
        found = list(pool.imap_unordered(_share, range(len(work.shares))))
    order = {id_of(one): number for number, one in enumerate(questions)}
    altered = [one for share in found for one in share.altered]
    altered.sort(key=lambda one: order[id_of(one.asked[0])])
    return Found(
        sum(one.asked for one in found),
        sum(one.only_dated for one in found),
        together(altered),
    )


def _take(work: _Work) -> None:
    _in_hand[:] = [work]


def _share(number: int) -> Found:
    [work] = _in_hand
    return work.comparison.of(work.shares[number])


def id_of(asked: Askable) -> tuple[object, ...]:
    """Tell questions apart after they went through another process."""
    return (asked.topic, asked.aspect, asked.subject, asked.day, asked.statement, asked.premise)


def _altered(one: Alteration, words: InWords) -> dict[str, Any]:
    return {
        "questions": [
            {
                "words": words.question(asked),
                "topic": asked.topic,
                "subject": asked.subject,
                "subject_name": words.subject(asked.subject) if asked.subject else None,
            }
            for asked in one.asked
        ],
        "less_sure": one.is_less_sure,
        "before": _standing(one.before),
        "after": _standing(one.after),
        "changes": [
            {
                "language": change.language,
                "medium": change.medium,
                "before": _said(change.before),
                "after": _said(change.after),
            }
            for change in one.changes
        ],
    }


def _standing(standing: Standing) -> dict[str, Any]:
    return {**asdict(standing), "facts": list(standing.facts)}


def _said(said: Said) -> dict[str, Any]:
    return {
        "messages": list(said.messages),
        "segments": [{"count": one.count, "encoding": one.encoding} for one in said.segments],
    }


def tried_out(
    before: StatusDocument,
    text: str,
    basis: object,
    wording: Wording,
    now: datetime,
    *,
    replay: bool,
) -> dict[str, Any]:
    """Answer one understood question with both documents, on every channel, as JSON."""
    checked = check(text)
    if checked.document is None:
        return {"problems": [str(one) for one in checked.errors]}
    try:
        question = read_basis(basis).question
    except NoBasis:
        return {"problems": [], "understood": None}
    completed = completed_by_names(question, before, checked.document)
    sides = [
        tried(one, asked, wording, now, replay=replay)
        for one, asked in ((before, question), (checked.document, completed.question))
    ]
    part = completed.question.parts[0]
    return {
        "problems": [],
        "understood": {
            "aspect": part.aspect,
            "subjects": list(part.subjects),
            "by_names": list(completed.names),
            "confident": part.confident,
        },
        "channels": [
            {"medium": medium, "before": _said(then), "after": _said(now_said)}
            for (medium, then), (_, now_said) in zip(*sides, strict=True)
        ],
    }


def answer_request(request: Mapping[str, Any], wording: Wording) -> dict[str, Any]:
    """Do what a request asks. Raises KeyError or ValueError when it is none."""
    before = StatusDocument.model_validate(request["before"])
    now = datetime.fromisoformat(request["at"])
    replay = bool(request["replay"])
    if "basis" in request:
        return tried_out(
            before, str(request["text"]), request["basis"], wording, now, replay=replay
        )
    return previewed(before, str(request["text"]), wording, now, replay=replay)


def main() -> None:
    """Read a request, write what it asks for."""
    wording = load_wording(Settings.from_environment().root / "data")
    json.dump(answer_request(json.load(sys.stdin), wording), sys.stdout)


if __name__ == "__main__":
    main()
