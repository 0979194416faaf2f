"""The three columns: how each is trained and started.

All run on the same computer with the same domain, examples, rules, custom action and action
server; what differs is the Rasa in front of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.turn import peer
from benchmarks.turn.environments import python_of_actions, python_of_rasa
from benchmarks.turn.training import Trained, digest_of_project, trained
from countyline.problem import Problem
from countyline.replay import clock_offset
from countyline.running.processes import environment_of_processes, programs, resolved
from countyline.running.publishing import publisher_of
from countyline.running.training import digest_of_training
from countyline.settings import PROJECT_ROOT, Settings

OURS = "Countyline"
STOCK = "`rasa init`"
MENDED = "`rasa init`, mended"

ONE_THREAD = "one thread"
ALL_THREADS = "as many threads as its libraries choose"

_THREADS = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "TF_NUM_INTRAOP_THREADS",
    "TF_NUM_INTEROP_THREADS",
)


@dataclass(frozen=True)
class Command:
    """A process to start."""

    line: tuple[str, ...]
    folder: Path
    environment: Mapping[str, str]
    log: Path


@dataclass(frozen=True)
class Contestant:
    """One column, ready to start on its ports."""

    name: str
    settings: Settings
    rasa: Command
    actions: Command


def settings_for(var: Path, rasa_port: int, actions_port: int) -> Settings:
    """Give the settings of a system of its own, on the default example at the example's time.

    Raises:
        Problem: the example cannot be published.
    """
    settings = Settings.from_environment(
        {
            "COUNTYLINE_VAR": str(var),
            "COUNTYLINE_RASA_PORT": str(rasa_port),
            "COUNTYLINE_ACTIONS_PORT": str(actions_port),
        }
    )
    publication = publisher_of(settings).refresh()
    if publication.document is None:
        raise Problem(f"The status document cannot be served: {publication.error}")
    offset = clock_offset(settings, publication.document.sent, datetime.now(UTC))
    return resolved(settings, offset)


def train_ours(settings: Settings, environ: Mapping[str, str], kept: Path) -> Trained:
    """Train our model, or give the one that fits what is there."""
    environment = environment_of_processes(settings, environ)
    return trained("countyline", digest_of_training(PROJECT_ROOT), PROJECT_ROOT, environment, kept)


def train_peer(
    settings: Settings, environ: Mapping[str, str], project: Path, kept: Path
) -> Trained:
    """Train the model of both peers, or give the one that fits; it may use every thread."""
    environment = _threads(environment_of_processes(settings, environ), ALL_THREADS)
    return trained("rasa-init", digest_of_project(project), project, environment, kept)


def ours(settings: Settings, environ: Mapping[str, str], model: Path) -> Contestant:
    """Give Countyline as `make run` starts it, with this model."""
    actions, rasa = programs(settings, environ)
    line = tuple(str(model) if word == str(settings.model) else word for word in rasa.command)
    return Contestant(
        OURS,
        settings,
        Command((str(python_of_rasa()), *line[1:]), PROJECT_ROOT, rasa.environment, rasa.log),
        Command(
            (str(python_of_actions()), *actions.command[1:]),
            PROJECT_ROOT,
            actions.environment,
            actions.log,
        ),
    )


def peers(
    settings: Settings, environ: Mapping[str, str], model: Path, project: Path, threads: str
) -> tuple[Contestant, Contestant]:
    """Give the stock peer and the mended one: plain `rasa run`, and our action server."""
    base = ours(settings, environ, model)
    environment = _threads(base.rasa.environment, threads)
    environment.pop("PYTHONPATH", None)
    line = (
        *(str(python_of_rasa()), "-m", "rasa", "run", "-m", str(model)),
        *("-i", "127.0.0.1", "-p", str(settings.rasa_port)),
        *("--endpoints", "endpoints.yml", "--credentials", "credentials.yml"),
    )
    stock, mended = project / "stock", project / "mended"
    peer.write_connections(stock, peer.STOCK_REST, settings.actions_port)
    peer.write_connections(mended, peer.MENDED_REST, settings.actions_port)
    rasa = Command(line, stock, environment, base.rasa.log)
    # The mend is a module of the project; the stock peer sees nothing of it.
    with_project = {**environment, "PYTHONPATH": str(PROJECT_ROOT)}
    return (
        replace(base, name=STOCK, rasa=rasa),
        replace(base, name=MENDED, rasa=replace(rasa, folder=mended, environment=with_project)),
    )


def _threads(environment: Mapping[str, str], threads: str) -> dict[str, str]:
    if threads == ONE_THREAD:
        return dict(environment)
    return {key: value for key, value in environment.items() if key not in _THREADS}
