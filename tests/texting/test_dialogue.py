"""Conversations by text: what Rasa is asked, and what is answered without it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Engine, select

from benchmarks.texting.fake_twilio import FakeTwilio
from countyline.answers.wording import COMMON
from countyline.answers.wording_files import load_wording
from countyline.database.engine import reading
from countyline.desk.model import Reply, Turn
from countyline.desk.rest import keeping_the_rest
from countyline.desk.schema import conversations, inbox, outbox
from countyline.settings import PROJECT_ROOT
from countyline.status.model import LANGUAGES
from countyline.texting.brain import TextingBrain
from countyline.texting.model import InboundText, Kind
from countyline.texting.reading import More, Say, read_text
from countyline.texting.schema import text_inbox
from countyline.texting.sentences import Sentences
from countyline.texting.words import Words
from tests.desk.scene import Brain, Clock, reply, run, waiting_turn
from tests.texting.scene import OURS, office, text, threads_in

OFFERED = {
    "language": "en",
    "choices": [{"id": "a", "title": "First"}, {"id": "b", "title": "Next"}],
}


async def in_three_parts(turn: Turn, _seconds: float) -> Reply:
    whole = reply("Part 1.", context=OFFERED)
    if turn.text == "short":
        return replace(whole, text="Short.")
    return replace(whole, rest=("Part 2.", "Part 3."), answer={"kind": "answer", "facts": ["f"]})


def said(engine: Engine) -> list[str]:
    with reading(engine) as connection:
        return list(connection.scalars(select(outbox.c.text).order_by(outbox.c.id)))


def test_a_number_asks_for_its_choice(engine: Engine, twilio: FakeTwilio, words: Words) -> None:
    brain = Brain(in_three_parts)

    async def test() -> None:
        async with office(engine, twilio, words, brain=brain) as desk:
            await desk.say("hello")
            await desk.say("dos")

    run(test())
    assert [turn.text for turn in brain.asked] == ["hello", "Next"]
    # The inbox holds what the resident wrote.
    with reading(engine) as connection:
        assert list(connection.scalars(select(inbox.c.text))) == ["hello", "dos"]


def test_more_gives_part_after_part(engine: Engine, twilio: FakeTwilio, words: Words) -> None:
    brain = Brain(in_three_parts)

    async def test() -> None:
        async with office(engine, twilio, words, brain=brain) as desk:
            for text in ("hello", "MORE", "more", "MÁS"):
                await desk.say(text)
            await desk.say("hello again")
            await desk.say("short")
            await desk.say("more")

    run(test())
    nothing = "There is no more to that answer. You can ask something else."
    assert said(engine) == [
        "Part 1.",
        "Part 2.",
        "Part 3.",
        "Esa era toda la respuesta. Puede preguntar otra cosa.",
        "Part 1.",
        "Short.",
        nothing,
    ]
    with reading(engine) as connection:
        answers = list(connection.scalars(select(outbox.c.answer).order_by(outbox.c.id)))
        context = connection.scalar(select(conversations.c.context))
    # The rest of an answer rests on the same facts.
    assert [answer.get("facts") for answer in answers[:3]] == [["f"]] * 3
    assert context == OFFERED
    assert all("texting" not in (turn.context or {}) for turn in brain.asked)


@pytest.mark.parametrize(("revision", "hours"), [(2, 0), (1, 5)])
def test_the_rest_of_an_old_answer_is_not_given(  # noqa: PLR0917
    engine: Engine, twilio: FakeTwilio, words: Words, clock: Clock, revision: int, hours: int
) -> None:
    """What was published anew, or was said of another part of the day, is asked for again."""
    in_service = [1]

    async def long(turn: Turn, _seconds: float) -> Reply:
        return replace(reply("Open today."), rest=("Until 5.", "Or 6."), answer={"revision": 1})

    async def test() -> None:
        async with office(
            engine,
            twilio,
            words,
            brain=Brain(long),
            clock=clock,
            in_service=lambda: in_service[0],
        ) as desk:
            await desk.say("hello")
            await desk.say("MORE")
            in_service[0] = revision
            clock.forward(hours * 3600)
            await desk.say("more please")
            await desk.say("more please")

    run(test())
    nothing = "There is no more to that answer. You can ask something else."
    old = "That answer may be out of date. Please ask your question again."
    assert said(engine) == ["Open today.", "Until 5.", old, nothing]


def test_a_headline_leaves_no_rest_of_something_else(
    engine: Engine, twilio: FakeTwilio, words: Words
) -> None:
    async def think(turn: Turn, seconds: float) -> Reply:
        if turn.text == "again":
            return reply("The headline.", headline=True)
        return await in_three_parts(turn, seconds)

    async def test() -> None:
        async with office(engine, twilio, words, brain=Brain(think)) as desk:
            for text in ("hello", "again", "more"):
                await desk.say(text)

    run(test())
    assert said(engine)[1] == "The headline."


def test_a_picture_with_words_is_answered_and_mentioned(
    engine: Engine, twilio: FakeTwilio, words: Words
) -> None:
    async def test() -> None:
        async with office(engine, twilio, words) as desk:
            await desk.say("what is this", sid="MMpicture", media=1)

    run(test())
    [answer] = said(engine)
    assert answer.endswith("I cannot see the picture, only your words.")


@pytest.mark.parametrize(
    ("inbound", "kind", "count"),
    [
        (text("", media=1), Kind.PICTURE, 1),
        (text(""), Kind.BLANK, 1),
        (text("Liked “Closed.”"), Kind.REACTION, 0),
        (text("I'm driving"), Kind.AUTOMATIC, 0),
        (text("HELP"), Kind.HELP, 1),
        (text("STOP"), Kind.STOP, 1),
        (text("START"), Kind.START, 1),
    ],
)
def test_what_rasa_is_not_asked(  # noqa: PLR0917
    engine: Engine, twilio: FakeTwilio, words: Words, inbound: InboundText, kind: Kind, count: int
) -> None:
    brain = Brain()

    async def test() -> None:
        async with office(engine, twilio, words, brain=brain) as desk:
            taken = await desk.take(replace(inbound, sid="SMonlyone"))
            assert taken is not None
            assert taken.kind is kind
            await desk.send()

    run(test())
    assert brain.asked == []
    assert len(said(engine)) == len(twilio.messages) == count


def test_a_loop_is_answered_once_and_left_when_it_ends(
    engine: Engine, twilio: FakeTwilio, words: Words, clock: Clock
) -> None:
    async def test() -> None:
        async with office(engine, twilio, words, clock=clock) as desk:
            for _ in range(8):
                await desk.say("We have received your message.")
                clock.forward(10)
            taken = await desk.say("is the recorder open")
            assert taken.kind is Kind.MESSAGE

    run(test())
    answers = said(engine)
    assert len(answers) == 3 + 1 + 1
    assert "keep coming" in answers[3]


@pytest.mark.parametrize(
    ("bodies", "count"),
    [(["STOP"], 1), (["HELP"], 3), (["AYUDA", "HELP"], 7), (["STOP", "START"], 7)],
)
def test_keywords_are_not_answered_again_and_again(  # noqa: PLR0917
    engine: Engine,
    twilio: FakeTwilio,
    words: Words,
    clock: Clock,
    bodies: list[str],
    count: int,
) -> None:
    async def test() -> None:
        async with office(engine, twilio, words, clock=clock) as desk:
            for body in bodies * 20:
                await desk.say(body)
                clock.forward(10)
                await desk.send()

    run(test())
    assert len(said(engine)) == len(twilio.messages) == count


def test_the_county_does_not_answer_itself(
    engine: Engine, twilio: FakeTwilio, words: Words
) -> None:
    async def test() -> None:
        async with office(engine, twilio, words) as desk:
            assert (await desk.say("is it open", theirs=OURS)).kind is Kind.NOT_SERVED
            assert (await desk.say("HELP", theirs=OURS)).kind is Kind.NOT_SERVED

    run(test())
    assert said(engine) == []


def test_of_a_secret_number_not_even_a_digest_is_kept(
    engine: Engine, twilio: FakeTwilio, words: Words
) -> None:
    async def test() -> None:
        async with office(engine, twilio, words) as desk:
            await desk.say("my social security number is 219-09-9999")
            await desk.say("my social security number is 457-55-5462")

    run(test())
    with reading(engine) as connection:
        kept = set(connection.scalars(select(inbox.c.text)))
        assert kept == {"my social security number is [###]"}
        assert len(set(connection.scalars(select(text_inbox.c.digest)))) == 1


def test_a_long_pause_begins_anew_in_the_same_language(
    engine: Engine, twilio: FakeTwilio, words: Words, clock: Clock
) -> None:
    async def spanish(turn: Turn, _seconds: float) -> Reply:
        return reply("Cerrado.", context={"language": "es"})

    async def test() -> None:
        async with office(engine, twilio, words, clock=clock, brain=Brain(spanish)) as desk:
            first = await desk.say("está abierto")
            clock.forward(23 * 3600)
            assert (await desk.say("y mañana")).conversation == first.conversation
            clock.forward(25 * 3600)
            assert (await desk.say("hola")).conversation != first.conversation

    run(test())
    assert [row.is_current for row in threads_in(engine)] == [False, True]
    with reading(engine) as connection:
        languages = list(
            connection.scalars(select(conversations.c.language).order_by(conversations.c.opened_at))
        )
    assert languages == [None, "es"]


def test_the_web_is_told_that_nothing_is_sent(words: Words) -> None:
    async def stop_for(conversation: str) -> bool:
        return conversation == "left-a-number"

    sentences = Sentences(words, lambda: None)

    async def answered(text: str, **changes: Any) -> str:
        brain = TextingBrain(
            Brain(), words, sentences, stop_for, in_service=lambda: None, clock=Clock()
        )
        return (await brain.reply(waiting_turn(text, **changes), 1.0)).text

    async def test() -> None:
        told = await answered("stop texting me")
        assert told == "We do not send you texts, so there is nothing to stop."
        told = await answered("ya no me escriban", conversation="left-a-number")
        assert told == "No enviaremos más mensajes al número que usted dejó."
        assert await answered("STOP") == "to m-1"
        assert await answered("2", context=OFFERED) == "to m-1"

    run(test())


def test_the_rest_of_the_headline_is_there_when_it_is_asked_for(words: Words) -> None:
    def headline(turn: Turn) -> Reply:
        return replace(reply("Closed. Reply MORE for the rest."), rest=("Staff: 816.",))

    clock = Clock()
    made = keeping_the_rest(headline, clock)
    turn = waiting_turn("is it open", channel="sms", context={"language": "en"})
    first = made(turn)
    assert first.context is not None
    assert first.context["language"] == "en"

    async def test() -> None:
        sentences = Sentences(words, lambda: None)
        brain = TextingBrain(
            Brain(), words, sentences, _nobody, in_service=lambda: None, clock=clock
        )
        more = await brain.reply(replace(turn, text="MORE", context=first.context), 1.0)
        assert more.text == "Staff: 816."

    run(test())
    assert made(replace(turn, channel="web")).context is None


async def _nobody(_conversation: str) -> bool:
    return False


def test_help_is_answered_as_published(words: Words) -> None:
    published = Sentences(words, lambda: None, lambda language: f"Help in {language}.")
    assert published.help("es") == "Help in es."
    assert "STOP" in Sentences(words, lambda: None).help("en")


def test_what_is_offered_as_the_word_for_more_is_understood(words: Words) -> None:
    wording = load_wording(PROJECT_ROOT / "data").texted
    for language in LANGUAGES:
        for name in ("more", "more_plain"):
            said = wording.say(language, COMMON, name)
            offered = re.findall(r"\b[A-ZÁÉÍÓÚÑ]{3,}\b", said)
            assert offered
            assert all(isinstance(read_text(word, None, words), More) for word in offered)


@pytest.mark.parametrize("text", ["tell me more about taxes", "more time to pay", "¿qué más?"])
def test_a_question_with_more_in_it_is_a_question(text: str, words: Words) -> None:
    assert read_text(text, None, words) == Say(text)
