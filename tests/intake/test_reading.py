"""Reading transcripts: whatever stands in a line, the others are read."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countyline.intake.model import BadLine, Kind, Line
from countyline.intake.reading import LONGEST_LINE, Format, Unreadable, format_of, read
from tests.intake.dying import ZONE
from tests.intake.scene import json_lines, voicemail

GOOD = json.dumps(voicemail("Is it open?")).encode() + b"\n"


def from_json(data: bytes) -> list[Line | BadLine]:
    return list(read(io.BytesIO(data), Format.JSON_LINES, ZONE))


def from_csv(data: bytes | str) -> list[Line | BadLine]:
    data = data.encode() if isinstance(data, str) else data
    return list(read(io.BytesIO(data), Format.CSV, ZONE))


def numbers(found: list[Line | BadLine]) -> tuple[list[int], list[int]]:
    """The numbers of good and of bad lines."""
    return (
        [one.number for one in found if isinstance(one, Line)],
        [one.number for one in found if isinstance(one, BadLine)],
    )


def test_all_fields() -> None:
    call = voicemail("¿Está abierto?", language="es-MX", kind="call")
    (line,) = list(read(json_lines(call), Format.JSON_LINES, ZONE))
    assert isinstance(line, Line)
    found = line.transcript
    assert (found.given_id, found.caller, found.language) == ("vm-1", "+1 816 555 0199", "es")
    assert (found.kind, found.text) == (Kind.CALL, "¿Está abierto?")
    assert found.at == datetime(2024, 4, 3, 14, tzinfo=UTC)


def test_only_the_callers_words_of_a_call_count() -> None:
    turns = [
        {"speaker": "agent", "text": "How can I help?"},
        {"speaker": "Caller", "text": "Is it open"},
        {"speaker": "caller", "text": "And when?"},
    ]
    (line,) = list(read(json_lines(voicemail("", turns=turns)), Format.JSON_LINES, ZONE))
    assert isinstance(line, Line)
    assert line.transcript.text == "Is it open. And when?"


def test_a_time_without_a_zone_is_the_countys() -> None:
    (line,) = list(read(json_lines(voicemail("x", at="2024-04-03 09:00")), Format.JSON_LINES, ZONE))
    assert isinstance(line, Line)
    assert line.transcript.at == datetime(2024, 4, 3, 14, tzinfo=UTC)


BAD = [
    b"not json",
    b"[1, 2]",
    b'"text"',
    b"{}",
    b"\xff\xfe{}",
    b"[" * 100_000,
    b'{"at": "2024-04-03T09:00:00Z"}',
    b'{"at": "2024-04-03", "text": "x"}',
    b'{"at": "yesterday", "text": "x"}',
    b'{"at": "0001-01-01T00:00:00Z", "text": "x"}',
    b'{"at": 5, "text": "x"}',
    b'{"at": "2024-04-03T09:00:00Z", "text": 5}',
    b'{"at": "2024-04-03T09:00:00Z", "text": "x", "kind": "fax"}',
    b'{"at": "2024-04-03T09:00:00Z", "text": "x", "id": {}}',
    b'{"at": "2024-04-03T09:00:00Z", "text": "x", "id": "' + b"x" * 300 + b'"}',
    b'{"at": "2024-04-03T09:00:00Z", "text": "x", "from": true}',
    b'{"at": "2024-04-03T09:00:00Z", "turns": [5]}',
    b'{"at": "2024-04-03T09:00:00Z", "turns": [{"speaker": "caller"}]}',
    b'{"at": "2024-04-03T09:00:00Z", "text": "x", "n": NaN}',
    b'{"text": "' + b"x" * LONGEST_LINE + b'"}',
]


@pytest.mark.parametrize("bad", BAD, ids=lambda bad: repr(bad[:40]))
def test_a_bad_line_is_told_and_the_others_go_on(bad: bytes) -> None:
    found = from_json(GOOD + bad + b"\n" + GOOD)
    assert numbers(found) == ([1, 3], [2])
    (why,) = [one.why for one in found if isinstance(one, BadLine)]
    assert why.endswith(".")
    assert "xxx" not in why


def test_a_byte_order_mark_blank_lines_and_windows_ends() -> None:
    assert numbers(from_json(b"\xef\xbb\xbf" + GOOD + b"\r\n\n" + GOOD.strip())) == ([1, 4], [])
    assert from_json(b"") == from_json(b"\xef\xbb\xbf") == []


HEAD = "id,at,from,language,text\n"
ROW = "{},2024-04-03T09:00:00-05:00,816-555-0199,en,{}\n"


def test_csv() -> None:
    found = from_csv("\ufeff" + HEAD + ROW.format(1, "Is it open?") + ROW.format(2, '"One, two"'))
    assert [one.transcript.text for one in found if isinstance(one, Line)] == [
        "Is it open?",
        "One, two",
    ]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_what_spreadsheet_programs_write(delimiter: str) -> None:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerow(["ID", "At", "From", "Transcript", "Note"])
    writer.writerow(['="0012"', "2024-04-03T09:00:00Z", "'+18165550199", "=open?\nYes", "x"])
    (line,) = from_csv(out.getvalue())
    assert isinstance(line, Line)
    found = line.transcript
    assert (found.given_id, found.caller) == ("0012", "+18165550199")
    assert found.text == "=open?\nYes"


def test_an_open_quote_swallows_one_line() -> None:
    rows = "".join(ROW.format(n, f"Is it open {n}?") for n in range(2, 500))
    found = from_csv(HEAD + ROW.format(1, '"never closed') + rows)
    good, bad = numbers(found)
    assert bad == [2]
    assert good == list(range(3, 501))


def test_lines_are_counted_as_an_editor_counts_them() -> None:
    quoted = ROW.format(1, '"one\ntwo\nthree"')
    found = from_csv(HEAD + quoted + "too,few\n" + ROW.format(2, "x"))
    assert numbers(found) == ([2, 6], [5])


def test_wrong_bytes_and_wrong_quotes() -> None:
    good = ROW.format(1, "x").encode()
    bad = ROW.format(2, "\xe9").encode("latin-1")
    found = from_csv(HEAD.encode() + good + bad + b'3,"a"b"",c"",d,e\n' + good)
    assert numbers(found) == ([2, 5], [3, 4])


def test_a_csv_must_name_its_columns() -> None:
    with pytest.raises(Unreadable, match="names the columns"):
        from_csv("1,2,3\n")
    assert from_csv("") == []


def test_the_format_is_told_by_the_name() -> None:
    assert format_of("calls.CSV") is Format.CSV
    assert format_of("calls.jsonl") is format_of("-") is Format.JSON_LINES


@given(st.binary(max_size=300), st.sampled_from(Format))
def test_any_bytes_are_read_or_told(data: bytes, format_: Format) -> None:
    data = HEAD.encode() + data if format_ is Format.CSV else data
    found = list(read(io.BytesIO(data), format_, ZONE))
    lines = data.count(b"\n") + 1
    assert all(1 <= one.number <= lines for one in found)
    assert len({one.number for one in found}) == len(found)


@given(st.lists(st.text(alphabet=st.characters(codec="utf-8"), max_size=40), max_size=8))
def test_what_csv_writes_is_read_as_it_was(texts: list[str]) -> None:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(["at", "text"])
    writer.writerows(["2024-04-03T09:00:00Z", text] for text in texts)
    found = from_csv(out.getvalue())
    assert [one.transcript.text if isinstance(one, Line) else one for one in found] == [
        text if text.strip() else "" for text in texts
    ]
