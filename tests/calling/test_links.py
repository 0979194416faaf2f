"""A link by text: only on the caller's yes, only to the number that calls, never against a wish."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Engine, select

from countyline.calling.deeds import Texts
from countyline.database.engine import reading, writing
from countyline.desk.book import ConversationBook
from countyline.settings import PROJECT_ROOT
from countyline.texting.collecting import Collector
from countyline.texting.opt_outs import opt_out
from countyline.texting.queue import TextQueue
from countyline.texting.schema import text_threads, texts
from countyline.texting.words import load_words
from tests.calling.scene import CALLER, Office, office, reply
from tests.desk.scene import run

TEXTS = Texts(("+1",), follows_up=True)
NEWS = "https://www.county.example/news"
SOURCES = [{"title": "County news", "url": NEWS}]


def real_time() -> datetime:
    return datetime.now(UTC)


async def asked(desk: Office) -> None:
    desk.rasa.replies["is it open"] = reply("Closed today.", record={"sources": SOURCES})
    await desk.begin()
    offered = await desk.say("is it open")
    assert "text you the link" in offered.speech.text


def queued(engine: Engine) -> list[Any]:
    with reading(engine) as connection:
        return list(connection.execute(select(texts)))


def test_a_yes_sends_the_link_to_the_number_that_calls(engine: Engine) -> None:
    async def test() -> None:
        async with office(engine, texts=TEXTS) as desk:
            await asked(desk)
            assert queued(engine) == []
            sent = await desk.say("yes")
            assert "sending it to the number that you call from" in sent.speech.text
            due = TextQueue(engine, real_time).due(5)
            assert [(one.theirs, one.ours) for one in due] == [(CALLER, None)]
            assert NEWS in due[0].body and "STOP" in due[0].body
            entries = [one.text for one in await desk.entries()]
            assert entries[-3:] == ["yes", sent.speech.text, due[0].body]

    run(test())


@pytest.mark.parametrize("words", ["no", "is the recorder open friday"])
def test_without_a_yes_nothing_is_sent(sqlite: Engine, words: str) -> None:
    async def test() -> None:
        async with office(sqlite, texts=TEXTS) as desk:
            await asked(desk)
            await desk.say(words)
            assert queued(sqlite) == []

    run(test())


def test_a_number_that_wants_no_texts_gets_none(engine: Engine) -> None:
    async def test() -> None:
        with writing(engine) as connection:
            opt_out(connection, CALLER, "keyword", real_time())
        async with office(engine, texts=TEXTS) as desk:
            await asked(desk)
            told = await desk.press("5")
            assert "are stopped" in told.speech.text
            assert queued(engine) == []

    run(test())


def test_a_number_of_another_country_is_offered_nothing(sqlite: Engine) -> None:
    async def test() -> None:
        async with office(sqlite, texts=TEXTS) as desk:
            desk.rasa.replies["is it open"] = reply("Closed.", record={"sources": SOURCES})
            told = await desk.say("is it open", caller="+34915550100")
            assert "text" not in told.speech.text

    run(test())


@pytest.mark.parametrize("follows_up", [True, False])
def test_what_is_said_in_the_call_is_not_texted(sqlite: Engine, follows_up: bool) -> None:
    words = load_words(PROJECT_ROOT / "data")

    async def test() -> None:
        async with office(sqlite, texts=Texts(("+1",), follows_up)) as desk:
            await asked(desk)
            await desk.press("5")
            await desk.say("where is it")
            collector = Collector(sqlite, words, real_time, follows_up=follows_up)
            assert collector.collect_all() == 0
            _staff_writes(desk.house.book, sqlite, desk.conversation)
            assert collector.collect_all() == int(follows_up)

    run(test())


def _staff_writes(book: ConversationBook, engine: Engine, conversation: str) -> None:
    with book.working() as connection:
        seq = book.say_in(connection, conversation, "We open Monday.", "en")
        connection.exec_driver_sql(f"UPDATE outbox SET author = 'staff' WHERE seq = {seq}")
    with reading(engine) as connection:
        assert connection.scalar(select(text_threads.c.theirs)) == CALLER
