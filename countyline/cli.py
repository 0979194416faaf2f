"""The `countyline` command: a thin register of the commands that each area brings.

An area's commands live in `countyline/<area>/commands.py`. To add one, name it in `COMMANDS`:
either a function, which becomes a command, or a `typer.Typer`, which becomes a group of them.
"""

import errno
import sys
from collections.abc import Iterable
from importlib import import_module

import typer

from countyline.problem import Problem

COMMANDS = {
    "run": "countyline.running.commands:run",
    "train": "countyline.running.commands:train",
    "publish": "countyline.running.commands:publish",
    "preview": "countyline.running.preview_command:preview",
    "check": "countyline.status.commands:check",
    "show": "countyline.status.commands:show",
    "schema": "countyline.status.commands:schema",
    "cases": "countyline.cases.commands:cases_app",
    "notices": "countyline.notices.commands:notices_app",
    "texts": "countyline.texting.commands:texts_app",
    "intake": "countyline.intake.commands:intake_app",
    "asked": "countyline.asked.commands:asked",
    "records": "countyline.records.commands:records_app",
    "ledger": "countyline.ledger.commands:ledger_app",
    "staff": "countyline.console.commands:staff_app",
    "database": "countyline.database.commands:database_app",
}
"""Each command's name, and where it is: `module:attribute`."""


_ABOUT = """Keep a county talking to its residents when its own systems are down.

Example: countyline run
"""


def build(names: Iterable[str] = tuple(COMMANDS)) -> typer.Typer:
    """Give the command line application with the named commands, in the order of `COMMANDS`."""
    app = typer.Typer(
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
    )
    app.callback(help=_ABOUT)(lambda: None)
    for name, place in COMMANDS.items():
        if name in names:
            module, _, attribute = place.partition(":")
            command = getattr(import_module(module), attribute)
            if isinstance(command, typer.Typer):
                app.add_typer(command, name=name)
            else:
                app.command(name)(command)
    return app


def main() -> None:
    """Run the command that the command line names; tell what stops it in one sentence."""
    # Loading only what was asked for halves the time to start.
    asked = [word for word in sys.argv[1:2] if word in COMMANDS]
    try:
        build(asked or COMMANDS)()
    except Problem as problem:
        sys.exit(str(problem))
    except KeyboardInterrupt:
        sys.exit(130)
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        sys.exit("The disk is full: free some space, then run the command again.")


if __name__ == "__main__":
    main()
