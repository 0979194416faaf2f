"""Counts what answers cost as text messages, for the table in docs/text-messages.md.

    python -m docs.make_segments

asks the questions of questions.yml of the running system, on each document of the example, as if
they had been texted. Beside them it words, with the same engine, every statement and what is asked
of every topic and subject. `--quick` leaves the questions as they stand and counts the rest anew.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from countyline.answers.answer import Answer, CaseReport
from countyline.answers.context import Context
from countyline.answers.engine import Answerer
from countyline.answers.question import Guess, Part, Question
from countyline.answers.texting import text_messages
from countyline.answers.wording import Wording
from countyline.answers.wording_files import load_wording
from countyline.problem import Problem
from countyline.segments import segments
from countyline.settings import PROJECT_ROOT
from countyline.status.loading import load
from countyline.status.model import LANGUAGES, Language, StatusDocument
from countyline.topics import ASPECTS
from docs.make_answers import DOCS, EXAMPLE, MOMENTS, read_questions
from docs.running_system import DidNotStart, RunningSystem, running_system

PAGE = DOCS / "text-messages.md"
MOST_SEGMENTS = 2
OF_SUBJECTS = (
    "status/open", "reopening/when", "hours/open_hours", "location/where", "contact/phone"
)  # fmt: skip
SNAPSHOTS = MOMENTS[:3]
QUESTIONS, EVERYTHING = "questions", "everything"
_HEAD = (
    "| document | language | answers | in one message of two segments | segments, median | "
    "of the first message, worst | messages, worst | GSM-7 |\n|---|---|---|---|---|---|---|---|"
)


@dataclass(frozen=True)
class Texted:
    """An answer as it was texted."""

    name: str
    messages: tuple[str, ...]

    @property
    def costs(self) -> list[int]:
        """The segments of each message."""
        return [segments(message).count for message in self.messages]

    @property
    def is_short(self) -> bool:
        """Whether it is one message of two segments at most."""
        return len(self.messages) == 1 and self.costs[0] <= MOST_SEGMENTS


# What the engine says, without understanding


def everything(
    document: StatusDocument, wording: Wording, language: Language, *, replay: bool
) -> Iterator[Texted]:
    """Word every statement, every aspect of every topic, and what is asked of every subject."""
    answerer = Answerer(document, wording, revision=1, replay=replay)
    for name, part in asked_of(document):
        question = Question(name, language, (part,), channel="sms")
        reply = answerer.reply(question, Context(), document.sent)
        if reply.answer.escalation:
            reply = reply.with_case(CaseReport("4F-27", "open", document.sent))
        yield Texted(name, _messages(reply.answer, wording))


def _messages(answer: Answer, wording: Wording) -> tuple[str, ...]:
    return text_messages(answer, wording)


def asked_of(document: StatusDocument) -> Iterator[tuple[str, Part]]:
    """Yield what is asked: every statement, every aspect, and five questions on each subject."""
    for fact, statement in document.statements_by_id():
        topic, _, aspect = next(iter(statement.about), "other_service/unlisted").partition("/")
        yield fact, Part("a question", Guess(topic, aspect, 1.0), statement=fact)
    for topic, aspects in ASPECTS.items():
        for aspect in aspects:
            yield f"{topic}/{aspect}", Part("a question", Guess(topic, aspect, 1.0))
    for subject, _ in document.subjects_by_id():
        for name in OF_SUBJECTS:
            topic, _, aspect = name.partition("/")
            part = Part("a question", Guess(topic, aspect, 1.0), subjects=(subject,))
            yield f"{name} {subject}", part


# What the running system says


def asked(system: RunningSystem, language: str, number: int) -> Iterator[Texted]:
    """Ask the questions in one language, each as a conversation of its own."""
    questions = read_questions()
    entries = [*questions.topics.values(), *questions.over_time]
    for place, entry in enumerate(entries):
        yield _texted(system, f"texted-{number}-{language}-{place}", entry[language])


def _texted(system: RunningSystem, sender: str, message: str) -> Texted:
    body = {"sender": sender, "message": message, "metadata": {"channel": "sms"}}
    given = json.loads(system.post(json.dumps(body).encode())[1])
    texts = [one["text"] for one in given if one.get("text")]
    custom = next(one["custom"] for one in given if one.get("custom"))
    if custom["answer"]["degraded"]:
        raise Problem(f"A part of the system was down at {message!r}: it gave only the headline.")
    return Texted(message, (*texts, *custom["rest"]))


# The page


def row(title: str, language: str, told: Sequence[Texted]) -> str:
    """Write one line of a table."""
    short = sum(one.is_short for one in told)
    firsts = [one.costs[0] for one in told]
    gsm = sum(all(segments(m).encoding == "GSM-7" for m in one.messages) for one in told)
    cells = (
        title, language, len(told), f"{short / len(told):.0%}",
        f"{median(sum(one.costs) for one in told):g}", max(firsts),
        max(len(one.messages) for one in told), f"{gsm / len(told):.0%}",
    )  # fmt: skip
    return f"| {' | '.join(map(str, cells))} |"


def table_of_everything(wording: Wording) -> str:
    """Make the table of what the engine says, live and as the example is served, a replay."""
    lines = [_HEAD]
    long: list[tuple[str, Texted]] = []
    for moment in SNAPSHOTS:
        document = load(EXAMPLE / moment.document)
        live = document.model_copy(update={"mode": "actual"})
        for language in LANGUAGES:
            told = list(everything(live, wording, language, replay=False))
            long += [(f"{moment.document[:10]} {language}", one) for one in told]
            lines.append(row(moment.title, language, told))
            marked = list(everything(document, wording, language, replay=True))
            lines.append(row(f"{moment.title}, replay", language, marked))
    return "\n".join((*lines, "", *_longest(long)))


def _longest(told: Iterable[tuple[str, Texted]]) -> Iterator[str]:
    yield "Live, these take more than two segments in one message:\n"
    for where, one in told:
        if max(one.costs) > MOST_SEGMENTS:
            yield f"- {where}, `{one.name}`: {', '.join(map(str, one.costs))}"


def table_of_questions() -> str:
    """Ask the running system, and make the table of its answers."""
    lines = [_HEAD]
    for number, moment in enumerate(SNAPSHOTS):
        print(f"Starting Countyline: {moment.title}.", flush=True)
        with running_system(EXAMPLE / moment.document) as system:
            for language in LANGUAGES:
                told = list(asked(system, language, number))
                lines.append(row(f"{moment.title}, replay", language, told))
    return "\n".join((*lines, "", f"Asked: questions.yml, SHA-256 {read_questions().digest}"))


def renewed(page: str, name: str, content: str) -> str:
    """Give the page with one of its generated parts made anew."""
    begin, end = f"<!-- {name}: generated -->", f"<!-- /{name} -->"
    before, _, rest = page.partition(begin)
    return f"{before}{begin}\n\n{content}\n\n{end}{rest.partition(end)[2]}"


def main(arguments: Sequence[str] | None = None) -> None:
    """Count, and write the tables."""
    parser = argparse.ArgumentParser(prog="python -m docs.make_segments")
    parser.add_argument("--quick", action="store_true", help="do not start the system")
    is_quick = parser.parse_args(arguments).quick
    page = PAGE.read_text(encoding="utf-8")
    wording = load_wording(Path(PROJECT_ROOT) / "data")
    page = renewed(page, EVERYTHING, table_of_everything(wording))
    if not is_quick:
        try:
            page = renewed(page, QUESTIONS, table_of_questions())
        except (DidNotStart, Problem, OSError, ValueError) as problem:
            sys.exit(str(problem))
    PAGE.write_text(page, encoding="utf-8")
    print(f"Wrote {PAGE.relative_to(PROJECT_ROOT)}.")


if __name__ == "__main__":
    main()
