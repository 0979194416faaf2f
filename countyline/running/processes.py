"""The programs that make up a running Countyline: how each is started, and where it answers."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from countyline.settings import Settings

_QUIET = {
    # One request is short and the computer small: more threads only wait for each other.
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "TF_NUM_INTRAOP_THREADS": "1",
    "TF_NUM_INTEROP_THREADS": "1",
    "CUDA_VISIBLE_DEVICES": "-1",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    # Rasa 3.6 is frozen, so what its libraries will change one day concerns nobody.
    "PYTHONWARNINGS": "ignore::DeprecationWarning,ignore::PendingDeprecationWarning,"
    "ignore::FutureWarning",
    "PYTHONUNBUFFERED": "1",
    # Whatever else wishes: a program that died starts sooner when its modules are compiled.
    "PYTHONDONTWRITEBYTECODE": "",
    "RASA_TELEMETRY_ENABLED": "false",
    "SANIC_HOST": "127.0.0.1",
    "SANIC_WORKERS": "1",
    "OTEL_SDK_DISABLED": "true",
    "LOG_LEVEL_LIBRARIES": "ERROR",
}


SUPERVISED_SINCE = "COUNTYLINE_SUPERVISED_SINCE"
"""Tells a desk that is started again since when all of Countyline runs, in seconds since 1970."""


@dataclass(frozen=True)
class Program:
    """One process of a running Countyline.

    Attributes:
        name: what people call it.
        command: how it is started, in the project's folder.
        environment: all its environment variables.
        log: where its output goes.
        health: an address that answers 200 when it serves.
        needs: a file without which it may not start; None: nothing.
    """

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str]
    log: Path
    health: str
    needs: Path | None = None


def own_python(root: Path) -> Path:
    """Give the Python of Countyline's environment."""
    return root / ".venv" / "bin" / "python"


def rasa_python(root: Path) -> Path:
    """Give the Python of Rasa's environment."""
    return root / ".brain" / "bin" / "python"


def desk_address(settings: Settings) -> str:
    """Give the address of the public site as this computer reaches it."""
    host = "127.0.0.1" if settings.host in {"0.0.0.0", "::", "localhost"} else settings.host
    return f"http://[{host}]:{settings.port}" if ":" in host else f"http://{host}:{settings.port}"


def rest_address(settings: Settings) -> str:
    """Give the address of Rasa's REST channel, as people write it."""
    return f"http://localhost:{settings.rasa_port}/webhooks/rest/webhook"


def brain_address(settings: Settings) -> str:
    """Give the address of Rasa's REST channel, as the desk calls it: no name to look up."""
    return f"http://127.0.0.1:{settings.rasa_port}/webhooks/rest/webhook"


def rasa_health(settings: Settings) -> str:
    """Give the address that answers 200 when Rasa serves."""
    return f"http://127.0.0.1:{settings.rasa_port}/webhooks/rest/"


def actions_health(settings: Settings) -> str:
    """Give the address that answers 200 when the action server serves."""
    return f"http://127.0.0.1:{settings.actions_port}/health"


def environment_of_processes(settings: Settings, environ: Mapping[str, str]) -> dict[str, str]:
    """Give what every process is started with: one set of settings, resolved once.

    All of them are spelled out, so that an edit of `.env` cannot part two processes.
    """
    given = {**environ, **_QUIET}
    given.update(
        COUNTYLINE_STATUS=str(settings.status),
        COUNTYLINE_VAR=str(settings.var),
        COUNTYLINE_DATABASE_URL=settings.database_url,
        COUNTYLINE_PUBLIC_URL=settings.public_url,
        COUNTYLINE_HOST=settings.host,
        COUNTYLINE_PORT=str(settings.port),
        COUNTYLINE_PROXIES=str(settings.proxies),
        COUNTYLINE_WEB_ORIGINS=" ".join(settings.web_origins),
        COUNTYLINE_LIMIT_CONVERSATION=settings.limit_conversation,
        COUNTYLINE_LIMIT_ADDRESS=settings.limit_address,
        COUNTYLINE_LIMIT_EVERYBODY=settings.limit_everybody,
        COUNTYLINE_RASA_PORT=str(settings.rasa_port),
        COUNTYLINE_ACTIONS_PORT=str(settings.actions_port),
        COUNTYLINE_NOW_OFFSET=str((settings.now_offset or timedelta(0)).total_seconds()),
    )
    if settings.now is not None:
        given["COUNTYLINE_NOW"] = settings.now.isoformat()
    if settings.rasa_secret is not None:
        given["COUNTYLINE_RASA_SECRET"] = settings.rasa_secret
    if settings.voice_token is not None:
        given["COUNTYLINE_VOICE_TOKEN"] = settings.voice_token
    return given


def resolved(settings: Settings, offset: timedelta) -> Settings:
    """Give the settings with the one offset that all processes share."""
    return replace(settings, now_offset=offset)


def programs(settings: Settings, environ: Mapping[str, str]) -> tuple[Program, ...]:
    """Give the programs, in the order in which they start."""
    environment = environment_of_processes(settings, environ)
    return (
        _desk(settings, environment),
        _action_server(settings, environment),
        _rasa(settings, environment),
    )


def _desk(settings: Settings, environment: Mapping[str, str]) -> Program:
    return Program(
        name="The desk",
        command=(str(own_python(settings.root)), "-m", "countyline.running.desk_server"),
        environment={**environment, SUPERVISED_SINCE: str(time.time())},
        log=settings.var / "log" / "desk.log",
        health=f"{desk_address(settings)}/health/live",
    )


def _action_server(settings: Settings, environment: Mapping[str, str]) -> Program:
    return Program(
        name="The action server",
        command=(str(own_python(settings.root)), "-m", "countyline.running.action_server"),
        environment=environment,
        log=settings.var / "log" / "actions.log",
        health=actions_health(settings),
    )


def _rasa(settings: Settings, environment: Mapping[str, str]) -> Program:
    command = (
        *(str(rasa_python(settings.root)), "-m", "countyline.running.attended"),
        *("rasa", "run", "-m", str(settings.model), "-i", "127.0.0.1"),
        *("-p", str(settings.rasa_port)),
        *("--endpoints", "endpoints.yml", "--credentials", "credentials.yml"),
    )
    return Program(
        name="Rasa",
        command=command,
        environment=environment,
        log=settings.var / "log" / "rasa.log",
        health=rasa_health(settings),
        # Without this very file Rasa would silently serve another model.
        needs=settings.model,
    )
