"""Every setting, once.

Settings come from environment variables and from a `.env` file in the project's folder; a
variable of the environment wins over the file. Nothing is read when this module is imported.

Only the standard library is used here: both environments import this module, so it keeps to
Python 3.10.
"""

import os
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from countyline.problem import Problem

PROJECT_ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = "examples"
DEFAULT_STATUS = "examples/jackson-county-2024/2024-04-03.yml"
DEFAULT_VAR = "var"
DEFAULT_PORT = 8000
DEFAULT_RASA_PORT = 5005
DEFAULT_ACTIONS_PORT = 5055

VARIABLES = (
    "COUNTYLINE_STATUS",
    "COUNTYLINE_NOW",
    "COUNTYLINE_NOW_OFFSET",
    "COUNTYLINE_VAR",
    "COUNTYLINE_DATABASE_URL",
    "COUNTYLINE_PUBLIC_URL",
    "COUNTYLINE_PORT",
    "COUNTYLINE_RASA_PORT",
    "COUNTYLINE_ACTIONS_PORT",
    "COUNTYLINE_RASA_SECRET",
    "COUNTYLINE_VOICE_TOKEN",
)
"""Every variable that a running Countyline reads; `docs/settings.md` explains each."""

_Value = TypeVar("_Value")


class SettingsError(Problem):
    """A setting has a value that cannot be used: names the variable, the value and the mend."""

    def __init__(self, variable: str, value: str, instead: str) -> None:
        super().__init__(f"The setting {variable} is {value!r}: {instead}")
        self.variable = variable


@dataclass(frozen=True)
class Settings:
    """What this installation is told from outside. Paths are absolute.

    Attributes:
        root: the project's folder.
        status: the status document to serve.
        now: the pretended time as it was given, aware; None: not pretended.
        now_offset: what to add to real time, resolved once for all processes; None: not
            resolved yet (a process that was started by hand).
        var: the folder of everything that is written while running.
        database_url: SQLAlchemy URL for conversations, cases and ledger.
        public_url: the address that the outside uses, without a slash at its end.
        port: the public site and staff console.
        rasa_port: Rasa, on loopback.
        actions_port: the action server, on loopback.
        rasa_secret: what Rasa asks callers for; None: nothing.
        voice_token: bearer token of a phone system; None: phone systems are refused.
    """

    root: Path
    status: Path
    now: datetime | None
    now_offset: timedelta | None
    var: Path
    database_url: str
    public_url: str
    port: int
    rasa_port: int
    actions_port: int
    rasa_secret: str | None
    voice_token: str | None

    @property
    def publication(self) -> Path:
        """The folder of published revisions."""
        return self.var / "publication"

    @property
    def model(self) -> Path:
        """The one trained model that is served."""
        return self.root / "models" / "countyline.tar.gz"

    @property
    def serves_example(self) -> bool:
        """Whether the status document is one of the examples, so that all of it is a replay."""
        return self.root / EXAMPLES in self.status.parents

    @property
    def public_is_local(self) -> bool:
        """Whether the public address reaches nobody but this computer."""
        return urlsplit(self.public_url).hostname in {"localhost", "127.0.0.1", "::1"}

    @classmethod
    def from_environment(
        cls, environ: Mapping[str, str] | None = None, root: Path = PROJECT_ROOT
    ) -> "Settings":
        """Read the settings.

        Args:
            environ: environment variables, by default those of this process.
            root: the project's folder; `.env` and relative paths are looked up there.

        Raises:
            SettingsError: a value cannot be used.
        """
        root = root.resolve()
        real = os.environ if environ is None else environ
        given = {**read_env_file(root / ".env"), **real}
        # An empty variable is how shells and compose files say "not set".
        given = {name: value.strip() for name, value in given.items() if value.strip()}
        var = root / given.get("COUNTYLINE_VAR", DEFAULT_VAR)
        port = _read(given, "COUNTYLINE_PORT", _port, DEFAULT_PORT)
        return cls(
            root=root,
            status=(root / given.get("COUNTYLINE_STATUS", DEFAULT_STATUS)).resolve(),
            now=_read(given, "COUNTYLINE_NOW", _moment, None),
            now_offset=_read(given, "COUNTYLINE_NOW_OFFSET", _seconds, None),
            var=var.resolve(),
            database_url=given.get("COUNTYLINE_DATABASE_URL")
            or f"sqlite:///{var.resolve() / 'countyline.db'}",
            public_url=_read(
                given, "COUNTYLINE_PUBLIC_URL", _web_address, f"http://localhost:{port}"
            ),
            port=port,
            rasa_port=_read(given, "COUNTYLINE_RASA_PORT", _port, DEFAULT_RASA_PORT),
            actions_port=_read(given, "COUNTYLINE_ACTIONS_PORT", _port, DEFAULT_ACTIONS_PORT),
            rasa_secret=given.get("COUNTYLINE_RASA_SECRET"),
            voice_token=given.get("COUNTYLINE_VOICE_TOKEN"),
        )


def read_env_file(path: Path) -> dict[str, str]:
    """Read `NAME=value` lines; comments, `export` and quotes are understood, nothing else.

    A file that does not exist gives no settings.

    Raises:
        Problem: the file cannot be read, or a line is not `NAME=value`.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise Problem(f"The settings file {path} cannot be read: {error}.") from error
    return dict(_assignments(path, text))


_ASSIGNMENT = re.compile(r"(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(.*)")


def _assignments(path: Path, text: str) -> Iterator[tuple[str, str]]:
    for number, raw in enumerate(text.splitlines(), start=1):
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        match = _ASSIGNMENT.fullmatch(line)
        if match is None:
            raise Problem(f"Line {number} of {path} is not a setting: write NAME=value.")
        yield match.group(1), _unquoted(match.group(2))


def _unquoted(value: str) -> str:
    for quote in ("'", '"'):
        if value.startswith(quote):
            inside, end, _ = value[1:].partition(quote)
            return inside if end else value
    return value.split(" #", 1)[0].strip()


def _read(
    given: Mapping[str, str],
    variable: str,
    convert: Callable[[str, str], _Value],
    default: _Value,
) -> _Value:
    value = given.get(variable)
    return default if value is None else convert(variable, value)


def _port(variable: str, value: str) -> int:
    if not (value.isascii() and value.isdigit() and 1 <= int(value) <= 65535):
        raise SettingsError(variable, value, "write a port number from 1 to 65535.")
    return int(value)


def _moment(variable: str, value: str) -> datetime:
    # Python 3.10 does not read the "Z" that ISO 8601 allows for UTC.
    text = value[:-1] + "+00:00" if value[-1:] in {"Z", "z"} else value
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise SettingsError(
            variable,
            value,
            "write a time with its offset from UTC, such as 2024-04-03T08:00:00-05:00.",
        )
    return moment


def _seconds(variable: str, value: str) -> timedelta:
    try:
        return timedelta(seconds=float(value))
    except (ValueError, OverflowError):
        raise SettingsError(
            variable, value, "leave it unset; `make run` sets it for its processes, in seconds."
        ) from None


def _web_address(variable: str, value: str) -> str:
    mend = "write the whole address, such as https://chat.example.gov."
    try:
        parts = urlsplit(value)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname)
        usable = usable and not parts.query and not parts.fragment and parts.port != 0
    except ValueError:
        usable = False
    if not usable:
        raise SettingsError(variable, value, mend)
    return value.rstrip("/")
