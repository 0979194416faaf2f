"""An export is whole, redacted, as it was at one moment, and its receiver finds every change."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import stat
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from typer.testing import CliRunner

from countyline.calling.schema import calls
from countyline.cases.holding import hold
from countyline.cases.schema import case_events, cases
from countyline.cli import build
from countyline.console.deeds import newest
from countyline.console.trail_records import TRAIL
from countyline.database.engine import DatabaseUnavailable, writing
from countyline.ledger.chain import Anchor
from countyline.ledger.sealing import head_of
from countyline.problem import Problem
from countyline.records.checking import NoExport, check
from countyline.records.export import Order, export
from countyline.records.kinds import kinds
from countyline.records.model import Format, Kind, Wanted
from countyline.status.publication_reader import PublicationReader
from countyline.texting.schema import opt_outs
from tests.ledger.scene import Office

CENTRAL = ZoneInfo("America/Chicago")
PHONE = "816-555-0123"
FORMULA = '=HYPERLINK("http://evil.example","x")'


@pytest.fixture
def exporting(office: Office, reader: PublicationReader) -> Exporting:
    return Exporting(office, reader)


class Exporting:
    """An office and its exports."""

    def __init__(self, office: Office, reader: PublicationReader) -> None:
        self.office = office
        self.engine = office.engine
        self._reader = reader

    @property
    def today(self) -> date:
        return self.office.clock().astimezone(CENTRAL).date()

    def wanted(self, **more: Any) -> Wanted:
        fields = {"first": self.today, "last": self.today, "zone": CENTRAL, **more}
        return Wanted(**fields)

    def order(self, **more: Any) -> Order:
        changes = {name: more.pop(name) for name in ("kinds", "format") if name in more}
        hides = more.pop("hides_contacts", True)
        order = Order(
            engine=self.engine,
            reader=self._reader,
            kinds=[*kinds(), TRAIL],
            wanted=self.wanted(**more),
            format=Format.BOTH,
            hides_contacts=hides,
            version="1",
            made_at=self.office.clock(),
        )
        return replace(order, **changes)

    def to(self, folder: Path, **more: Any) -> dict[str, Any]:
        return export(self.order(**more), folder)

    def add_case(self, number: str, conversation: str, **more: Any) -> str:
        now = self.office.clock()
        fields = {
            "id": number, "conversation": conversation, "turn": number, "reason": "media",
            "topic": "vehicle", "subjects": ["tag_office"], "language": "es", "channel": "web",
            "question": FORMULA, "contact": PHONE, "state": "open", "opened_at": now,
        }  # fmt: skip
        event = {"case": number, "at": now, "what": "noted", "detail": {"text": f"call {PHONE}"}}
        with writing(self.engine) as connection:
            connection.execute(cases.insert().values({**fields, **more}))
            connection.execute(case_events.insert().values(event))
        return number


def lines(folder: Path, name: str) -> list[dict[str, Any]]:
    return [json.loads(one) for one in (folder / f"{name}.jsonl").read_text("utf-8").splitlines()]


def table(folder: Path, name: str) -> list[dict[str, str]]:
    text = (folder / f"{name}.csv").read_bytes().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def everything(folder: Path) -> str:
    return "\n".join(
        path.read_text("utf-8")
        for path in folder.glob("*")
        if path.is_file() and not path.name.startswith("revisions")
    )


def test_everything_of_the_period_is_there_and_holds(
    exporting: Exporting, tmp_path: Path
) -> None:
    office = exporting.office
    talk = office.ask(f"¿está abierto? llámeme al {PHONE}", "It is closed.")
    office.ask("thanks", "You are welcome.", conversation=talk)
    office.seal()
    case = exporting.add_case("2F-22", talk)
    hold(exporting.engine, case, "Request", "Ana", office.clock())
    with writing(exporting.engine) as connection:
        called = {"call": "t:1", "conversation": talk, "caller": "+18165550123", "state": {}}
        connection.execute(calls.insert().values(**called, opened_at=office.clock()))
        out = {"number": "+18165550123", "began_at": office.clock(), "how": "keyword"}
        connection.execute(opt_outs.insert().values(out))
    to = tmp_path / "april"
    index = exporting.to(to)
    assert [one["seq"] for one in lines(to, "messages")] == [1, 2, 3, 4]
    [pseudonym] = {one["caller"] for one in lines(to, "calls")}
    assert pseudonym in lines(to, "messages")[0]["text"]
    assert lines(to, "cases")[0]["contact"] == lines(to, "opt_outs")[0]["number"] == pseudonym
    assert lines(to, "case_events")[0]["detail"]["text"] == f"call {pseudonym}"
    assert len(lines(to, "holds")) == 1
    assert index["left_out"]["replaced"]["messages"] == {"phone": 1}
    assert index["left_out"]["legal_holds_in_force"] == 1
    assert "555-0123" not in everything(to)
    assert "5550123" not in everything(to)
    found = check(to)
    assert found.faults == ()
    assert found.entries == len(lines(to, "ledger")) == 2
    assert found.contents == 1
    assert Anchor.read(index["ledger"]["head"]).count == 2


def test_revisions_come_with_their_files(exporting: Exporting, tmp_path: Path) -> None:
    exporting.to(tmp_path / "x", last=datetime.now(UTC).date() + timedelta(1))
    [one] = lines(tmp_path / "x", "revisions")
    assert one["files"] == [
        f"revisions/000001/{name}"
        for name in ("document.yml", "fallback.json", "published.json", "status.json")
    ]
    assert (one["published_by"], one["reason"]) == (None, None)
    document, *files = one["files"]
    assert "countyline: 1" in (tmp_path / "x" / document).read_text("utf-8")
    for name in files:
        assert json.loads((tmp_path / "x" / name).read_text("utf-8"))
    assert check(tmp_path / "x").faults == ()


def test_tables_hold_the_same_and_no_formula(exporting: Exporting, tmp_path: Path) -> None:
    exporting.add_case("2F-22", exporting.office.ask("@SUM(1)"))
    exporting.office.seal()
    exporting.to(tmp_path / "x")
    [case] = table(tmp_path / "x", "cases")
    assert case["question"] == f"'{FORMULA}"
    assert table(tmp_path / "x", "messages")[0]["text"] == "'@SUM(1)"
    for path in (tmp_path / "x").glob("*.csv"):
        cells = [cell for row in table(tmp_path / "x", path.stem) for cell in row.values()]
        assert not [cell for cell in cells if cell.lstrip()[:1] in set("=+-@")], path.name
        assert len(table(tmp_path / "x", path.stem)) == len(lines(tmp_path / "x", path.stem))
    only = exporting.to(tmp_path / "only", format=Format.CSV)
    assert not list((tmp_path / "only").glob("*.jsonl"))
    assert check(tmp_path / "only").entries == only["ledger"]["last"] == 1


def test_a_day_is_the_countys_and_the_chain_goes_on_from_the_day_before(
    exporting: Exporting, tmp_path: Path
) -> None:
    office = exporting.office
    first = office.ask("on the first day")
    day = exporting.today
    office.clock.forward(86400)
    second = office.ask("on the second day")
    office.seal()
    exporting.to(tmp_path / "one", first=day, last=day)
    exporting.to(tmp_path / "two")
    assert {one["conversation"] for one in lines(tmp_path / "one", "messages")} == {first}
    assert {one["conversation"] for one in lines(tmp_path / "two", "messages")} == {second}
    assert [one["number"] for one in lines(tmp_path / "two", "ledger")] == [2]
    assert check(tmp_path / "one").faults == check(tmp_path / "two").faults == ()
    nothing = exporting.to(tmp_path / "none", first=day - timedelta(9), last=day - timedelta(9))
    assert (nothing["ledger"]["first"], lines(tmp_path / "none", "messages")) == (None, [])
    assert check(tmp_path / "none").faults == ()


def test_a_narrow_export_holds_links_of_others_and_not_their_words(
    exporting: Exporting, tmp_path: Path
) -> None:
    office = exporting.office
    mine = office.ask("mine, first")
    office.ask("of somebody else")
    office.ask("mine, again", conversation=mine)
    office.seal()
    exporting.add_case("2F-22", mine)
    for number, narrow in enumerate(({"cases": ("2f-22",)}, {"conversations": (mine,)})):
        to = tmp_path / str(number)
        index = exporting.to(to, **narrow)
        assert {one["conversation"] for one in lines(to, "messages")} == {mine}
        states = [one["state"] for one in lines(to, "ledger")]
        assert states == ["whole", "not_wanted", "whole"]
        assert "of somebody else" not in everything(to)
        assert check(to).faults == ()
        assert not (to / "trail.jsonl").exists()
        assert "trail" in index["left_out"]["not_of_the_chosen_conversations"]
    exporting.to(tmp_path / "topic", topics=("status",))
    assert len(lines(tmp_path / "topic", "messages")) == 6
    exporting.to(tmp_path / "both", topics=("vehicle",), cases=("2F-22",))
    assert len(lines(tmp_path / "both", "messages")) == 4


def test_what_was_hidden_comes_without_what_it_could_be_found_with(
    exporting: Exporting, tmp_path: Path
) -> None:
    exporting.office.ask(f"I am at {PHONE}")
    exporting.office.seal()
    exporting.to(tmp_path / "x")
    [entry] = lines(tmp_path / "x", "ledger")
    assert (entry["state"], entry["salt"]) == ("redacted", None)
    exporting.to(tmp_path / "kept", hides_contacts=False)
    [entry] = lines(tmp_path / "kept", "ledger")
    assert entry["state"] == "whole"
    assert PHONE in entry["content"]


def test_only_the_owner_reads_it(exporting: Exporting, tmp_path: Path) -> None:
    exporting.to(tmp_path / "x")
    for path in [tmp_path / "x", *(tmp_path / "x").rglob("*")]:
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path


def test_a_folder_that_is_there_stays_as_it_is(exporting: Exporting, tmp_path: Path) -> None:
    there = tmp_path / "there"
    there.mkdir()
    with pytest.raises(Problem, match="is there already"):
        exporting.to(there)
    assert list(there.iterdir()) == []
    with pytest.raises(Problem, match="cannot be written"):
        exporting.to(tmp_path / "no" / "such")


@pytest.mark.parametrize("error", [DatabaseUnavailable("gone"), OSError(28, "No space left")])
def test_nothing_is_left_of_an_export_that_failed(
    exporting: Exporting, tmp_path: Path, error: Exception
) -> None:
    def broken(*_: object) -> Iterator[Mapping[str, Any]]:
        raise error
        yield {}

    out = tmp_path / "out"
    out.mkdir()
    bad = Kind("bad", "what fails", ("a",), broken)
    with pytest.raises((DatabaseUnavailable, Problem)):
        exporting.to(out / "x", kinds=[*kinds(), bad])
    assert list(out.iterdir()) == []


def test_it_is_as_it_was_at_one_moment_while_the_desk_writes(
    exporting: Exporting, tmp_path: Path
) -> None:
    office = exporting.office
    office.ask("before")
    office.seal()

    def slow(*_: object) -> Iterator[Mapping[str, Any]]:
        # The desk is not held up, and what it writes now is not seen.
        writer = threading.Thread(target=lambda: (office.ask("meanwhile"), office.seal()))
        writer.start()
        writer.join(20)
        assert not writer.is_alive()
        yield {"a": 1}

    first = Kind("first", "comes before the others", ("a",), slow)
    index = exporting.to(tmp_path / "x", kinds=[first, *kinds()])
    assert len(lines(tmp_path / "x", "messages")) == 2
    assert index["ledger"]["last"] == 1
    with exporting.engine.connect() as connection:
        assert head_of(connection).count == 2
    assert check(tmp_path / "x").faults == ()


Change = Callable[[Path], None]


def _change_byte(path: Path) -> None:
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 2] ^= 1
    path.write_bytes(raw)


def _forget_line(path: Path) -> None:
    path.write_text("".join(path.read_text("utf-8").splitlines(True)[1:]), "utf-8")


@pytest.mark.parametrize("change", [_change_byte, _forget_line, Path.unlink])
def test_a_change_is_found_and_its_file_named(
    exporting: Exporting, tmp_path: Path, change: Change
) -> None:
    exporting.office.ask("is it open")
    exporting.office.ask("is it open now")
    exporting.office.seal()
    for number, name in enumerate(("messages.jsonl", "ledger.jsonl", "messages.csv", "index.html")):
        to = tmp_path / str(number)
        exporting.to(to)
        change(to / name)
        assert any(name in fault for fault in check(to).faults)
    exporting.to(tmp_path / "more")
    (tmp_path / "more" / "put-in.txt").write_text("x")
    assert "put-in.txt" in check(tmp_path / "more").faults[0]


def test_whoever_changes_the_index_too_is_found_by_the_chain(
    exporting: Exporting, tmp_path: Path
) -> None:
    for question in ("one", "two", "three"):
        exporting.office.ask(question)
    exporting.office.seal()
    to = tmp_path / "x"
    exporting.to(to)
    path, index = to / "ledger.jsonl", json.loads((to / "index.json").read_text())
    path.write_text(path.read_text().replace("It is closed.", "It is open."))
    _renew(index, path)
    (to / "index.json").write_text(json.dumps(index))
    assert check(to).faults == ("ledger.jsonl: the content of entry 1 was changed",)
    _forget_line(path)
    _renew(index, path)
    (to / "index.json").write_text(json.dumps(index))
    assert "ledger.jsonl: entry 1 is missing" in check(to).faults


def _renew(index: dict[str, Any], path: Path) -> None:
    raw = path.read_bytes()
    [told] = [one for one in index["files"] if one["name"] == path.name]
    told["sha256"], told["bytes"] = hashlib.sha256(raw).hexdigest(), len(raw)
    told["rows"] = raw.count(b"\n")


def test_what_is_no_export_is_said_in_words(tmp_path: Path) -> None:
    with pytest.raises(NoExport, match=r"there is no index\.json"):
        check(tmp_path)
    (tmp_path / "index.json").write_text('{"shape": 1, "files": 3}')
    with pytest.raises(NoExport, match="damaged"):
        check(tmp_path)
    (tmp_path / "index.json").write_text('{"shape": 99}')
    with pytest.raises(NoExport, match="newer"):
        check(tmp_path)


# The commands


@pytest.fixture
def at_home(office: Office, url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Office:
    monkeypatch.setenv("COUNTYLINE_DATABASE_URL", url)
    monkeypatch.setenv("COUNTYLINE_VAR", str(tmp_path / "var"))
    return office


def say(words: list[str]) -> tuple[int, str]:
    result = CliRunner().invoke(build(["records"]), ["records", *words])
    return result.exit_code, result.output + (str(result.exception) if result.exception else "")


def test_the_commands_export_and_verify(at_home: Office, tmp_path: Path) -> None:
    at_home.ask("is it open")
    at_home.seal()
    to = str(tmp_path / "out")
    day = at_home.clock().date()
    days = ["--from", str(day - timedelta(1)), "--to", str(day + timedelta(1))]
    code, said = say(["export", *days, "--to-folder", to])
    assert (code, "SHA-256 of index.json" in said) == (0, True), said
    assert newest(at_home.engine)[0].what == "records_exported"
    code, said = say(["verify", to])
    assert code == 0
    assert "1 entries of the ledger follow one another" in said
    _change_byte(tmp_path / "out" / "messages.jsonl")
    code, said = say(["verify", to])
    assert (code, "messages.jsonl was changed" in said) == (1, True)
    assert say(["export", *days, "--to-folder", to])[0] == 1
    code, said = say(["export", "--from", "2024-04-02", "--to", "2024-04-01", "--to-folder", "x"])
    assert (code, "before --from" in said) == (2, True)
    never = ["export", "--from", "2024-04-01", "--to", "9999-12-31", "--to-folder", "x"]
    assert say(never)[0] == 2
    assert say(["export", "--from", "soon", "--to", "2024-04-01", "--to-folder", "x"])[0] == 2
