"""What `countyline check`, `show` and `schema` print."""

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from countyline.problem import Problem
from countyline.status.commands import register
from countyline.status.schema import as_text
from tests.status.documents import SNAPSHOTS, edited

RUNNER = CliRunner()


@pytest.fixture
def app() -> typer.Typer:
    app = typer.Typer(rich_markup_mode=None)
    register(app)
    return app


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    path = tmp_path / "broken.yml"
    path.write_text(edited(("opens: 08:00", "opens: 25:00"), ("kind: phone", "kind: fone")))
    return path


def test_check_of_a_good_document(app: typer.Typer) -> None:
    result = RUNNER.invoke(app, ["check", str(SNAPSHOTS[0])])
    assert result.exit_code == 0
    assert "good." in result.output
    assert "23 subjects, no warnings" in result.output


def test_check_lists_all_problems_and_ends_with_1(app: typer.Typer, broken: Path) -> None:
    result = RUNNER.invoke(app, ["check", str(broken)])
    assert result.exit_code == 1
    assert "offices → assessment → hours → weekly → first entry → opens: '25:00'" in result.output
    assert "contacts → collection_phone → kind: 'fone'" in result.output
    assert "2 errors, no warnings." in result.output


def test_check_for_programs(app: typer.Typer, broken: Path) -> None:
    result = RUNNER.invoke(app, ["check", "--json", str(broken)])
    assert result.exit_code == 1
    told = json.loads(result.output)
    assert told["good"] is False
    assert {"line", "column", "field", "message", "mend"} == set(told["errors"][0])


def test_a_warning_does_not_fail(app: typer.Typer, tmp_path: Path) -> None:
    path = tmp_path / "odd.yml"
    path.write_text(edited(("contacts: [collection_phone, recorder_phone]", "contacts: []")))
    result = RUNNER.invoke(app, ["check", str(path)])
    assert result.exit_code == 0
    assert "warning  line" in result.output
    assert "1 warning." in result.output


@pytest.mark.parametrize("name", ["collection", "tax office", "Recaudación", "COLLECTOR"])
def test_show_knows_ids_names_and_aliases(app: typer.Typer, name: str) -> None:
    arguments = ["show", name, "--at", "2024-04-03T10:00", "--file", str(SNAPSHOTS[0])]
    result = RUNNER.invoke(app, arguments)
    assert result.exit_code == 0, result.output
    assert "Collection (collection)\nat Wed, Apr 3, 2024, 10:00" in result.output
    assert "Now: closed [confirmed]" in result.output
    assert "Thu, Apr 4, 2024: closed [expected] · offices.collection.closure" in result.output
    assert "Next day that is said to be open: none" in result.output
    assert "phone 816-881-3232" in result.output


def test_show_past_the_review_time(app: typer.Typer) -> None:
    arguments = ["show", "payments.online", "--file", str(SNAPSHOTS[0]), "--at"]
    assert "payments.online [confirmed]" in RUNNER.invoke(app, [*arguments, "2024-04-03"]).output
    late = RUNNER.invoke(app, [*arguments, "2024-04-05"]).output
    assert "payments.online [not_confirmed]" in late
    assert "review by Thu, Apr 4, 2024, 08:00" in late
    assert "source: County news release, Tue, Apr 2, 2024; PayIt statement" in late


@pytest.mark.parametrize("path", SNAPSHOTS, ids=lambda path: path.stem)
def test_everything_can_be_shown(app: typer.Typer, path: Path) -> None:
    overview = RUNNER.invoke(app, ["show", "--file", str(path)])
    assert overview.exit_code == 0
    for name in ("headline", "offices", "courts", "payments.mail", "case_by_case.ticket"):
        assert name in overview.output
    sections = ["incident", "deadlines"] if "04-03" not in path.name else ["incident"]
    for name in [*sections, "courts", "kceb", "truman_courthouse", "holidays", "staff", "contacts"]:
        result = RUNNER.invoke(app, ["show", name, "--file", str(path)])
        assert result.exit_code == 0, result.output
        assert len(result.output.splitlines()) > 3


def test_what_nobody_published_is_shown_as_unknown(app: typer.Typer) -> None:
    result = RUNNER.invoke(app, ["show", "libraries", "--file", str(SNAPSHOTS[0])])
    assert "Nothing is published about whether it works [unknown]" in result.output


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["show", "colectr"], "Did you mean 'collector'?"),
        (["show", "collection", "--at", "noon"], "'noon' is not a time"),
        (["show", "--file", "nowhere.yml"], "The file does not exist"),
        (["schema", "--to", "no/such/folder/x.json"], "could not be written"),
    ],
)
def test_what_stops_a_command_is_one_sentence(
    app: typer.Typer, arguments: list[str], said: str
) -> None:
    result = RUNNER.invoke(app, arguments)
    assert isinstance(result.exception, Problem)
    assert said in str(result.exception)


def test_schema(app: typer.Typer, tmp_path: Path) -> None:
    assert RUNNER.invoke(app, ["schema"]).output == as_text()
    target = tmp_path / "schema.json"
    assert RUNNER.invoke(app, ["schema", "--to", str(target)]).exit_code == 0
    assert target.read_text(encoding="utf-8") == as_text()


@pytest.mark.parametrize("command", ["check", "show", "schema"])
def test_help_has_an_example(app: typer.Typer, command: str) -> None:
    assert f"Example: countyline {command} " in RUNNER.invoke(app, [command, "--help"]).output
