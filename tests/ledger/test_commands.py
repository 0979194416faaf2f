"""`countyline ledger`: list, verify, anchor, seal, replay, would-have-said."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from countyline.answers.basis import read_basis
from countyline.console.deeds import newest
from countyline.ledger import commands
from countyline.ledger.commands import ledger_app
from countyline.problem import Problem
from countyline.running.publishing import publisher_of
from countyline.running.rehearsing import Asked, Understood, in_service_at
from countyline.status.publication import PUBLISHED
from countyline.status.publication_reader import PublicationReader
from tests.actions.trackers import understood
from tests.ledger.scene import reply
from tests.ledger.test_replaying import County, county, published

__all__ = ["county", "published"]


def run(*words: str) -> Result:
    result = CliRunner().invoke(ledger_app, list(words))
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


@pytest.fixture
def told(county: County) -> County:
    subjects = [{"id": "recorder_of_deeds"}]
    county.answer(understood("status/open", subjects=subjects), "web", text="is the recorder open")
    county.answer(understood("status/open", "es", subjects=subjects), "sms", text="¿abren?")
    county.answer(understood("smalltalk/thanks"), "web", text="thanks")
    assert run("seal").output == "3 new entries.\n"
    return county


def test_who_was_told_what_about_the_recorder(told: County) -> None:
    output = run("list", "--about", "recorder_of_deeds", "--from", "2024-04-03").output
    assert "asked: is the recorder open" in output
    assert "told:  The Recorder of Deeds office is closed today" in output
    assert "asked: ¿abren?" in output
    assert "thanks" not in output
    found = run("list", "--about", "recorder_of_deeds", "--channel", "sms", "--json").output
    [entry] = [json.loads(line) for line in found.splitlines()]
    assert (entry["channel"], entry["language"], entry["revision"]) == ("sms", "es", 1)
    assert entry["told_at"].startswith("2024-04-03T08:0")
    assert entry["told_at"].endswith("-05:00")
    table = run("list", "--csv", "--told", "closed today").output
    assert len(list(csv.DictReader(io.StringIO(table)))) == 1


@pytest.mark.parametrize(
    ("words", "count"),
    [
        (("--to", "2024-04-02"), 0),
        (("--to", "2024-04-03"), 3),
        (("--from", "2024-04-03T07:00", "--to", "2024-04-03T13:00Z"), 0),
        (("--from", "2024-04-03T07:00", "--to", "2024-04-03T23:00"), 3),
        (("--from", "2024-04-04"), 0),
        (("--from", "2024-04-04", "--clock", "real"), 3),
        (("--revision", "2"), 0),
        (("--revision", "1", "--language", "en"), 2),
    ],
)
def test_times_are_the_countys_and_a_day_is_whole(
    told: County, words: tuple[str, ...], count: int
) -> None:
    result = run("list", "--json", *words)
    lines = [line for line in result.stdout.splitlines() if line.startswith("{")]
    assert len(lines) == count
    assert ("Nobody was told that." in result.output) == (count == 0)


def test_what_leaves_the_house_stands_in_the_trail(told: County) -> None:
    run("list")
    assert newest(told.office.engine) == []
    run("list", "--csv")
    assert [(one.what, one.about) for one in newest(told.office.engine)] == [
        ("ledger_exported", "csv")
    ]


@pytest.mark.parametrize("words", [("--from", "yesterday"), ("--to", "3 April"),
                                   ("--channel", "fax")])  # fmt: skip
def test_a_wrong_option_is_told(told: County, words: tuple[str, ...]) -> None:
    assert run("list", *words).exit_code == 2


def test_verify_says_how_many_hold_and_names_the_first_that_does_not(
    told: County, tmp_path: Path
) -> None:
    anchor = run("anchor").output.strip()
    assert run("verify").output == f"3 entries hold.\nAnchor: {anchor}\n"
    (tmp_path / "anchor.txt").write_text(anchor, encoding="utf-8")
    for given in (anchor, str(tmp_path / "anchor.txt")):
        assert "They go on from the anchor of 3 entries." in run(
            "verify", "--from-anchor", given
        ).output
    assert run("verify", "--from-anchor", "nonsense").exit_code == 2
    with pytest.raises(Problem, match="entry 3 has another hash than the anchor"):
        run("verify", "--from-anchor", "3:" + "a" * 64)
    told.office.tamper("UPDATE ledger_contents SET content = '{}' WHERE number = 2")
    with pytest.raises(Problem, match=r"does not hold: the content of entry 2 was changed\."):
        run("verify")


def test_replay_gives_the_identical_texts(told: County) -> None:
    result = run("replay")
    assert (result.exit_code, result.output) == (0, "3 identical\n")
    assert run("replay", "2", "--channel", "sms").output == "1 identical\n"
    [line] = run("replay", "2", "--json").output.splitlines()
    assert json.loads(line)["outcome"] == "identical"
    assert "No entry fits." in run("replay", "77").output


def test_a_text_that_differs_is_shown_beside_what_was_told(told: County) -> None:
    kept = {**told.custom["basis"], "program": "of before"}
    told.answer(understood("status/open"), "web")
    basis = {**told.custom["basis"], "program": "of before"}
    told.office.ask("x", reply("Something else.", basis))
    told.office.ask("x", reply("You are welcome.", kept))
    run("seal")
    result = run("replay", "5")
    assert result.exit_code == 1
    assert "Entry 5 differ: another version of the program" in result.output
    assert "told: 'Something else.'" in result.output
    assert "\n  now:  " in result.output


def test_what_would_have_been_said_from_the_understanding_of_before(told: County) -> None:
    words = ("would-have-said", "is the recorder open", "--at", "2024-04-03T10:00")
    result = run(*words)
    assert "from revision 1, as it was understood for entry 1:" in result.output
    assert "The Recorder of Deeds office is closed tod" in result.output
    texted = json.loads(run(*words, "--channel", "sms", "--json").output)
    assert texted["text"].startswith("Recorder of Deeds: closed")
    assert texted["revision"] == 1
    assert "revision 1" in run("would-have-said", "is the recorder open").output


def test_what_would_have_been_said_as_rasa_understands_it(
    told: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Asked] = []
    told.answer(understood("hours/open_hours"), "rehearsal")

    async def ask(_settings: object, question: Asked) -> Understood:
        asked.append(question)
        return Understood(read_basis(told.custom["basis"]).question, None)

    monkeypatch.setattr(commands, "_ask", ask)
    output = run("would-have-said", "what are your hours", "--at", "2024-04-03T10:00").output
    assert "as Rasa understands it now:" in output
    assert asked == [Asked("what are your hours", None, "web")]


def test_a_case_that_would_have_been_opened_has_a_number_that_is_made_up(told: County) -> None:
    told.answer(understood("person/human"), "web", text="a person please")
    run("seal")
    for channel in ("web", "voice"):
        words = ("would-have-said", "a person please", "--channel", channel)
        assert "It would have opened a case; the number 2A-22 is made up." in run(*words).output
    assert json.loads(run(*words, "--json").output)["hands_over"] is True


def test_nobody_who_understands_and_nothing_published_are_told(
    told: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COUNTYLINE_RASA_PORT", "1")
    with pytest.raises(Problem, match="start Countyline"):
        run("would-have-said", "never asked", "--at", "2024-04-03T10:00")
    with pytest.raises(Problem, match="Nothing was published by then"):
        run("would-have-said", "is the recorder open", "--at", "2024-04-02")
    with pytest.raises(Problem, match="no revision 9"):
        run("would-have-said", "is the recorder open", "--revision", "9")


def test_which_revision_was_in_service(told: County) -> None:
    reader = PublicationReader(told.settings.publication)
    published_at = reader.published_at(1)
    assert published_at is not None
    found = in_service_at(reader, published_at, replay=False)
    assert found is not None and found.revision == 1
    sent = found.document.sent
    assert in_service_at(reader, sent, replay=False) is None
    assert in_service_at(reader, sent, replay=True) is not None
    # One of an earlier program tells by its files.
    (found.folder / PUBLISHED).unlink()
    again = reader.published_at(1)
    assert again is not None and abs((again - published_at).total_seconds()) < 60
    assert reader.published_at(2) is None
    assert publisher_of(told.settings).refresh().revision == 1
