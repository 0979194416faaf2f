"""The migration scripts: which there are, and running them.

Importing this loads Alembic, which takes half a second: `migrating` does it only when there is
something to do.
"""

import threading
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

_FOLDER = Path(__file__).with_name("migrations")

_one_at_a_time = threading.Lock()
"""Alembic keeps what it works on in global variables."""


@cache
def known_versions() -> frozenset[str]:
    """Return the versions that this program has migrations for."""
    return frozenset(script.revision for script in _scripts().walk_revisions())


def newest_version() -> str | None:
    """Return the version of the last migration."""
    return _scripts().get_current_head()


def run(connection: Connection) -> None:
    """Run what is missing on `connection`, within its transaction."""
    config = _config()
    config.attributes["connection"] = connection
    with _one_at_a_time:
        command.upgrade(config, "head")


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())


def _config() -> Config:
    config = Config()
    # The value is a format of configparser's, in which a percent sign is doubled.
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    return config
