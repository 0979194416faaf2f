"""The audit trail: every deed of the console and of the command line stands in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from countyline.cases.holding import hold, release
from countyline.cases.retention import Retention
from countyline.cli import COMMANDS, build
from countyline.console.trail import Line, lines_of
from countyline.desk.schema import conversations
from countyline.settings import Settings
from tests.console.house import PASSWORD, House, Person, Role
from tests.console.test_roles import MAY, address

# What each form leaves in the trail. Fields are filled in so that the deed is done.
Fields = Mapping[str, Any]
LEAVES: Mapping[str, tuple[str, Fields]] = {
    "/staff/cases/<case:str>/claim": ("claimed", {}),
    "/staff/cases/<case:str>/reply": ("replied", {"key": "k", "text_en": "Come in."}),
    "/staff/cases/<case:str>/note": ("noted", {"key": "k", "note": "Called."}),
    "/staff/cases/<case:str>/transfer": ("transferred", {"to": "<account:str>"}),
    "/staff/cases/<case:str>/release": ("released", {}),
    "/staff/cases/<case:str>/close": ("closed", {"outcome": "Done"}),
    "/staff/account/password": (
        "password changed",
        {
            "old_password": PASSWORD,
            "new_password": "another sentence of mine",
            "again_password": "another sentence of mine",
        },
    ),
    "/staff/account/sign-out-everywhere": ("signed out everywhere", {}),
    "/staff/sign-out": ("signed out", {}),
    "/staff/people": ("added", {"login": "new", "name": "New", "role": "agent"}),
    "/staff/people/<account:str>/reset": ("password reset", {}),
    "/staff/people/<account:str>/disable": ("disabled", {}),
    "/staff/people/<account:str>/enable": ("enabled", {}),
    "/staff/telling/<way:str>/on": ("notices switched on", {}),
}
LEAVES_ELSEWHERE = {
    # With a way that is set; see test_telling.
    "/staff/telling/try",
    "/staff/telling/<way:str>/off",
    # With two revisions; see test_corrections.
    "/staff/corrections",
    "/staff/corrections/<correction:str>/called/<conversation:str>",
    # With a draft; see test_publishing.
    "/staff/publish",
    "/staff/publish/revisions/<number:str>/back",
    "/staff/publish/moves/<move:str>",
    "/staff/publish/entries/<section:str>",
    "/staff/publish/entries/<section:str>/<key:str>",
    *(
        f"/staff/publish/drafts/<draft:str>/{deed}"
        for deed in ("save", "submit", "take-back", "discard", "approve", "override", "renew")
    ),
    # With an export that is done; see test_records.
    "/staff/records",
    "/staff/records/<job:str>/remove",
}
LEAVES_NOTHING = {
    # Makes the lease longer while its owner types: a second's matter, and no deed.
    "/staff/cases/<case:str>/keep",
    # Changes the page in the browser alone.
    "/staff/cases/<case:str>/canned",
}


def new_lines(house: House, act: Callable[[], object]) -> list[Line]:
    before = lines_of(house.engine)
    act()
    return [one for one in lines_of(house.engine) if one not in before]


def test_every_form_is_listed_here() -> None:
    forms = {path for method, path in MAY if method == "POST"}
    assert forms == set(LEAVES) | LEAVES_ELSEWHERE | LEAVES_NOTHING


@pytest.mark.parametrize("path", list(LEAVES))
def test_every_form_leaves_a_line_with_who_did_it(house: House, path: str) -> None:
    what, fields = LEAVES[path]
    case, other = house.asked(), house.add("other")
    chief = house.signed_in("chief", Role.ADMINISTRATOR, "Chris Fox")
    if path.endswith(("transfer", "release")):
        chief.do(f"/staff/cases/{case}/claim")
    filled = {name: address(value, case, other.id) for name, value in fields.items()}
    house.clock.forward(1)
    [line] = new_lines(house, lambda: done(chief, address(path, case, other.id), filled))
    assert (line.who, line.what) == ("Chris Fox", what)
    assert line.case == (case if "/cases/" in path else None)


def done(person: Person, path: str, fields: Mapping[str, str]) -> None:
    assert person.do(path, **fields).status in (200, 303)


# The command line


@pytest.fixture
def on_command_line(url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("COUNTYLINE_DATABASE_URL", url)
    for name in ("COUNTYLINE_STAFF_MAIL", "COUNTYLINE_STAFF_WEBHOOK"):
        monkeypatch.setenv(name, "")
    yield


def commands(app: typer.Typer) -> Iterator[str]:
    """Give the words of every command."""
    for command in app.registered_commands:
        yield str(command.name)
    for group in app.registered_groups:
        assert group.typer_instance is not None
        yield from (f"{group.name} {word}" for word in commands(group.typer_instance))


COMMAND_LEAVES: Mapping[str, tuple[str, str]] = {
    "cases close": ('<case> --outcome "Done" --by "M. Lee"', "closed"),
    "cases export": ("--format csv", "cases exported"),
    "records hold": ("<case> --reason Claim --by Ana", "held"),
    "records release": ("<case> --by Ana", "hold ended"),
    "records delete": ("--older-than 90d --yes --by Ana", "records deleted"),
    "staff add": ("new --name New", "added"),
    "staff reset": ("other", "password reset"),
    "staff disable": ("other", "disabled"),
    "staff enable": ("other", "enabled"),
    "texts opt-outs": ("--csv", "opt outs listed"),
    "ledger list": ("--csv", "ledger exported"),
    "asked": ("--json", "asked exported"),
    "records export": (
        "--from 2024-04-01 --to 2024-04-30 --to-folder <folder>/export",
        "records exported",
    ),
}
COMMAND_LEAVES_ELSEWHERE = {
    # In the audit trail too, with a way that is set: see tests/notices/test_commands.py.
    "notices test",
    # In var/publication, revision by revision.
    "publish",
    # In the audit trail too, when the bot runs: see tests/intake/test_commands.py.
    "intake add",
}
COMMAND_LEAVES_NOTHING = {
    # They look.
    "cases list", "cases show", "records holds", "staff list", "notices list", "check", "show",
    "schema", "intake report", "intake list", "ledger verify", "ledger anchor", "ledger replay",
    "ledger would-have-said", "records verify", "preview",
    # Its own trail is the ledger.
    "ledger seal",
    # They start a program, or make what it runs on.
    "run", "train", "database upgrade",
}  # fmt: skip


def test_every_command_is_listed_here() -> None:
    found = set(commands(build(COMMANDS)))
    assert found == {*COMMAND_LEAVES, *COMMAND_LEAVES_ELSEWHERE, *COMMAND_LEAVES_NOTHING}


@pytest.mark.parametrize("command", list(COMMAND_LEAVES))
def test_every_command_leaves_a_line_with_who_did_it(
    any_house: House, on_command_line: None, command: str, tmp_path: Path
) -> None:
    words, what = COMMAND_LEAVES[command]
    case = any_house.asked()
    any_house.add("other")
    if command == "records release":
        hold(any_house.engine, case, "Claim", "Ana", any_house.clock())
    words = f"{command} {words}".replace("<case>", case).replace("<folder>", str(tmp_path))

    def act() -> None:
        result = CliRunner().invoke(build([command.split(maxsplit=1)[0]]), words)
        assert result.exit_code == 0, result.output

    [line] = new_lines(any_house, act)
    assert line.what == what
    who = line.who
    assert who in {"M. Lee", "Ana"} or who.startswith("command line (")
    is_of_case = command in ("cases close", "records hold", "records release")
    assert line.case == (case if is_of_case else None)


# What it tells


def test_holds_and_deletions_are_told_with_why_and_how_much(any_house: House) -> None:
    engine, clock = any_house.engine, any_house.clock
    case, old = any_house.asked(), any_house.asked()
    person = any_house.signed_in("mlee")
    person.do(f"/staff/cases/{old}/close", outcome="Done")
    clock.forward(100 * 86400)
    hold(engine, case, "Records request 2024-118", "Ana", clock())
    clock.forward(60)
    release(engine, case, "Bo", clock())
    clock.forward(60)
    before = clock() - timedelta(days=90)
    Retention(engine, conversations, clock, 0).delete(before, "Ana")
    page = any_house.signed_in("chief", Role.ADMINISTRATOR).get("/staff/trail")
    for told in ("Records request 2024-118", "hold ended", "records deleted",
                 "older than 2024-04-13: 1 conversations, 1 messages of residents"):  # fmt: skip
        assert told in page.text
    lines = lines_of(engine)
    assert [line.at for line in lines] == sorted((line.at for line in lines), reverse=True)


def test_who_closed_a_case_on_the_command_line_stands_on_its_page(house: House) -> None:
    case = house.asked()
    house.console.switchboard.close_from_outside(case, "Called back", "M. Lee")
    page = house.signed_in("mlee").get(f"/staff/cases/{case}")
    assert "M. Lee, closed" in page.text


def test_a_script_in_a_reason_is_text(house: House) -> None:
    case = house.asked()
    hold(house.engine, case, "<script>alert(1)</script>", "Ana", house.clock())
    page = house.signed_in("chief", Role.ADMINISTRATOR).get("/staff/trail")
    assert "<script>alert" not in page.text


def test_an_export_is_noted_with_its_days(
    any_house: House, on_command_line: None, settings: Settings
) -> None:
    words = "cases export --format json --from 2024-04-01"
    assert CliRunner().invoke(build(["cases"]), words).exit_code == 0
    assert any_house.did()[-1][1:] == ("cases_exported", "json, opened 2024-04-01 to now")
