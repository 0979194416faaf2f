"""`countyline database`: what an operator does with the database by hand."""

import typer

from countyline.database.engine import DatabaseUnavailable
from countyline.database.migrating import DatabaseTooNew, newest
from countyline.problem import Problem
from countyline.settings import Settings

database_app = typer.Typer(
    no_args_is_help=True,
    help="Look after the database.\n\nExample: countyline database upgrade",
)


@database_app.callback()
def _group() -> None:
    # Without a callback, typer takes the only command for the whole group.
    pass


@database_app.command("upgrade")
def upgrade_database() -> None:
    """Bring the database to the newest shape; `countyline run` does it by itself.

    Example: countyline database upgrade
    """
    url = Settings.from_environment().database_url
    try:
        with newest(url):
            pass
    except DatabaseTooNew as error:
        raise Problem(f"The database cannot be used: {error}. Nothing was changed.") from error
    except DatabaseUnavailable as error:
        raise Problem(
            f"The database cannot be upgraded now: {error}. Nothing was changed. "
            "Check COUNTYLINE_DATABASE_URL and the free space on the disk, then try again."
        ) from error
    typer.echo("The database has the newest shape.")
