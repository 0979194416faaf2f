"""The systems that the tests of this folder talk to."""

from collections.abc import Iterator
from itertools import count

import pytest
import yaml

from countyline.settings import PROJECT_ROOT
from docs.running_system import RunningSystem, running_system
from tests.system.callbacks import Callbacks, receiving
from tests.system.system import SNAPSHOTS, System, running


@pytest.fixture(scope="session")
def county(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    """Jackson County on Wednesday, April 3, 2024. Nothing about it changes while tests run."""
    with running(tmp_path_factory.mktemp("county"), SNAPSHOTS[0]) as system:
        yield system


@pytest.fixture(scope="session")
def rasa_alone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    """Rasa, for tests that put something else in the place of the action server."""
    with running(tmp_path_factory.mktemp("changing"), SNAPSHOTS[0]) as system:
        yield system


@pytest.fixture
def changing(rasa_alone: System) -> System:
    """Snapshot 1 with a fresh action server, which the test may end, starve or edit."""
    rasa_alone.serve(SNAPSHOTS[0])
    return rasa_alone


@pytest.fixture(scope="session")
def callbacks() -> Iterator[Callbacks]:
    """What Rasa's stock callback connector says to the outside."""
    with receiving() as receiver:
        yield receiver


@pytest.fixture(scope="session")
def talkative(tmp_path_factory: pytest.TempPathFactory, callbacks: Callbacks) -> Iterator[System]:
    """Rasa logs all it can, keeps every event in a database and serves a stock connector too."""
    var = tmp_path_factory.mktemp("talkative")
    endpoints, credentials = var / "endpoints.yml", var / "credentials.yml"
    own = yaml.safe_load((PROJECT_ROOT / "endpoints.yml").read_text(encoding="utf-8"))
    own["tracker_store"] = {"type": "SQL", "dialect": "sqlite", "db": str(var / "tracker.db")}
    endpoints.write_text(yaml.safe_dump(own), encoding="utf-8")
    own = yaml.safe_load((PROJECT_ROOT / "credentials.yml").read_text(encoding="utf-8"))
    own["callback"] = {"url": callbacks.address}
    credentials.write_text(yaml.safe_dump(own), encoding="utf-8")
    options = ("--endpoints", str(endpoints), "--credentials", str(credentials), "--debug")
    with running(var, SNAPSHOTS[0], rasa_options=options) as system:
        yield system


TOKEN = "a-token-for-this-test"
"""What phone systems show at `system`."""


@pytest.fixture(scope="session")
def system() -> Iterator[RunningSystem]:
    """A whole Countyline that phone systems may talk to; its record only grows."""
    with running_system(extra={"COUNTYLINE_VOICE_TOKEN": TOKEN}) as started:
        yield started


_numbers = count(1)


@pytest.fixture
def resident(request: pytest.FixtureRequest) -> str:
    """The id of a conversation that nobody had before."""
    return f"{request.function.__name__}-{next(_numbers)}"
