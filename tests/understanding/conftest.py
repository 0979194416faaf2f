import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from countyline.revision import PublicationReader, Revision
from countyline.understanding.foreign import ForeignFinder
from countyline.understanding.guarantee import ANSWER_FIELDS
from countyline.understanding.subjects import SubjectFinder
from tests.rasa_server import ActionStandIn, RasaServer, free_port, trained_model
from tests.understanding.published import publish


@pytest.fixture(scope="session")
def revision(tmp_path_factory: pytest.TempPathFactory) -> Revision:
    folder = tmp_path_factory.mktemp("publication")
    publish(folder)
    current = PublicationReader(folder).current()
    assert current is not None
    return current


@pytest.fixture(scope="session")
def subjects(revision: Revision) -> SubjectFinder:
    return SubjectFinder(revision)


@pytest.fixture(scope="session")
def foreign(revision: Revision) -> ForeignFinder:
    return ForeignFinder(revision)


@pytest.fixture(scope="session")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return trained_model(tmp_path_factory.mktemp("model"))


@pytest.fixture(scope="session")
def rasa_with_actions(
    model: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[RasaServer, ActionStandIn]]:
    var = tmp_path_factory.mktemp("var")
    publish(var / "publication")
    actions = ActionStandIn(free_port())
    with RasaServer(model, var, actions.port) as server:
        yield server, actions
        shutil.rmtree(var / "publication", ignore_errors=True)


@pytest.fixture
def rasa(rasa_with_actions: tuple[RasaServer, ActionStandIn]) -> RasaServer:
    return rasa_with_actions[0]


@pytest.fixture
def actions(rasa_with_actions: tuple[RasaServer, ActionStandIn]) -> Iterator[ActionStandIn]:
    """The stand-in, listening and answering properly until the test says otherwise."""
    stand_in = rasa_with_actions[1]
    stand_in.calls.clear()
    stand_in.reply = lambda call: (200, answering("An answer."))
    stand_in.start()
    yield stand_in
    stand_in.stop()


def answering(text: str, **answer: Any) -> dict[str, Any]:
    """A proper response of the action server."""
    complete = dict.fromkeys(ANSWER_FIELDS)
    custom = {"answer": {**complete, "kind": "answer", "topic": "status", **answer}}
    return {"events": [], "responses": [{"text": text, "custom": custom}]}


@pytest.fixture
def understood(rasa: RasaServer, actions: ActionStandIn) -> Callable[..., dict[str, Any]]:
    """Tells what Rasa understands of a message: what the action server gets to see."""

    def understand(message: str, **metadata: Any) -> dict[str, Any]:
        rasa.say(message, f"resident-{abs(hash(message))}", **metadata)
        understanding: dict[str, Any] = actions.latest["understanding"]
        return understanding

    return understand
