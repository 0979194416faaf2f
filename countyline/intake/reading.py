"""Reads transcripts from JSON lines and CSV, line by line: a bad line does not stop the others.

`docs/intake.md` has the fields. Nothing of a line is held longer than it takes to read it.
"""

from __future__ import annotations

import csv
import json
from collections import deque
from collections.abc import Iterator, Mapping
from datetime import datetime, tzinfo
from enum import StrEnum
from typing import Any, BinaryIO, NoReturn

from countyline.intake.model import BadLine, Hint, Kind, Line, Transcript
from countyline.problem import Problem

LONGEST_LINE = 512 * 1024
"""The most bytes of a line: an hour of talk has about 60,000."""
LONGEST_ID = 200
LONGEST_CALLER = 100
_LONGEST_QUOTED = 200
"""The most lines of a quoted cell: a quote that stays open must not swallow the file."""
_CALLERS = frozenset({"caller", "customer", "resident", "user", "client"})
_EARLIEST, _LATEST = 1990, 2100


class Format(StrEnum):
    """How transcripts are written."""

    JSON_LINES = "jsonl"
    CSV = "csv"


class Unreadable(Problem):
    """Nothing can be read, because of how the whole is written."""


class _Bad(Exception):
    """Why a line is no transcript."""


def format_of(name: str) -> Format:
    """Tell the format by a file's name: `.csv` is CSV, everything else JSON lines."""
    return Format.CSV if name.lower().endswith(".csv") else Format.JSON_LINES


def read(source: BinaryIO, format_: Format, zone: tzinfo) -> Iterator[Line | BadLine]:
    """Give each transcript, or why a line is none, in order.

    Args:
        source: the bytes, in UTF-8.
        format_: how they are written.
        zone: what a time without a zone is meant in.

    Raises:
        Unreadable: a CSV whose first line does not name the columns.
    """
    if format_ is Format.CSV:
        return _from_csv(source, zone)
    return _from_json_lines(source, zone)


# JSON lines


def _from_json_lines(source: BinaryIO, zone: tzinfo) -> Iterator[Line | BadLine]:
    for number, line in enumerate(_lines(source), 1):
        try:
            if line is None:
                raise _too_long()
            if line.strip():
                yield Line(number, _transcript(_json_object(line), zone))
        except _Bad as bad:
            yield BadLine(number, str(bad))


def _json_object(line: bytes) -> Mapping[str, Any]:
    try:
        given = json.loads(line.decode("utf-8"), parse_constant=_refuse)
    except UnicodeDecodeError:
        raise _not_utf8() from None
    except (ValueError, RecursionError):
        raise _Bad("It is not valid JSON.") from None
    if not isinstance(given, dict):
        raise _Bad("It is not a JSON object.")
    return given


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no JSON")


# CSV


def _from_csv(source: BinaryIO, zone: tzinfo) -> Iterator[Line | BadLine]:
    records = _records(_lines(source))
    first = next(records, None)
    if first is None:
        return
    _, heading = first
    columns, delimiter = _columns(heading)
    for number, record in records:
        try:
            if isinstance(record, _Bad):
                raise record
            if record.strip():
                yield Line(number, _transcript(_cells(record, columns, delimiter), zone))
        except _Bad as bad:
            yield BadLine(number, str(bad))


def _columns(heading: str | _Bad) -> tuple[list[str], str]:
    """Read the first line: the names of the columns and what stands between them."""
    if isinstance(heading, str):
        for delimiter in (",", ";", "\t"):
            names = [name.strip().lower() for name in heading.strip().split(delimiter)]
            names = [name.strip('"').strip() for name in names]
            if "at" in names and {"text", "transcript"} & set(names):
                return names, delimiter
    raise Unreadable(
        "The first line of a CSV names the columns. It needs `at` and `text` (or `transcript`), "
        "and may have `id`, `from`, `language` and `kind`."
    )


def _cells(record: str, columns: list[str], delimiter: str) -> Mapping[str, Any]:
    try:
        (cells,) = csv.reader([record], delimiter=delimiter, strict=True)
    except (csv.Error, ValueError):
        raise _Bad("Its quotes are not as CSV has them.") from None
    if len(cells) != len(columns):
        raise _Bad(f"It has {len(cells)} cells; the first line names {len(columns)} columns.")
    # An empty cell is a field that was not given, but for the words: silence is a message too.
    given = {name: cell for name, cell in zip(columns, cells, strict=True) if cell.strip()}
    for name in ("text", "transcript"):
        if name in columns:
            given.setdefault(name, "")
    if "id" in given:
        given["id"] = _without_formula(given["id"])
    if "from" in given:
        given["from"] = _without_formula(given["from"])
    return given


def _without_formula(cell: str) -> str:
    """Undo what keeps a spreadsheet program from reading a number as a formula or a sum."""
    cell = cell.strip()
    if cell.startswith('="') and cell.endswith('"'):
        return cell[2:-1]
    return cell[1:] if cell.startswith("'") else cell


def _records(lines: Iterator[bytes | None]) -> Iterator[tuple[int, str | _Bad]]:
    """Put physical lines together to records, each with the number of its first line.

    A record is whole when its quotes are even. One that does not become whole is bad alone: what
    follows its first line is read anew.
    """
    ahead = _Ahead(lines)
    while ahead.peek(0) != _END:
        number = ahead.number
        length = _length_of_record(ahead)
        if isinstance(length, _Bad):
            ahead.take()
            yield number, length
            continue
        record = b"".join(ahead.take() or b"" for _ in range(length))
        try:
            yield number, record.decode("utf-8").rstrip("\r\n")
        except UnicodeDecodeError:
            yield number, _not_utf8()


def _length_of_record(ahead: _Ahead) -> int | _Bad:
    """Count the lines of the next record."""
    quotes = size = 0
    for count in range(_LONGEST_QUOTED):
        line = ahead.peek(count)
        if line is None and count == 0:
            return _too_long()
        if not line:
            break
        quotes += line.count(b'"')
        size += len(line)
        if quotes % 2 == 0:
            return count + 1
        if size > LONGEST_LINE:
            break
    return _Bad("A quote in it is never closed.")


_END = b""


class _Ahead:
    """Lines that can be looked at before they are taken; `number` counts the next one, from 1."""

    def __init__(self, lines: Iterator[bytes | None]) -> None:
        self._lines = lines
        self._seen: deque[bytes | None] = deque()
        self.number = 1

    def peek(self, count: int) -> bytes | None:
        """Give the line that comes after `count` others; `_END` when there is none."""
        while len(self._seen) <= count:
            self._seen.append(next(self._lines, _END))
        return self._seen[count]

    def take(self) -> bytes | None:
        """Give the next line."""
        self.peek(0)
        self.number += 1
        return self._seen.popleft()


# Lines


def _lines(source: BinaryIO) -> Iterator[bytes | None]:
    """Give the lines without a byte order mark; None in place of one that is too long."""
    first = True
    while line := source.readline(LONGEST_LINE + 1):
        if first:
            line = line.removeprefix(b"\xef\xbb\xbf")
            first = False
            if not line:
                return
        if len(line) <= LONGEST_LINE:
            yield line
            continue
        while line and not line.endswith(b"\n"):
            line = source.readline(LONGEST_LINE)
        yield None


def _too_long() -> _Bad:
    return _Bad(f"It is longer than {LONGEST_LINE // 1024} kilobytes.")


def _not_utf8() -> _Bad:
    return _Bad("It is not in UTF-8.")


# Fields


def _transcript(given: Mapping[str, Any], zone: tzinfo) -> Transcript:
    kind = _kind(given.get("kind"))
    return Transcript(
        given_id=_short(given.get("id"), "id", LONGEST_ID),
        at=_moment(given.get("at"), zone),
        caller=_short(given.get("from"), "from", LONGEST_CALLER),
        language=_language(given.get("language")),
        kind=kind,
        text=_words(given),
    )


def _kind(given: object) -> Kind:
    if given in (None, ""):
        return Kind.VOICEMAIL
    try:
        return Kind(str(given).strip().lower())
    except ValueError:
        raise _Bad("`kind` is neither `call` nor `voicemail`.") from None


def _short(given: object, name: str, longest: int) -> str | None:
    """Read a short text; a phone system may write a number."""
    if given is None or given == "":
        return None
    if isinstance(given, bool) or not isinstance(given, str | int):
        raise _Bad(f"`{name}` is not a text.")
    text = str(given).strip()
    if len(text) > longest or not text.isprintable():
        raise _Bad(f"`{name}` has more than {longest} characters, or some that cannot be printed.")
    return text or None


def _moment(given: object, zone: tzinfo) -> datetime:
    text = given.strip() if isinstance(given, str) else ""
    try:
        moment = datetime.fromisoformat(text)
        if ":" not in text or not _EARLIEST <= moment.year < _LATEST:
            raise ValueError
    except ValueError:
        raise _Bad(
            "`at` is not a day and time in ISO 8601, such as 2024-04-03T08:15:00-05:00."
        ) from None
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=zone)


def _language(given: object) -> Hint | None:
    """Read a language tag such as `es-MX`; another language than ours is no hint."""
    tag = given.strip().lower() if isinstance(given, str) else ""
    if tag.startswith("es"):
        return "es"
    return "en" if tag.startswith("en") else None


def _words(given: Mapping[str, Any]) -> str:
    if given.get("turns") is not None:
        return _words_of_caller(given["turns"])
    text = given["text"] if given.get("text") is not None else given.get("transcript")
    if not isinstance(text, str):
        raise _Bad("It has no `text`.")
    return text


def _words_of_caller(turns: object) -> str:
    """Join what the caller said; what others said asks nothing."""
    if not isinstance(turns, list) or not all(isinstance(turn, dict) for turn in turns):
        raise _Bad("`turns` is not a list of objects.")
    said = []
    for turn in turns:
        speaker, text = turn.get("speaker"), turn.get("text")
        if not isinstance(speaker, str) or not isinstance(text, str):
            raise _Bad("Each of `turns` needs a `speaker` and a `text`.")
        if speaker.strip().lower() in _CALLERS:
            said.append(text.strip())
    # What was said in another turn begins anew.
    return " ".join(text if text.endswith((".", "?", "!", "…")) else f"{text}." for text in said)
