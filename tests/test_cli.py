"""The `countyline` command: every command says what it does, with an example."""

import re

import pytest
import typer
from typer.testing import CliRunner

from countyline.cli import COMMANDS, build


def all_commands() -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = [()]
    for group in build().registered_groups:
        found.append((str(group.name),))
        assert isinstance(group.typer_instance, typer.Typer)
        for command in group.typer_instance.registered_commands:
            assert command.callback is not None
            found.append((str(group.name), command.name or command.callback.__name__))
    found += [(str(command.name),) for command in build().registered_commands]
    return found


@pytest.mark.parametrize("words", all_commands(), ids=" ".join)
def test_help_says_what_it_does_with_an_example(words: tuple[str, ...]) -> None:
    result = CliRunner().invoke(build(), [*words, "--help"])
    assert result.exit_code == 0, result.output
    assert re.search(r"Examples?:\s+countyline", result.output)


def test_every_named_command_is_there_alone_and_together() -> None:
    together = CliRunner().invoke(build(), ["--help"]).output
    for name in COMMANDS:
        assert re.search(rf"^\W*{name}\b", together, re.M)
        assert CliRunner().invoke(build([name]), [name, "--help"]).exit_code == 0
