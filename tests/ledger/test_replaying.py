"""Every kind of answer is made again, word for word, from what stands in the ledger."""

from __future__ import annotations

import asyncio
import itertools
import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from shutil import copyfile, copytree, rmtree
from typing import Any

import pytest
from rasa_sdk.executor import CollectingDispatcher

from actions.answer import ActionAnswer
from actions.service import AnswerService
from countyline.answers.program import program_digest
from countyline.answers.wording_files import load_wording
from countyline.clock import FixedClock
from countyline.database.engine import open_engine, reading, writing
from countyline.desk.model import THEN, Reply, Turn
from countyline.desk.stand_in import stand_in_for
from countyline.ledger.asking import LedgerEntry, earlier_in_conversation
from countyline.revision import PublicationReader
from countyline.running.publishing import publisher_of
from countyline.running.replaying import Outcome, Replayed, Replayer
from countyline.settings import Settings
from countyline.topics import ASPECTS, SMALLTALK
from tests.actions.trackers import tracker, understood
from tests.desk.scene import Clock
from tests.ledger.scene import Office

ASPECT_NAMES = [
    *(f"{topic}/{aspect}" for topic, aspects in ASPECTS.items() for aspect in aspects),
    *(f"smalltalk/{aspect}" for aspect in SMALLTALK),
]


class County:
    """The bot's answers, kept by a desk and sealed; Rasa's part is played."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        engine = open_engine(settings.database_url)
        clock = Clock()
        clock.now = datetime.now(UTC)
        self.office = Office(engine, clock)
        self.action = ActionAnswer(AnswerService.from_environment())
        self._turns = itertools.count(1)

    def answer(self, understanding: dict[str, Any], channel: str, **more: Any) -> str:
        """Ask and be answered, in a conversation that goes on if `conversation` names it."""
        conversation = more.get("conversation") or self.office.begin(channel)
        text = more.get("text", "a question")
        metadata = {
            "channel": channel,
            "basis": True,
            "context": more.get("context") or {},
            "message_id": f"{conversation}/{next(self._turns)}",
        }
        dispatcher = CollectingDispatcher()
        given = tracker(understanding, metadata=metadata, text=text)
        given.sender_id = conversation
        asyncio.run(self.action.run(dispatcher, given, {}))
        [message] = dispatcher.messages
        custom = json.loads(json.dumps(message["custom"]))
        self.custom = custom
        reply = Reply(
            text=message["text"],
            language="es" if custom["answer"]["language"] == "es" else "en",
            answer=custom["answer"],
            card=custom["card"],
            context=custom.get("context"),
            headline=custom["answer"]["degraded"],
            rest=tuple(custom.get("rest", ())),
            basis=custom["basis"],
        )
        self.office.ask(text, reply, conversation=conversation)
        return conversation

    def replayed(self) -> Sequence[Replayed]:
        self.office.seal()
        replayer = self.replayer()
        return [replayer.replay(entry) for entry in self.office.entries()]

    def replayer(self) -> Replayer:
        def earlier(entry: LedgerEntry) -> list[LedgerEntry]:
            with reading(self.office.engine) as connection:
                return earlier_in_conversation(connection, entry)

        return Replayer(
            self.settings.publication,
            load_wording(self.settings.root / "data"),
            program_digest(self.settings.root),
            earlier,
        )


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory, empty_sqlite: Path) -> Path:
    """What a Countyline wrote that nobody talked to yet: the example in service, and the tables."""
    var = tmp_path_factory.mktemp("published")
    settings = Settings.from_environment({"COUNTYLINE_VAR": str(var)})
    assert publisher_of(settings).refresh().error is None
    copyfile(empty_sqlite, var / "countyline.db")
    return var


@pytest.fixture
def county(tmp_path: Path, published: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[County]:
    copytree(published, tmp_path, dirs_exist_ok=True)
    monkeypatch.setenv("COUNTYLINE_VAR", str(tmp_path))
    for name in ("STATUS", "NOW", "NOW_OFFSET", "DATABASE_URL"):
        monkeypatch.delenv(f"COUNTYLINE_{name}", raising=False)
    made = County(Settings.from_environment())
    yield made
    made.office.engine.dispose()


def outcomes(replayed: Sequence[Replayed]) -> set[Outcome]:
    return {one.outcome for one in replayed}


def test_every_aspect_on_every_channel_in_both_languages(county: County) -> None:
    names = itertools.cycle(itertools.product(("web", "sms", "voice"), ("en", "es")))
    for name, (channel, language) in zip(ASPECT_NAMES * 3, names, strict=False):
        county.answer(understood(name, language, subjects=[{"id": "collection"}]), channel)
    replayed = county.replayed()
    assert len(replayed) == 3 * len(ASPECT_NAMES)
    different = [(one.entry.text, one.text, one.why) for one in replayed
                 if one.outcome is not Outcome.IDENTICAL]  # fmt: skip
    assert different == []
    assert county.office.verify().fault is None


def test_a_conversation_with_cases_choices_and_repeats(county: County) -> None:
    for channel in ("web", "sms", "voice"):
        person, case = understood("person/human"), understood("person/case")
        conversation = county.answer(person, channel)
        context = county.custom["context"]
        number = county.custom["answer"]["case"]["id"]
        steps: list[tuple[dict[str, Any], str]] = [
            (person, "a person please"),
            (case, f"what about {number}"),
            (case, "what about 9Z-99"),
            (understood("smalltalk/repeat"), "repeat"),
            (understood("contact/whom"), "my number is 816-555-0123"),
            (understood("status/open", confident=False, confidence=0.3), "asdf recordr"),
            (understood("status/open", fragment=True), "1"),
            (understood("location/where", fragment=True), "and where"),
        ]
        for understanding, text in steps:
            county.answer(
                understanding, channel, text=text, context=context, conversation=conversation
            )
            context = county.custom.get("context", context)
    replayed = county.replayed()
    assert len(replayed) == 27
    assert outcomes(replayed) == {Outcome.IDENTICAL}


def test_a_case_that_was_not_kept(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = county.settings.publication.parent / "broken.db"
    broken.write_text("no database at all " * 100, encoding="utf-8")
    monkeypatch.setenv("COUNTYLINE_DATABASE_URL", f"sqlite:///{broken}")
    county.action = ActionAnswer(AnswerService.from_environment())
    for channel, language in itertools.product(("web", "sms", "voice"), ("en", "es")):
        county.answer(understood("person/human", language), channel)
    replayed = county.replayed()
    assert "could not save" in replayed[0].entry.text
    assert outcomes(replayed) == {Outcome.IDENTICAL}


@pytest.mark.parametrize("channel", ["web", "sms", "voice"])
@pytest.mark.parametrize("language", ["en", "es"])
def test_the_headline_fresh_and_past_its_review(
    county: County, channel: str, language: str
) -> None:
    reader = PublicationReader(county.settings.publication)
    for year in (2024, 2030):
        make = stand_in_for(reader, FixedClock(datetime(year, 4, 3, 13, tzinfo=UTC)).now)
        turn = Turn(message=1, conversation="c", channel=channel, key="k", text="x", capped=False,
                    language=language, context=None, attempts=1)  # fmt: skip
        county.office.ask("x", make(turn), channel=channel)
    replayed = county.replayed()
    assert replayed[0].entry.text != replayed[1].entry.text
    assert outcomes(replayed) == {Outcome.IDENTICAL}


def test_the_headline_of_nothing_published(county: County, tmp_path: Path) -> None:
    make = stand_in_for(PublicationReader(tmp_path / "nothing"), lambda: datetime.now(UTC))
    turn = Turn(message=1, conversation="c", channel="web", key="k", text="x", capped=False,
                language=None, context=None, attempts=1)  # fmt: skip
    county.office.ask("x", make(turn))
    assert outcomes(county.replayed()) == {Outcome.IDENTICAL}


def test_a_further_part_of_a_text_message_and_what_followed_it(county: County) -> None:
    for name in ASPECT_NAMES:
        conversation = county.answer(understood(name, "es"), "sms")
        if county.custom["rest"]:
            break
    rest, first = county.custom["rest"][0], county.office.replies[-1]
    more = Reply(text=rest, language="en", answer=county.custom["answer"], card=None,
                 context=None, headline=False)  # fmt: skip
    county.office.ask("MORE", more, conversation=conversation)
    county.office.ask("HELP", "A fixed sentence.", conversation=conversation)
    basis = {**county.custom["basis"], THEN: "I cannot see pictures."}
    picture = replace(more, text=f"{first}\nI cannot see pictures.", basis=basis)
    county.office.ask("x", picture, conversation=conversation)
    replayed = [one for one in county.replayed() if one.entry.conversation == conversation]
    assert [one.outcome for one in replayed] == [
        Outcome.IDENTICAL, Outcome.IDENTICAL, Outcome.DESK, Outcome.IDENTICAL,
    ]  # fmt: skip
    assert replayed[1].why == f"words of entry {replayed[0].entry.number}, which has more of them"


def test_a_further_part_on_the_phone_rests_on_what_the_answer_rests_on(county: County) -> None:
    for name in ASPECT_NAMES:
        conversation = county.answer(understood(name), "voice")
        if county.custom["rest"]:
            break
    said = f"{county.custom['rest'][0]} Would you like to hear more?"
    with writing(county.office.engine) as connection:
        county.office.book.say_in(
            connection, conversation, said, "en", answer=county.custom["answer"]
        )
        county.office.book.say_in(connection, conversation, "One moment, please.", "en")
    *_, part, moment = county.replayed()
    assert (part.outcome, moment.outcome) == (Outcome.IDENTICAL, Outcome.DESK)
    assert part.entry.rests_on("facts") == county.custom["answer"]["facts"]


def test_other_words_another_program_and_lost_revisions_are_told_apart(county: County) -> None:
    county.answer(understood("status/open"), "web")
    kept = county.custom["basis"]
    others = [
        ("Something else.", kept),
        ("Something else.", {**kept, "program": "0" * 16}),
        ("Something else.", {**kept, "revision": 77}),
        ("Something else.", {**kept, "document": "0" * 64}),
        ("Something else.", {"by": "answers"}),
        ("Something else.", {"by": "headline", "revision": 77, "now": "2024-04-03T13:00:00Z"}),
    ]
    for words, basis in others:
        reply = Reply(text=words, language="en", answer=county.custom["answer"], card=None,
                      context=None, headline=False, basis=basis)  # fmt: skip
        county.office.ask("x", reply)
    told = [(one.outcome.value, one.why) for one in county.replayed()]
    assert told == [
        ("identical", None),
        ("differs", "the same program says something else"),
        ("differs", "another version of the program or of its words made it"),
        ("lost", "revision 77 is not there any more"),
        ("lost", "revision 1 is another document now"),
        ("lost", "what it was made from cannot be read"),
        ("lost", "revision 77 is not there any more"),
    ]
    rmtree(county.settings.publication)
    assert county.replayed()[0].outcome is Outcome.LOST


def test_what_staff_wrote_is_named_so(county: County) -> None:
    conversation = county.answer(understood("status/open"), "web")
    with writing(county.office.engine) as connection:
        county.office.book.say_in(connection, conversation, "One moment.", "en")
    county.office.seal()
    staff = replace(county.office.entries()[1], author="staff")
    assert county.replayer().replay(staff).outcome is Outcome.STAFF
