"""What stands between the desk and Rasa for wishes: what is offered by text, and taken up."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from countyline.answers.context import WATCH as CHOICE
from countyline.database.engine import DatabaseUnavailable
from countyline.desk.brain import BrainUnavailable
from countyline.desk.model import THEN, Reply, Turn
from countyline.desk.wishes import WATCH
from countyline.following.brain import FollowingBrain
from countyline.following.offering import WATCHING, Offer
from countyline.following.watches import Wished
from countyline.following.words import load_following_words
from countyline.segments import is_gsm, segments
from countyline.settings import PROJECT_ROOT
from tests.desk.scene import waiting_turn
from tests.following.scene import RECORDER
from tests.ledger.scene import record

WORDS = load_following_words(PROJECT_ROOT / "data")
TITLE = "Tell me when it reopens"
OFFERED = {"id": f"watch:{RECORDER}", "title": TITLE}
REOPENS = WORDS["en"].sentences["offer_reopening"]
CHANGES = WORDS["en"].sentences["offer_changes"]
BASIS = {"by": "answers"}


def told(text: str = "Closed.", *, context: Any = None, **changed: Any) -> Reply:
    """An answer on what may change, as the action gives it."""
    about = changed.pop("record", {})
    whole = Reply(
        text=text,
        language="en",
        answer=record(**about),
        card=None,
        context={"language": "en"} if context is None else context,
        headline=False,
        basis=BASIS,
        may_change=True,
    )
    return replace(whole, **changed)


def closed(text: str = "Closed.") -> Reply:
    return told(text, record={"choices": [OFFERED]}, context={"choices": [OFFERED]})


@dataclass
class Talk:
    """A conversation through the brain, whose context is kept as the desk keeps it."""

    channel: str = "sms"
    wished: Wished = field(default_factory=Wished)
    asked: list[Turn] = field(default_factory=list)
    reply: Reply | Exception = field(default_factory=told)
    context: Any = None

    async def _think(self, turn: Turn, _seconds: float) -> Reply:
        self.asked.append(turn)
        if isinstance(self.reply, Exception):
            raise self.reply
        return self.reply

    def say(self, text: str = "is it open", **changed: Any) -> Reply:
        class Rasa:
            reply = staticmethod(self._think)

        async def wished(_conversation: str, _channel: str) -> Wished:
            return self.wished

        brain = FollowingBrain(Rasa(), WORDS, wished)
        turn = waiting_turn(text, channel=self.channel, context=self.context, **changed)
        given = asyncio.run(brain.reply(turn, 5.0))
        self.context = given.context if given.context is not None else self.context
        return given


def test_the_desk_and_the_engine_mean_the_same_choice() -> None:
    assert f"{CHOICE}:" == WATCH


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("name", ["offer_reopening", "offer_changes"])
def test_an_offer_is_short_and_never_makes_a_text_dearer_by_its_letters(
    name: str, language: str
) -> None:
    line = WORDS["es" if language == "es" else "en"].sentences[name]
    assert is_gsm(line) and len(line) <= 50
    assert ("AVISOS" if language == "es" else "UPDATES") in line


def test_a_text_on_what_may_change_offers_it_once_a_conversation() -> None:
    talk = Talk()
    said = talk.say()
    assert said.text == f"Closed.\n{CHANGES}"
    # So the ledger makes the text again, word for word.
    assert said.basis == {**BASIS, THEN: CHANGES}
    assert talk.say().text == "Closed."


def test_a_text_on_what_is_closed_offers_the_reopening() -> None:
    talk = Talk(reply=closed())
    assert talk.say().text == f"Closed.\n{REOPENS}"
    assert talk.say().text == "Closed."


def test_in_spanish_it_is_offered_in_spanish() -> None:
    said = Talk(reply=told("Cerrada.", language="es")).say()
    assert said.text == f"Cerrada.\n{WORDS['es'].sentences['offer_changes']}"


def test_it_follows_what_the_desk_said_already() -> None:
    talk = Talk(reply=told("Closed.\nNo pictures.", basis={**BASIS, THEN: "No pictures."}))
    said = talk.say()
    assert said.text == f"Closed.\nNo pictures.\n{CHANGES}"
    assert said.basis == {**BASIS, THEN: f"No pictures.\n{CHANGES}"}


@pytest.mark.parametrize("room", [0, 1])
def test_it_is_offered_only_where_two_segments_hold_it(room: int) -> None:
    most = 2 * 153 - len(CHANGES) - 1
    text = "x" * (most + 1 - room)
    said = Talk(reply=told(text)).say().text
    assert (CHANGES in said) is bool(room)
    assert segments(said).count == 2


def test_accents_leave_half_the_room() -> None:
    text = "á" + "x" * 100
    assert Talk(reply=told(text)).say().text == text


@pytest.mark.parametrize(
    "reply",
    [
        told(may_change=False),
        told(headline=True),
        told(rest=("More.",)),
        told(basis=None),
        told(record={"kind": "handoff"}),
        told(record={"choices": [{"id": "person", "title": "Ask a person"}]}),
        told(watches=({"subject": RECORDER, "back": 0},)),
    ],
)
def test_it_is_not_offered_beside_anything_else(reply: Reply) -> None:
    assert Talk(reply=reply).say().text == "Closed."


def test_it_is_not_offered_to_who_wished_for_anything_before() -> None:
    talk = Talk(wished=Wished(was_asked=True))
    assert talk.say().text == "Closed."


@pytest.mark.parametrize("channel", ["web", "voice"])
def test_it_is_not_offered_elsewhere(channel: str) -> None:
    assert Talk(channel=channel).say().text == "Closed."


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("UPDATES", "if_changes_sms"),
        ("updates.", "if_changes_sms"),
        ("Text updates", "if_changes_sms"),
        ("AVISOS", "if_changes_sms"),
        ("avisos por favor", "if_changes_sms"),
    ],
)
def test_the_keyword_is_the_agreement_without_asking_rasa(said: str, name: str) -> None:
    talk = Talk()
    talk.say()
    given = talk.say(said)
    assert given.wish == "if_changes" and len(talk.asked) == 1
    language = "es" if "avisos" in said.casefold() else "en"
    assert given.text == WORDS[language].sentences[name]  # type: ignore[index]


def test_the_keyword_takes_up_the_reopening_that_was_offered() -> None:
    talk = Talk(reply=closed())
    talk.say()
    # Something else was asked since; what was offered is remembered.
    talk.reply = told(context={"choices": []})
    talk.say("where is it")
    talk.say("UPDATES")
    last = talk.asked[-1]
    assert last.text == TITLE
    assert last.context is not None and last.context["choices"] == [OFFERED]


def test_the_keyword_takes_up_what_was_offered_the_day_before() -> None:
    talk = Talk(wished=Wished(has_earlier=True, offer=Offer(OFFERED)))
    talk.say("UPDATES")
    assert talk.asked[-1].text == TITLE
    assert talk.asked[-1].context == {"choices": [OFFERED]}


def test_the_keyword_without_an_offer_of_reopening_agrees_to_corrections() -> None:
    talk = Talk(wished=Wished(has_earlier=True))
    assert talk.say("UPDATES").wish == "if_changes"


@pytest.mark.parametrize(
    ("channel", "said", "context"),
    [
        ("web", "updates", {"language": "en"}),
        ("sms", "updates?", {"language": "en"}),
        ("sms", "any updates", {"language": "en"}),
        ("sms", "updates", None),
    ],
)
def test_a_question_for_news_stays_one(channel: str, said: str, context: Any) -> None:
    talk = Talk(channel=channel, context=context)
    assert talk.say(said).wish is None
    assert [turn.text for turn in talk.asked] == [said]


def test_rasa_is_told_what_is_waited_for_and_sees_no_offer() -> None:
    talk = Talk(wished=Wished(subjects=(RECORDER,)))
    talk.say()
    talk.say()
    assert [turn.context for turn in talk.asked] == [
        {"watching": [RECORDER]},
        {"language": "en", "watching": [RECORDER]},
    ]


def test_wishes_are_not_looked_up_where_there_never_was_one() -> None:
    on_web = Talk(channel="web", wished=Wished(subjects=(RECORDER,)))
    on_web.say(has_wished=False)
    on_web.say(has_wished=True)
    assert [WATCHING in (turn.context or {}) for turn in on_web.asked] == [False, True]
    by_text = Talk(wished=Wished(subjects=(RECORDER,)))
    by_text.say(has_wished=False)
    assert WATCHING in (by_text.asked[0].context or {})


def test_what_a_conversation_waits_for_is_not_kept_in_its_context() -> None:
    talk = Talk(wished=Wished(subjects=(RECORDER,)))
    talk.reply = told(context={"language": "en", "watching": [RECORDER]})
    assert "watching" not in (talk.say().context or {})


def test_a_headline_leaves_the_offer_open() -> None:
    talk = Talk()
    talk.say()
    kept = talk.context
    talk.reply = told(headline=True, context=None)
    talk.reply = replace(talk.reply, context=None)
    talk.say()
    assert talk.context == kept


def test_an_answer_needs_no_wishes_that_can_be_read() -> None:
    async def lost(_conversation: str, _channel: str) -> Wished:
        raise DatabaseUnavailable

    class Rasa:
        @staticmethod
        async def reply(_turn: Turn, _seconds: float) -> Reply:
            return told()

    brain = FollowingBrain(Rasa(), WORDS, lost)
    said = asyncio.run(brain.reply(waiting_turn("is it open", channel="sms"), 5.0))
    assert said.text == "Closed."


def test_a_brain_that_is_away_is_said_to_be() -> None:
    talk = Talk(reply=BrainUnavailable())
    with pytest.raises(BrainUnavailable):
        talk.say()


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("stop updates", "withdrawn"),
        ("cancel updates please", "withdrawn"),
        ("No más avisos", "withdrawn"),
        ("cancelar avisos", "withdrawn"),
    ],
)
def test_it_is_taken_back_of_the_whole_number(said: str, name: str) -> None:
    talk = Talk(wished=Wished(is_waiting=True, conversations=("c-0", "c-1")))
    given = talk.say(said)
    assert given.wish == "withdrawn" and given.wish_of == ("c-0", "c-1")
    language = "es" if "avisos" in said else "en"
    assert given.text == WORDS[language].sentences[name]  # type: ignore[index]


def test_who_waits_for_nothing_is_told_so() -> None:
    talk = Talk(wished=Wished(conversations=("c-1",)))
    assert talk.say("stop updates").text == WORDS["en"].sentences["nothing_to_withdraw"]
