"""Measures statements published live: fifty at once, understood from the next message on.

    python -m benchmarks.understanding.fifty_statements

The fifty (`statements/fifty.yml`) are added to the default example and published. What residents
then ask stands beside them (`asked.py`): questions that a statement answers, in several wordings,
and near neighbors, which sound like a statement and ask something that it does not answer. Ordinary
messages are read without the fifty and with them, to see what the fifty take away.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.turn.environments import python_of_rasa
from benchmarks.understanding.answering import Understood, understood_of
from benchmarks.understanding.asked import (
    HELD_OUT,
    STATEMENTS,
    WORDINGS,
    Asked,
    Wording,
    read_asked,
)
from benchmarks.understanding.contestants import Arena
from benchmarks.understanding.lines import read_lines
from countyline.answers.finding_out import SURELY_OUT_OF_SCOPE
from countyline.problem import Problem
from countyline.running.processes import environment_of_processes
from countyline.running.publishing import publisher_of
from countyline.settings import DEFAULT_STATUS, PROJECT_ROOT, Settings
from countyline.status.publication import CURRENT
from countyline.status.yaml_text import read_tree

SECTION = "statements"

Readings = Mapping[str, Understood]
"""What was understood, by the id of the message."""


@dataclass(frozen=True)
class Tally:
    """What became of the questions of one language and wording.

    Attributes:
        asked: how many there are.
        own: read as the statement they are about: understood, and for near neighbors stolen.
        offered: of the others, how many are asked back whether they are about it.
        other: read as another statement.
    """

    language: str
    wording: Wording
    asked: int
    own: int
    offered: int
    other: int


@dataclass(frozen=True)
class Ordinary:
    """What the fifty did to ordinary messages.

    Attributes:
        asked: how many were read without the fifty and with them.
        stolen: by id, messages that are read as one of the fifty, and as which.
        changed: ids of other messages of which anything else is read than before.
    """

    asked: int
    stolen: Mapping[str, str]
    changed: tuple[str, ...]

    @property
    def thieves(self) -> Counter[str]:
        """How many each statement took."""
        return Counter(self.stolen.values())


@dataclass(frozen=True)
class Live:
    """How long the first question took to be understood, once the document was saved.

    Attributes:
        publishing_seconds: from the saved file to the new revision, checks and waiting included.
        first_seconds: the first message of that revision, which encodes every `asks`.
        second_seconds: the same message again.
        understood: whether the first time gave the statement.
    """

    publishing_seconds: float
    first_seconds: float
    second_seconds: float
    understood: bool


@dataclass(frozen=True)
class Measured:
    """Everything that was measured."""

    statements: int
    tallies: tuple[Tally, ...]
    ordinary: Ordinary
    live: Live


def statements(path: Path = STATEMENTS) -> dict[str, Any]:
    """Read the statements, in the shape of the status document's section."""
    return _section(_mapping(path.read_text(encoding="utf-8")))


def with_statements(document: str, added: Mapping[str, Any]) -> str:
    """Give the text of a status document with more statements. Raises Problem for a taken id."""
    data = _mapping(document)
    present = _section(data)
    taken = sorted(present.keys() & added.keys())
    if taken:
        raise Problem(f"The document has statements of that name already: {', '.join(taken)}.")
    # JSON is YAML, and leaves no doubt about what is a text.
    return json.dumps({**data, SECTION: {**present, **added}}, ensure_ascii=False, indent=1)


def _mapping(text: str) -> dict[str, Any]:
    tree, troubles = read_tree(text)
    data = tree.data()
    if troubles or not isinstance(data, dict):
        raise Problem("This is no status document, nor a part of one.")
    return data


def _section(data: Mapping[str, Any]) -> dict[str, Any]:
    found = data.get(SECTION)
    return found if isinstance(found, dict) else {}


class Bench:
    """Publishes into a folder of its own and lets Rasa's environment read messages there."""

    def __init__(self, folder: Path, model: Path) -> None:
        self._folder = folder
        self._model = model
        settings = Settings.from_environment({"COUNTYLINE_VAR": str(folder / "var")})
        self._settings = replace(settings, status=folder / "status.json")
        self._publisher = publisher_of(self._settings)
        self._environment = environment_of_processes(self._settings, {})

    def publish(self, document: str) -> float:
        """Save the document and publish it; give the seconds. Raises Problem when it is wrong."""
        self._settings.status.write_text(document, encoding="utf-8")
        begun = time.monotonic()
        error = self._publisher.refresh().error
        if error:
            raise Problem(f"The status document cannot be served: {error}")
        return time.monotonic() - begun

    def read(self, messages: Mapping[str, str]) -> Readings:
        """Read messages, given by id, with what is published now."""
        asked = self._folder / "messages.jsonl"
        lines = (json.dumps({"id": key, "text": text}) for key, text in messages.items())
        asked.write_text("\n".join(lines), encoding="utf-8")
        entries = self._in_rasa("understand", str(asked)) if messages else []
        return {entry["id"]: understood_of(entry) for entry in entries}

    def first_message(self, document: str, message: str) -> tuple[float, list[dict[str, Any]]]:
        """Publish while Rasa runs, and let it read a message twice.

        Returns:
            the seconds that publishing took, and what `first_message.py` tells.
        """
        current = self._settings.publication / CURRENT
        before = current.read_bytes()
        seconds = self.publish(document)
        after = current.with_name("after.json")
        after.write_bytes(current.read_bytes())
        current.write_bytes(before)
        return seconds, self._in_rasa("first_message", str(current), str(after), message)

    def _in_rasa(self, module: str, *words: str) -> list[dict[str, Any]]:
        out = self._folder / f"{module}.jsonl"
        command = [str(python_of_rasa()), "-m", f"benchmarks.understanding.{module}"]
        arena = Arena((), out, self._folder, 0, self._environment)
        arena.run([*command, str(self._model), *words, str(out)], self._folder / f"{module}.log")
        return [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]


def measure(
    asked: Sequence[Asked], ordinary: Mapping[str, str], model: Path, folder: Path
) -> Measured:
    """Measure everything.

    Args:
        asked: what residents ask of the fifty.
        ordinary: messages by id, which none of the fifty answers.
        model: the trained model.
        folder: an empty folder to work in.

    Raises:
        Problem: the document cannot be served, or the model cannot read it.
    """
    if not model.is_file():
        raise Problem("There is no trained model: run `make train`.")
    bench, added = Bench(folder, model), statements()
    example = (PROJECT_ROOT / DEFAULT_STATUS).read_text(encoding="utf-8")
    bench.publish(example)
    without = bench.read(ordinary)
    document = with_statements(example, added)
    first = next(iter(added))
    seconds, told = bench.first_message(document, added[first]["asks"]["en"][0])
    bench.publish(document)
    read = bench.read({**{one.id: one.text for one in asked}, **ordinary})
    return Measured(
        statements=len(added),
        tallies=tuple(tallies_of(asked, read)),
        ordinary=ordinary_of(without, {key: read[key] for key in ordinary}),
        live=_live(seconds, told, first),
    )


def _live(publishing: float, told: Sequence[Mapping[str, Any]], wanted: str) -> Live:
    first, second = (understood_of({"id": wanted, **entry}) for entry in told)
    return Live(publishing, first.milliseconds / 1000, second.milliseconds / 1000,
                read_as(first, "plain") == wanted)  # fmt: skip


def tallies_of(asked: Sequence[Asked], read: Readings) -> Iterable[Tally]:
    """Count what became of the questions, by language and wording."""
    for language in sorted({one.language for one in asked}):
        for wording in WORDINGS:
            mine = [o for o in asked if (o.language, o.wording) == (language, wording)]
            if not mine:
                continue
            got = [(one, read_as(read[one.id], wording)) for one in mine]
            own = sum(one.about == found for one, found in got)
            offered = sum(one.about == offered_in(read[one.id]) for one in mine)
            other = sum(found not in (None, one.about) for one, found in got)
            yield Tally(language, wording, len(mine), own, offered, other)


def read_as(understood: Understood, wording: Wording) -> str | None:
    """Give the id of the statement that a message is read as; None: of no statement.

    A question is understood when its first reading is the statement, and vouched for. What is not
    meant for a statement counts wherever in the message it is read.
    """
    if wording != "near neighbor":
        first = understood.first
        return _id(first.statement) if first.confident else None
    return next((_id(part.statement) for part in understood.question.parts if part.statement), None)


def offered_in(understood: Understood) -> str | None:
    """Give the id of the statement that is offered as a choice; None: nothing is asked back."""
    first = understood.first
    declined = first.out_of_scope >= SURELY_OUT_OF_SCOPE
    return None if first.confident or declined else _id(first.offered)


def _id(statement: str | None) -> str | None:
    return statement.removeprefix(f"{SECTION}.") if statement else None


def ordinary_of(without: Readings, read: Readings) -> Ordinary:
    """Compare what ordinary messages are read as, without the fifty and with them."""
    stolen = {
        key: found
        for key, understood in read.items()
        if (found := read_as(understood, "near neighbor"))
        and found != read_as(without[key], "near neighbor")
    }
    changed = tuple(
        key
        for key, understood in read.items()
        if key not in stolen and _gist(understood) != _gist(without[key])
    )
    return Ordinary(len(read), stolen, changed)


def _gist(understood: Understood) -> list[tuple[Any, ...]]:
    """What the answer depends on."""
    parts = understood.question.parts
    return [(part.aspect, part.confident, part.statement, part.subjects) for part in parts]


def table(measured: Measured) -> list[str]:
    """Write the figures as lines of text."""
    lines = [f"{measured.statements} statements published at once", ""]
    lines.append(f"{'asked of them':<20} {'asked':>6} {'own':>6} {'offered':>8} {'other':>6}")
    for one in measured.tallies:
        name = f"{one.language} {one.wording}"
        lines.append(f"{name:<20} {one.asked:>6} {one.own:>6} {one.offered:>8} {one.other:>6}")
    lines.append("  own: read as the statement that answers it; a near neighbor's is a theft")
    lines.append("  offered: asked back, with the statement among the choices")
    ordinary, live = measured.ordinary, measured.live
    lines += ["", f"ordinary messages: {ordinary.asked}, stolen: {len(ordinary.stolen)}, "
              f"read otherwise: {len(ordinary.changed)}"]  # fmt: skip
    lines += [f"  {count} by {name}" for name, count in ordinary.thieves.most_common()]
    lines += ["", f"from saving to the new revision: {live.publishing_seconds:.2f} s",
              f"first message after it: {live.first_seconds:.2f} s, "
              f"again: {live.second_seconds:.3f} s, "
              f"{'understood' if live.understood else 'NOT understood'}"]  # fmt: skip
    return lines


def main() -> None:
    """Measure, and print the figures."""
    arguments = _arguments()
    try:
        with TemporaryDirectory(prefix="countyline-fifty-") as folder:
            ordinary = _ordinary(arguments.ordinary)
            asked = read_asked(arguments.asked)
            print("\n".join(table(measure(asked, ordinary, arguments.model, Path(folder)))))
    except Problem as problem:
        sys.exit(str(problem))


def _ordinary(paths: Sequence[Path] | None) -> dict[str, str]:
    """The ordinary messages by id: of these files, else the labeled lines that are there."""
    if paths is None:
        return {line.id: line.text for line in read_lines()[0]}
    entries = (
        json.loads(line) for path in paths for line in path.read_text(encoding="utf-8").splitlines()
    )
    return {str(entry["id"]): entry["text"] for entry in entries}


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.understanding.fifty_statements",
        description=(__doc__ or "").partition("\n")[0],
    )
    parser.add_argument(
        "--ordinary", nargs="*", type=Path, metavar="FILE",
        help="JSON lines with `id` and `text`, by default all labeled lines; none: leave them out",
    )  # fmt: skip
    parser.add_argument(
        "--asked", type=Path, default=HELD_OUT, metavar="FILE",
        help="what is asked of the fifty, by default what is held out",
    )  # fmt: skip
    parser.add_argument(
        "--model", type=Path, default=Settings.from_environment().model, help="the trained model"
    )
    return parser.parse_args()


if __name__ == "__main__":
    main()
