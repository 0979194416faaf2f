"""Makes every answer that stands in the documents: what the running system really said.

    make answers

starts the whole of Countyline on the example, on ports and in a folder of its own, asks, and
writes the answers down with their records: docs/answers.md from questions.yml, and the examples
of the other documents in their place. Nothing is edited afterwards.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from countyline.problem import Problem
from countyline.settings import PROJECT_ROOT
from docs.examples import filled
from docs.running_system import DidNotStart, Reply, RunningSystem, running_system

DOCS = PROJECT_ROOT / "docs"
QUESTIONS = DOCS / "questions.yml"
ANSWERS = DOCS / "answers.md"
WITH_EXAMPLES = (DOCS / "rest.md",)
"""Documents whose examples are asked of the running system."""
EXAMPLE = PROJECT_ROOT / "examples" / "jackson-county-2024"
LANGUAGES = {"en": "English", "es": "Spanish"}

COMMAND = "make answers"

_HEAD = f"""# What Countyline answers

`{COMMAND}` makes this page: it starts the whole system on the Jackson County example, asks the
questions of [questions.yml](questions.yml) over REST, and writes down what came back, as it came
back. Edit the questions, not this page. No question below a topic or a time is a training example.

Under each answer stands its record: `kind`, certainty, facts and case (see [rest.md](rest.md)).
Case numbers are drawn at random, so they differ each time.
"""


class Moment(NamedTuple):
    """One document of the example, at one time."""

    title: str
    document: str
    now: str = ""


MOMENTS = (
    Moment("Wednesday, April 3", "2024-04-03.yml"),
    Moment("Tuesday, April 16", "2024-04-16.yml"),
    Moment("Monday, April 22", "2024-04-22.yml"),
    Moment(
        "The document of April 3 on Friday, April 5: past its review time",
        "2024-04-03.yml",
        "2024-04-05T09:00:00-05:00",
    ),
)


@dataclass(frozen=True)
class Questions:
    """The list of questions, and the digest by which a page tells which list it was made from."""

    topics: Mapping[str, Mapping[str, str]]
    conversations: Sequence[Mapping[str, Any]]
    over_time: Sequence[Mapping[str, str]]
    digest: str

    def every(self) -> Iterator[str]:
        """Yield every message that is sent."""
        for asked in (*self.topics.values(), *self.over_time):
            yield from asked.values()
        for conversation in self.conversations:
            yield from conversation["turns"]


def read_questions(path: Path = QUESTIONS) -> Questions:
    """Read the list. Raises OSError or yaml.YAMLError, and KeyError when a part is missing."""
    raw = path.read_bytes()
    content = yaml.safe_load(raw)
    return Questions(
        topics=content["topics"],
        conversations=content["conversations"],
        over_time=content["over_time"],
        digest=hashlib.sha256(raw).hexdigest(),
    )


def made_from(questions: Questions) -> str:
    """Give the line by which the page tells which list of questions it was made from."""
    return f"<!-- Made by `{COMMAND}` from questions.yml, SHA-256 {questions.digest} -->"


def page(questions: Questions) -> str:
    """Ask everything, and give the page."""
    at_times = []
    parts: list[str] = []
    for moment in MOMENTS:
        _tell(f"Starting Countyline: {moment.title}.")
        with running_system(EXAMPLE / moment.document, moment.now) as system:
            if moment is MOMENTS[0]:
                parts = [_topics(system, questions), _conversations(system, questions)]
                fill_examples(system)
            at_times.append(_ask_over_time(system, questions))
    return "\n".join(
        [made_from(questions), _HEAD, *parts, _over_time(questions, at_times)]
    )


def fill_examples(system: RunningSystem) -> None:
    """Write the answers to the examples into their documents."""
    for document in WITH_EXAMPLES:
        text = document.read_text(encoding="utf-8")
        document.write_text(filled(text, system.post), encoding="utf-8")


def _topics(system: RunningSystem, questions: Questions) -> str:
    lines = [
        "## Every topic, in both languages\n",
        "Wednesday, April 3, 2024, 8 a.m., with the document "
        f"`{(EXAMPLE / MOMENTS[0].document).relative_to(PROJECT_ROOT)}`.\n",
    ]
    for topic, asked in questions.topics.items():
        lines += [f"### {topic}\n", "| question | answer | record |", "|---|---|---|"]
        for language, question in asked.items():
            reply = whole_answer(system, f"answers-{topic}-{language}", question)
            lines.append(f"| {_cell(question)} | {_cell(reply.text)} | {_record(reply)} |")
        lines.append("")
    return "\n".join(lines)


def _conversations(system: RunningSystem, questions: Questions) -> str:
    lines = ["## Conversations\n"]
    for number, conversation in enumerate(questions.conversations):
        lines += [
            f"### {conversation['title']}\n",
            "| message | answer | record |",
            "|---|---|---|",
        ]
        for message in conversation["turns"]:
            reply = whole_answer(system, f"conversation-{number}", message)
            lines.append(f"| {_cell(message)} | {_cell(reply.text)} | {_record(reply)} |")
        lines.append("")
    return "\n".join(lines)


def _ask_over_time(system: RunningSystem, questions: Questions) -> dict[str, Reply]:
    asked = [question for entry in questions.over_time for question in entry.values()]
    return {
        question: whole_answer(system, f"time-{number}", question)
        for number, question in enumerate(asked)
    }


def _over_time(questions: Questions, at_times: Sequence[Mapping[str, Reply]]) -> str:
    lines = [
        "## The same question at four times\n",
        "Each of the three documents of the example at its own time, then the first one with the",
        f"clock moved past its review time (`COUNTYLINE_NOW={MOMENTS[-1].now}`).\n",
    ]
    for entry in questions.over_time:
        for question in entry.values():
            lines += [f"### {question}\n", "| when | answer | record |", "|---|---|---|"]
            for moment, replies in zip(MOMENTS, at_times, strict=True):
                reply = replies[question]
                lines.append(f"| {moment.title} | {_cell(reply.text)} | {_record(reply)} |")
            lines.append("")
    return "\n".join(lines)


def whole_answer(system: RunningSystem, sender: str, message: str) -> Reply:
    """Ask, and give what came back.

    Raises:
        Problem: only the headline came back; a page of headlines would look like answers.
    """
    reply = system.ask(sender, message)
    if not reply.answer or reply.answer["degraded"]:
        raise Problem(f"A part of the system was down at {message!r}: it gave only the headline.")
    return reply


def _record(reply: Reply) -> str:
    answer = reply.answer
    told = [f"`{answer.get('kind')}`"]
    if answer.get("certainty"):
        told.append(f"certainty `{answer['certainty']}`")
    if answer.get("topics"):
        told.append("topic " + ", ".join(f"`{topic}`" for topic in answer["topics"]))
    if answer.get("facts"):
        told.append("facts " + ", ".join(f"`{fact}`" for fact in answer["facts"]))
    if answer.get("choices"):
        told.append("choices " + ", ".join(f"[{one['title']}]" for one in answer["choices"]))
    if answer.get("case"):
        told.append(f"case `{answer['case']['id']}`, {answer['case']['state']}")
    return _cell("\n".join(told))


def _cell(text: str) -> str:
    """Write a text so that it stays within one cell of a table."""
    return text.strip().replace("|", "\\|").replace("<", "&lt;").replace("\n", "<br>")


def _tell(line: str) -> None:
    print(line, flush=True)


def main() -> None:
    """Ask, and write the page."""
    questions = read_questions()
    try:
        written = page(questions)
    except (DidNotStart, Problem, OSError, ValueError) as problem:
        sys.exit(str(problem))
    ANSWERS.write_text(written, encoding="utf-8")
    _tell(f"Wrote {ANSWERS.relative_to(PROJECT_ROOT)}: {len(list(questions.every()))} questions.")


if __name__ == "__main__":
    main()
