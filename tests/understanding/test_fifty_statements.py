"""Fifty statements published at once: each is understood by its own `asks`, without training.

How far residents' other wordings carry, and what the fifty take from other questions, is measured
by benchmarks/understanding/fifty_statements.py.
"""

import json
import tarfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from countyline.revision import Revision
from countyline.settings import DEFAULT_STATUS
from countyline.topics import is_aspect
from countyline.understanding.finders import Published
from countyline.understanding.gate import Gate
from countyline.understanding.judging import Judge
from countyline.understanding.language import decide
from countyline.understanding.language_identifier import identify
from countyline.understanding.reading import MessageReader
from countyline.understanding.statements import Ask
from countyline.understanding.topic import TopicModel
from tests.rasa_server import ROOT

FOLDER = ROOT / "benchmarks" / "understanding" / "statements"
LANGUAGES = ("en", "es")
WAYS_TO_ASK = 3
ASKED = {
    "fifty-development": {"plain": 2, "far": 3, "near neighbor": 1},
    "fifty-held-out": {"fresh": 3, "near neighbor": 1},
}

Read = Callable[[str], dict[str, Any]]


@pytest.fixture(scope="module")
def fifty() -> dict[str, Any]:
    written = yaml.safe_load((FOLDER / "fifty.yml").read_text(encoding="utf-8"))
    statements: dict[str, Any] = written["statements"]
    return statements


@pytest.fixture(scope="module")
def published(fifty: dict[str, Any]) -> Published:
    status = yaml.safe_load((ROOT / DEFAULT_STATUS).read_text(encoding="utf-8"))
    status["statements"].update(fifty)
    return Published.of(Revision(1, status))


@pytest.fixture(scope="module")
def judge(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Judge:
    """The judge as `config.yml` and the trained model make it."""
    stored = tmp_path_factory.mktemp("topics") / "topics.npz"
    with tarfile.open(model) as archive:
        inside = next(name for name in archive.getnames() if name.endswith("/topics.npz"))
        content = archive.extractfile(inside)
        assert content is not None
        stored.write_bytes(content.read())
    pipeline = yaml.safe_load((ROOT / "config.yml").read_text(encoding="utf-8"))["pipeline"]
    config = next(part for part in pipeline if part["name"].endswith(".Understanding"))
    return Judge(TopicModel.load(stored), Gate(**config["gate"]), config["statement"])


@pytest.fixture(scope="module")
def read(published: Published, judge: Judge) -> Read:
    def first_question(message: str) -> dict[str, Any]:
        mentions = published.subjects.find(message)
        names = [(mention.start, mention.end) for mention in mentions]
        language = decide(message, None, identify, names)
        question: dict[str, Any]
        question, *_ = MessageReader(message, language, judge, published, mentions).read()[
            "questions"
        ]
        return question

    return first_question


def asks(fifty: dict[str, Any]) -> Iterator[tuple[str, Ask]]:
    for name, statement in fifty.items():
        for language in LANGUAGES:
            for text in statement["asks"][language]:
                yield f"statements.{name}", Ask(text, language)


def test_each_is_in_the_shape_of_a_statement(fifty: dict[str, Any]) -> None:
    assert len(fifty) == 50
    for name, statement in fifty.items():
        for language in LANGUAGES:
            assert statement["text"][language].strip(), name
            assert len(statement["asks"][language]) == WAYS_TO_ASK, name
        assert statement["per"] in ("release", "standing"), name
        assert all(is_aspect(aspect) for aspect in statement.get("about", ())), name
    texts = [ask.text.casefold() for _, ask in asks(fifty)]
    assert len(set(texts)) == len(texts)


def questions(name: str) -> list[dict[str, Any]]:
    lines = (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


@pytest.mark.parametrize("name", ASKED)
def test_the_questions_are_complete_and_no_asks(fifty: dict[str, Any], name: str) -> None:
    entries = questions(name)
    counted = Counter(
        (entry["statement"] or entry["near"], entry["lang"], entry.get("wording", "near neighbor"))
        for entry in entries
    )
    assert counted == {
        (statement, language, wording): count
        for statement in fifty
        for language in LANGUAGES
        for wording, count in ASKED[name].items()
    }
    given = {ask.text.casefold() for _, ask in asks(fifty)}
    assert [entry["text"] for entry in entries if entry["text"].casefold() in given] == []


def test_what_is_held_out_was_not_looked_at() -> None:
    seen = {entry["text"].casefold() for entry in questions("fifty-development")}
    assert [q for q in questions("fifty-held-out") if q["text"].casefold() in seen] == []


@pytest.mark.parametrize("form", ["text", "marked"])
def test_every_ask_is_understood_as_its_statement(
    fifty: dict[str, Any], read: Read, form: str
) -> None:
    misread = {}
    for fact, ask in asks(fifty):
        question = read(getattr(ask, form))
        if (question["statement"], question["confident"]) != (fact, True):
            misread[ask.text] = (question["statement"], question["topic"], question["confident"])
    assert misread == {}


@pytest.mark.parametrize(
    ("message", "statement"),
    [
        ("hey, which day will the notary bus be at cedar plaza", "notary_bus"),
        ("is there wifi i can use for free outside the courthouse?", "lot_wifi"),
        ("¿dónde puedo tirar pintura y pilas viejas?", "paint_day"),
        ("oiga, ¿cuántas llantas viejas se pueden llevar?", "tire_drop"),
    ],
)
def test_other_words_are_understood(read: Read, message: str, statement: str) -> None:
    question = read(message)
    assert (question["statement"], question["confident"]) == (f"statements.{statement}", True)


@pytest.mark.parametrize(
    "message",
    [
        "is the boat ramp in Clay County open",
        "can I pay my taxes by mail",
        "is the recorder open friday",
        "there is a fire in my house and the smoke alarm is going off",
        "I want to talk to a person",
        "where is that",
    ],
)
def test_what_is_something_else_is_not_stolen(read: Read, message: str) -> None:
    assert read(message)["statement"] is None


def test_one_that_is_about_no_topic_is_county_business_all_the_same(read: Read) -> None:
    question = read("can I burn leaves")
    assert (question["topic"], question["aspect"]) == ("other_service", "unlisted")


def test_what_is_not_clear_is_offered_and_mostly_rightly(read: Read) -> None:
    far = [q for q in questions("fifty-development") if q.get("wording") == "far"]
    offered = Counter(
        found["offered"] == f"statements.{question['statement']}"
        for question in far
        if (found := read(question["text"]))["offered"] and not found["confident"]
    )
    assert offered[True] > 2 * offered[False]
