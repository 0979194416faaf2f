"""The switchboard: one owner a conversation, nothing said twice, and what residents are told."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import Engine, delete, func, select, text, update
from sqlalchemy.exc import IntegrityError

from countyline.cases.history import CaseEvent, What, events_of
from countyline.cases.model import Reason, State
from countyline.cases.schema import case_events, cases
from countyline.database.engine import open_engine, reading
from countyline.desk import switchboard as switchboard_module
from countyline.desk.book import ConversationBook
from countyline.desk.model import CaseMark, Entry, Owner, Standing
from countyline.desk.schema import conversations, outbox
from countyline.desk.staff_text import LONGEST
from countyline.desk.switchboard import (
    LEASE,
    CaseAlreadyClosed,
    CaseNotFound,
    CaseTaken,
    LeftOut,
    NotYours,
    QueueFilter,
    Switchboard,
    UnfitText,
    Why,
)
from countyline.desk.words import WORDS
from tests.desk.handing import ANA, BO, BOTH, CHIEF, case_in, hand_off, new_case
from tests.desk.scene import Clock, begun, message, reply, turn_of

LEASE_SECONDS = LEASE.total_seconds()
EN, ES = WORDS["en"], WORDS["es"]

Act = Callable[[], object]


@pytest.fixture
def book(engine: Engine, clock: Clock) -> ConversationBook:
    return ConversationBook(engine, "a", clock)


@pytest.fixture
def key(book: ConversationBook) -> str:
    return begun(book)


@pytest.fixture
def case(engine: Engine, key: str, clock: Clock) -> str:
    return new_case(engine, key, clock)


@dataclass(frozen=True)
class Scene:
    """A case that waits, and everything around it."""

    engine: Engine
    switchboard: Switchboard
    book: ConversationBook
    key: str
    case: str

    @property
    def clock(self) -> Clock:
        clock = self.book._clock
        assert isinstance(clock, Clock)
        return clock


@pytest.fixture
def scene(switchboard: Switchboard, book: ConversationBook, key: str, case: str) -> Scene:
    return Scene(book._engine, switchboard, book, key, case)


def events(engine: Engine, case: str) -> list[CaseEvent]:
    with reading(engine) as connection:
        return events_of(connection, case)


def whats(engine: Engine, case: str) -> list[What]:
    return [event.what for event in events(engine, case)]


def last(book: ConversationBook, key: str) -> Entry:
    return book.entries(key, 0)[-1]


# Having


def test_a_claim_gives_case_and_conversation_and_tells_the_resident(scene: Scene) -> None:
    file = scene.switchboard.claim(scene.case, ANA)
    assert file.owner is Owner.STAFF
    assert file.holder is not None
    assert (file.holder.id, file.holder.name) == ("ana", "Ana Diaz")
    assert file.holder.until == scene.clock.now + LEASE
    kept = case_in(scene.engine, scene.case)
    assert (kept.state, kept.claimed_by, kept.claimed_at) == (State.CLAIMED, "ana", scene.clock.now)
    told = last(scene.book, scene.key)
    assert (told.author, told.text, told.language) == ("bot", EN["taken"], "en")
    assert told.answer is not None
    assert (told.answer["kind"], told.answer["case"]) == (
        "handoff",
        {"id": scene.case, "state": "claimed"},
    )
    assert told.card == {"paragraphs": [EN["taken"]], "source": None, "mark": None}
    assert told.replies_to is None
    [event] = events(scene.engine, scene.case)
    assert (event.what, event.actor, event.actor_name) == (What.CLAIMED, "ana", "Ana Diaz")
    assert event.at == scene.clock.now


def test_who_claims_again_keeps_it_longer_and_nothing_is_said_twice(scene: Scene) -> None:
    scene.switchboard.claim(scene.case, ANA)
    scene.clock.forward(60)
    file = scene.switchboard.claim(scene.case.lower().replace("-", " "), ANA)
    assert file.holder is not None
    assert file.holder.until == scene.clock.now + LEASE
    assert whats(scene.engine, scene.case) == [What.CLAIMED]
    assert len(scene.book.entries(scene.key, 0)) == 1


def test_who_comes_second_is_told_who_has_it(
    switchboard: Switchboard, case: str, clock: Clock
) -> None:
    switchboard.claim(case, ANA)
    with pytest.raises(CaseTaken) as taken:
        switchboard.claim(case, BO)
    assert (taken.value.by_name, taken.value.until) == ("Ana Diaz", clock.now + LEASE)
    assert taken.value.case == case
    with pytest.raises(CaseTaken):
        switchboard.claim(case, CHIEF)


def test_a_conversation_is_not_shared_through_another_of_its_cases(
    engine: Engine, switchboard: Switchboard, key: str, case: str, clock: Clock
) -> None:
    other = new_case(engine, key, clock)
    switchboard.claim(case, ANA)
    with pytest.raises(CaseTaken) as taken:
        switchboard.claim(other, BO)
    assert taken.value.case == case
    assert [one.id for one in switchboard.claim(case, ANA).siblings] == [other]


@pytest.mark.parametrize("how", ["one case", "two cases", "from elsewhere"])
def test_of_many_who_claim_at_once_exactly_one_wins(
    url: str, engine: Engine, clock: Clock, key: str, how: str
) -> None:
    wanted = [new_case(engine, key, clock)] * 2
    if how == "two cases":
        wanted[1] = new_case(engine, key, clock)
    if how == "from elsewhere":
        # It came over REST alone: there is no conversation to lock.
        wanted = [new_case(engine, "a-rest-client", clock)] * 2
    engines = [open_engine(url) for _ in range(6)]
    boards = [Switchboard(one, clock) for one in engines]
    people = [ANA, BO, CHIEF, *(type(ANA)(f"p{n}", f"Person {n}", ANA.role) for n in range(3))]
    together = Barrier(6)

    def claim(number: int) -> str | None:
        together.wait(timeout=10)
        try:
            boards[number].claim(wanted[number % 2], people[number])
        except CaseTaken as taken:
            return taken.by_name
        return None

    with ThreadPoolExecutor(6) as pool:
        found = list(pool.map(claim, range(6)))
    winner = people[found.index(None)]
    assert found.count(None) == 1
    assert set(found) - {None} == {winner.name}
    told = ConversationBook(engine, "x", clock).entries(key, 0)
    assert len(told) == (0 if how == "from elsewhere" else 1)
    for one in engines:
        one.dispose()


def test_the_database_itself_lets_nobody_share(
    engine: Engine, switchboard: Switchboard, key: str, case: str, clock: Clock
) -> None:
    second = new_case(engine, key, clock)
    switchboard.claim(case, ANA)
    for wrong in (
        "UPDATE cases SET state = 'claimed', claimed_by = 'bo', claimed_by_name = 'Bo', "
        "claimed_at = opened_at, lease_until = opened_at WHERE id = :other",
        "UPDATE cases SET state = 'open' WHERE id = :id",
        "UPDATE cases SET claimed_by = NULL WHERE id = :id",
        "UPDATE cases SET lease_until = NULL WHERE id = :id",
        "UPDATE cases SET claimed_at = NULL WHERE id = :id",
        "UPDATE cases SET claimed_by_name = NULL WHERE id = :id",
        "UPDATE cases SET state = 'claimed' WHERE id = :other",
    ):
        with pytest.raises(IntegrityError), engine.begin() as connection:
            names = {"id": case, "other": second}
            connection.execute(text(wrong), {n: v for n, v in names.items() if f":{n}" in wrong})


def test_a_lease_is_renewed_by_its_owner_alone(
    switchboard: Switchboard, case: str, clock: Clock
) -> None:
    with pytest.raises(NotYours) as nobody:
        switchboard.keep(case, ANA)
    assert nobody.value.by_name is None
    switchboard.claim(case, ANA)
    for _ in range(5):
        clock.forward(LEASE_SECONDS - 1)
        switchboard.keep(case, ANA)
        assert switchboard.run_out() == []
    for other in (BO, CHIEF):
        with pytest.raises(NotYours) as held:
            switchboard.keep(case, other)
        assert held.value.by_name == "Ana Diaz"
    clock.forward(LEASE_SECONDS)
    assert len(switchboard.run_out()) == 1
    with pytest.raises(NotYours):
        switchboard.keep(case, ANA)


def test_replies_and_notes_renew_the_lease_and_residents_do_not(
    switchboard: Switchboard, book: ConversationBook, key: str, case: str, clock: Clock
) -> None:
    switchboard.claim(case, ANA)
    clock.forward(LEASE_SECONDS - 1)
    switchboard.reply([case], ANA, BOTH, "k-1")
    clock.forward(LEASE_SECONDS - 1)
    switchboard.note(case, ANA, "called back", "k-1")
    clock.forward(LEASE_SECONDS - 1)
    switchboard.note(case, BO, "I know them", "k-1")
    book.accept(message(key))
    clock.forward(1)
    assert switchboard.run_out() == [key]


def test_what_its_owner_left_goes_back_with_honest_words(scene: Scene) -> None:
    scene.switchboard.claim(scene.case, ANA)
    scene.clock.forward(LEASE_SECONDS - 0.001)
    assert scene.switchboard.run_out() == []
    scene.clock.forward(0.001)
    assert scene.switchboard.run_out() == [scene.key]
    assert scene.switchboard.run_out() == []
    told = last(scene.book, scene.key)
    assert told.text == f"{EN['ran_out']}\n{EN['again']}"
    assert told.answer is not None
    assert told.answer["case"] == {"id": scene.case, "state": "open"}
    kept = case_in(scene.engine, scene.case)
    assert (kept.state, kept.claimed_by, kept.lease_until) == (State.OPEN, None, None)
    assert scene.book.news(scene.key, 0).standing == Standing(
        Owner.OFFERED, CaseMark(scene.case, "open")
    )
    event = events(scene.engine, scene.case)[-1]
    assert (event.what, event.actor, event.detail) == (
        What.RAN_OUT,
        None,
        {"had": "ana", "had_name": "Ana Diaz"},
    )


def test_of_many_desks_that_look_one_gives_it_back(scene: Scene, url: str) -> None:
    scene.switchboard.claim(scene.case, ANA)
    scene.clock.forward(LEASE_SECONDS)
    engines = [open_engine(url) for _ in range(4)]
    together = Barrier(4)

    def look(number: int) -> list[str]:
        together.wait(timeout=10)
        return Switchboard(engines[number], scene.clock).run_out()

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(look, range(4))) == [[], [], [], [scene.key]]
    assert whats(scene.engine, scene.case) == [What.CLAIMED, What.RAN_OUT]
    for one in engines:
        one.dispose()


def test_a_lease_that_ran_out_keeps_nobody_away(scene: Scene) -> None:
    scene.switchboard.claim(scene.case, ANA)
    scene.clock.forward(LEASE_SECONDS)
    file = scene.switchboard.claim(scene.case, BO)
    assert file.holder is not None
    assert file.holder.name == "Bo Lee"
    assert whats(scene.engine, scene.case) == [What.CLAIMED, What.RAN_OUT, What.CLAIMED]
    # The resident was never without a person.
    assert [entry.text for entry in scene.book.entries(scene.key, 0)] == [EN["taken"]] * 2
    with pytest.raises(NotYours):
        scene.switchboard.release(scene.case, ANA)


def test_a_lease_that_ran_out_unseen_can_still_be_kept(
    switchboard: Switchboard, case: str, clock: Clock
) -> None:
    switchboard.claim(case, ANA)
    clock.forward(LEASE_SECONDS + 5)
    switchboard.keep(case, ANA)
    assert switchboard.run_out() == []


def test_a_release_gives_the_conversation_back_to_the_queue(
    engine: Engine, switchboard: Switchboard, book: ConversationBook, key: str, case: str
) -> None:
    switchboard.claim(case, ANA)
    with pytest.raises(NotYours):
        switchboard.release(case, BO)
    assert switchboard.release(case, ANA) == key
    assert last(book, key).text == f"{EN['released'].format(case=case)}\n{EN['again']}"
    assert book.news(key, 0).standing == Standing(Owner.OFFERED, CaseMark(case, "open"))
    with pytest.raises(NotYours):
        switchboard.release(case, ANA)
    assert whats(engine, case) == [What.CLAIMED, What.RELEASED]


def test_a_transfer_hands_over_without_a_gap(
    engine: Engine, switchboard: Switchboard, book: ConversationBook, key: str, case: str
) -> None:
    with pytest.raises(NotYours):
        switchboard.transfer(case, ANA, BO)
    switchboard.claim(case, ANA)
    assert switchboard.transfer(case, ANA, BO) == key
    with pytest.raises(NotYours):
        switchboard.keep(case, ANA)
    switchboard.keep(case, BO)
    assert book.news(key, 0).standing == Standing(Owner.STAFF, CaseMark(case, "claimed"))
    assert len(book.entries(key, 0)) == 1
    event = events(engine, case)[-1]
    assert (event.what, event.actor, event.detail) == (
        What.TRANSFERRED,
        "ana",
        {"to": "bo", "to_name": "Bo Lee"},
    )


def test_an_administrator_may_free_what_somebody_holds(
    engine: Engine, switchboard: Switchboard, case: str
) -> None:
    with pytest.raises(NotYours):
        switchboard.release(case, CHIEF)
    acts: list[Act] = [
        lambda: switchboard.release(case, CHIEF),
        lambda: switchboard.transfer(case, CHIEF, BO),
    ]
    for act in acts:
        switchboard.claim(case, ANA)
        act()
        assert case_in(engine, case).claimed_by in (None, "bo")
    switchboard.close(case, CHIEF, "done")


# The bot, before and after


def test_after_a_release_the_bot_goes_on_from_where_it_was(
    switchboard: Switchboard, book: ConversationBook, key: str, case: str
) -> None:
    context = {
        "language": "es", "topic": "status", "subjects": ["collection"], "offered": "staff",
        "choices": [{"id": "person", "title": "Una persona"}], "clarified": 1, "question": "¿?",
    }  # fmt: skip
    book.answer(turn_of(book.accept(message(key, "m-1"))), reply(context=context))
    switchboard.claim(case, ANA)
    book.accept(message(key, "m-2"))
    switchboard.release(case, ANA)
    turn = turn_of(book.accept(message(key, "m-3")))
    assert turn.key == "m-3"
    # What it had asked is off: "yes" would now answer a question that a person came after.
    assert turn.context == {
        "language": "es", "topic": "status", "subjects": ["collection"], "offered": None,
        "choices": [], "clarified": 0, "question": "",
    }  # fmt: skip


def test_a_conversation_that_was_about_nothing_stays_so(
    switchboard: Switchboard, book: ConversationBook, key: str, case: str
) -> None:
    switchboard.claim(case, ANA)
    switchboard.release(case, ANA)
    assert turn_of(book.accept(message(key))).context is None


def test_a_hand_off_that_a_claim_overtakes_is_not_said(
    engine: Engine, switchboard: Switchboard, book: ConversationBook, key: str, clock: Clock
) -> None:
    """The case is in the queue before the bot has told of it."""
    turn = turn_of(book.accept(message(key)))
    case = new_case(engine, key, clock)
    switchboard.claim(case, ANA)
    with pytest.raises(Exception, match=key):
        book.answer(turn, hand_off(case))
    assert [entry.text for entry in book.entries(key, 0)][1:] == [EN["taken"]]


def test_a_person_is_not_talked_over_by_a_desk_that_still_works(scene: Scene) -> None:
    """A claim takes the conversation from the desk too; either alone must do."""
    turn = turn_of(scene.book.accept(message(scene.key)))
    with scene.engine.begin() as connection:
        connection.execute(update(conversations).values(owner=Owner.STAFF.value))
    with pytest.raises(Exception, match=scene.key):
        scene.book.answer(turn, reply())
    assert [entry.author for entry in scene.book.entries(scene.key, 0)] == ["resident"]


# Answering


def test_a_reply_goes_to_the_resident_in_their_language(
    engine: Engine, switchboard: Switchboard, book: ConversationBook, clock: Clock
) -> None:
    keys = {name: book.begin("web", name)[0] for name in BOTH}
    found = {name: new_case(engine, key, clock, language="und") for name, key in keys.items()}
    report = switchboard.reply(list(found.values()), ANA, BOTH, "k-1")
    assert report.left_out == []
    assert report.conversations == list(keys.values())
    for name, key in keys.items():
        said = last(book, key)
        assert (said.author, said.text, said.language) == ("staff", BOTH[name], name)
        assert (said.answer, said.card, said.replies_to, said.delivered_at) == (None,) * 4
        event = events(engine, found[name])[-1]
        assert (event.what, event.detail) == (What.REPLIED, {"seq": 1, "language": name})
        assert case_in(engine, found[name]).first_reply_at == clock.now
    book.delivered({keys["en"]: 1})
    assert last(book, keys["en"]).delivered_at == clock.now


def test_a_reply_sent_twice_is_said_once(
    switchboard: Switchboard, book: ConversationBook, key: str, case: str
) -> None:
    first = switchboard.reply([case], ANA, BOTH, "k-1")
    assert switchboard.reply([case, case], ANA, BOTH, "k-1") == first
    assert len(book.entries(key, 0)) == 1
    # Another form, another text or another person is another reply.
    switchboard.reply([case], ANA, BOTH, "k-2")
    switchboard.reply([case], ANA, {"en": "More."}, "k-1")
    switchboard.reply([case], BO, BOTH, "k-1")
    assert len(book.entries(key, 0)) == 4
    # Also after it was closed.
    switchboard.close(case, ANA, "done")
    assert switchboard.reply([case], ANA, BOTH, "k-1") == first


def test_the_same_reply_sent_by_many_at_once_is_said_once(scene: Scene, url: str) -> None:
    engines = [open_engine(url) for _ in range(4)]
    together = Barrier(8)

    def send(number: int) -> int:
        together.wait(timeout=10)
        board = Switchboard(engines[number % 4], scene.clock)
        return board.reply([scene.case], ANA, BOTH, "k-1").sent[0].seq

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(send, range(8))) == {1}
    assert len(scene.book.entries(scene.key, 0)) == 1
    for one in engines:
        one.dispose()


def test_two_cases_of_one_resident_get_one_reply(scene: Scene) -> None:
    other = new_case(scene.engine, scene.key, scene.clock)
    report = scene.switchboard.reply([scene.case, other], ANA, BOTH, "k-1")
    assert [one.seq for one in report.sent] == [1, 1]
    assert report.conversations == [scene.key]
    assert len(scene.book.entries(scene.key, 0)) == 1


def test_a_reply_to_many_says_whom_it_did_not_reach_and_why(
    engine: Engine, switchboard: Switchboard, book: ConversationBook, clock: Clock
) -> None:
    def one(**changes: object) -> str:
        return new_case(engine, begun(book), clock, **changes)

    mine, free, spanish, theirs, done = one(), one(), one(language="es"), one(), one()
    sibling = new_case(engine, case_in(engine, theirs).conversation, clock)
    elsewhere = new_case(engine, "a-rest-client", clock)
    switchboard.claim(mine, ANA)
    switchboard.claim(theirs, BO)
    switchboard.close(done, BO, "done")
    asked = [mine, free, spanish, theirs, sibling, done, elsewhere, "9Z-99", "x\x00"]
    report = switchboard.reply(asked, ANA, {"en": "It is open.", "es": " "}, "k")
    assert [sent.case for sent in report.sent] == [mine, free]
    assert report.left_out == [
        LeftOut(spanish, Why.NO_TEXT),
        LeftOut(theirs, Why.TAKEN, "Bo Lee"),
        LeftOut(sibling, Why.TAKEN, "Bo Lee"),
        LeftOut(done, Why.CLOSED),
        LeftOut(elsewhere, Why.NO_CHANNEL),
        LeftOut("9Z-99", Why.UNKNOWN),
        LeftOut("x\x00", Why.UNKNOWN),
    ]
    assert case_in(engine, spanish).first_reply_at is None


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("  Two lines.\r\nAnd one.  ", "Two lines.\nAnd one."),
        ("a\n\n\n\n\nb", "a\n\nb"),
        ("tab\tand\x00nul\u202eflip\ud800 end\u2028next", "tab andnulflip end\nnext"),
        ("Call 816-881-3232, receipt 123456789.", "Call 816-881-3232, receipt 123456789."),
        ("<b>bold</b> /restart", "<b>bold</b> /restart"),
        ("x" * LONGEST, "x" * LONGEST),
    ],
)
def test_a_reply_is_kept_as_it_was_meant(scene: Scene, sent: str, kept: str) -> None:
    scene.switchboard.reply([scene.case], ANA, {"en": sent}, "k")
    assert last(scene.book, scene.key).text == kept


@pytest.mark.parametrize(
    ("texts", "why"),
    [
        ({}, "empty"),
        ({"en": " \n\t"}, "empty"),
        ({"en": "\u200b\x00"}, "empty"),
        ({"en": "x" * (LONGEST + 1)}, "too_long"),
        ({"en": "fine", "es": "x" * (LONGEST + 1)}, "too_long"),
    ],
)
def test_an_unfit_reply_goes_to_nobody(scene: Scene, texts: dict[str, str], why: str) -> None:
    with pytest.raises(UnfitText) as unfit:
        scene.switchboard.reply([scene.case], ANA, texts, "k")  # type: ignore[arg-type]
    assert unfit.value.why == why
    assert scene.book.entries(scene.key, 0) == []


def test_notes_are_for_colleagues_and_hold_no_secret_number(
    engine: Engine, switchboard: Switchboard, book: ConversationBook, key: str, case: str
) -> None:
    long = "word " * 600
    switchboard.note(case, BO, f"their ssn is 123-45-6789\ncalled back\n{long}", "k-1")
    assert book.entries(key, 0) == []
    file = switchboard.file(case)
    assert file is not None
    [note] = file.notes
    assert note.actor_name == "Bo Lee"
    kept = note.detail["text"].split("\n")
    assert kept[:2] == ["their ssn is [###]", "called back"]
    assert kept[2] == long.strip()
    with pytest.raises(UnfitText):
        switchboard.note(case, BO, " ", "k-2")
    assert whats(engine, case) == [What.NOTED]


def test_a_note_sent_twice_is_kept_once(scene: Scene, url: str) -> None:
    engines = [open_engine(url) for _ in range(4)]
    together = Barrier(8)

    def send(number: int) -> None:
        together.wait(timeout=10)
        Switchboard(engines[number % 4], scene.clock).note(scene.case, ANA, "called back", "k-1")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(send, range(8)))
    assert whats(scene.engine, scene.case) == [What.NOTED]
    # Another form, another text, another person or another case is another note.
    other = new_case(scene.engine, scene.key, scene.clock)
    scene.switchboard.note(scene.case, ANA, "called back", "k-2")
    scene.switchboard.note(scene.case, ANA, "called again", "k-1")
    scene.switchboard.note(scene.case, BO, "called back", "k-1")
    scene.switchboard.note(other, ANA, "called back", "k-1")
    assert whats(scene.engine, scene.case) == [What.NOTED] * 4
    assert whats(scene.engine, other) == [What.NOTED]
    for one in engines:
        one.dispose()


# Closing


@pytest.mark.parametrize("is_claimed", [True, False])
def test_a_case_is_closed_by_whoever_has_it_or_when_nobody_has(
    scene: Scene, is_claimed: bool
) -> None:
    if is_claimed:
        scene.switchboard.claim(scene.case, ANA)
        with pytest.raises(NotYours):
            scene.switchboard.close(scene.case, BO, "not mine")
    assert scene.switchboard.close(scene.case, ANA, "Receipt mailed, ssn 123-45-6789") == scene.key
    kept = case_in(scene.engine, scene.case)
    assert (kept.state, kept.closed_by, kept.closed_at) == (
        State.CLOSED,
        "Ana Diaz",
        scene.clock.now,
    )
    assert kept.outcome == "Receipt mailed, ssn [###]"
    assert kept.claimed_by is None
    told = last(scene.book, scene.key)
    assert told.text == f"{EN['closed'].format(case=scene.case)}\n{EN['again']}"
    assert told.answer is not None
    assert told.answer["case"] == {"id": scene.case, "state": "closed"}
    assert scene.book.news(scene.key, 0).standing == Standing()
    assert turn_of(scene.book.accept(message(scene.key)))
    for act in (
        lambda: scene.switchboard.close(scene.case, ANA, "again"),
        lambda: scene.switchboard.claim(scene.case, BO),
    ):
        with pytest.raises(CaseAlreadyClosed):
            act()


def test_closing_one_of_two_leaves_the_other_offered(scene: Scene) -> None:
    other = new_case(scene.engine, scene.key, scene.clock)
    scene.switchboard.claim(scene.case, ANA)
    scene.switchboard.close(other, BO, "asked twice")
    # Ana still has the conversation, so the bot does not say that it is back.
    assert last(scene.book, scene.key).text == EN["closed"].format(case=other)
    assert scene.book.news(scene.key, 0).standing == Standing(
        Owner.STAFF, CaseMark(scene.case, "claimed")
    )
    third = new_case(scene.engine, scene.key, scene.clock)
    scene.switchboard.close(scene.case, ANA, "done")
    assert scene.book.news(scene.key, 0).standing == Standing(
        Owner.OFFERED, CaseMark(third, "open")
    )


def test_a_case_needs_an_outcome(switchboard: Switchboard, case: str) -> None:
    with pytest.raises(UnfitText):
        switchboard.close(case, ANA, " ")


@pytest.mark.parametrize("was", [Owner.OFFERED, Owner.STAFF])
def test_a_case_closed_on_the_command_line_gives_the_conversation_back(
    switchboard: Switchboard, book: ConversationBook, key: str, case: str, was: Owner
) -> None:
    book.answer(turn_of(book.accept(message(key, "m-1"))), hand_off(case))
    if was is Owner.STAFF:
        switchboard.claim(case, ANA)
    assert book.news(key, 0).standing.owner is was
    closed = switchboard.close_from_outside(case.lower(), "by hand, ssn 123-45-6789", "root")
    assert (closed.state, closed.outcome, closed.closed_by) == (
        State.CLOSED,
        "by hand, ssn [###]",
        "root",
    )
    assert closed.closed_at is not None
    assert closed == case_in(book._engine, case)
    [event] = [one for one in events(book._engine, case) if one.what is What.CLOSED]
    assert (event.actor, event.detail["by"]) == (None, "root")
    assert book.news(key, 0).standing == Standing()
    assert last(book, key).text == f"{EN['closed'].format(case=case)}\n{EN['again']}"
    assert switchboard.run_out() == []
    assert turn_of(book.accept(message(key, "m-2")))
    with pytest.raises(CaseAlreadyClosed) as raised:
        switchboard.close_from_outside(case, "something else", "J. Doe")
    assert raised.value.case == closed
    with pytest.raises(CaseNotFound):
        switchboard.close_from_outside("2F-22222", "x", "y")
    with pytest.raises(UnfitText):
        switchboard.close_from_outside(case, " ", "y")


def test_closing_one_on_the_command_line_leaves_another_offered(scene: Scene) -> None:
    other = new_case(scene.engine, scene.key, scene.clock)
    turn = turn_of(scene.book.accept(message(scene.key, "m-1")))
    scene.book.answer(turn, hand_off(scene.case))
    scene.switchboard.close_from_outside(other, "asked twice", "root")
    assert scene.book.news(scene.key, 0).standing == Standing(
        Owner.OFFERED, CaseMark(scene.case, "open")
    )


def test_who_claims_while_a_desk_looks_is_not_spoken_for(scene: Scene) -> None:
    """A desk saw a conversation that nobody had, and somebody claimed another case of it since."""
    scene.switchboard.claim(scene.case, ANA)
    scene.switchboard.close_from_outside(scene.case, "by hand", "root")
    other = new_case(scene.engine, scene.key, scene.clock)
    scene.switchboard.claim(other, BO)
    said = scene.book.entries(scene.key, 0)
    assert scene.switchboard._heal(scene.key, scene.clock()) is None
    assert scene.book.entries(scene.key, 0) == said
    assert scene.book.news(scene.key, 0).standing == Standing(
        Owner.STAFF, CaseMark(other, "claimed")
    )


def test_a_case_that_was_deleted_does_not_leave_the_bot_silent(
    engine: Engine, switchboard: Switchboard, book: ConversationBook, key: str, case: str
) -> None:
    switchboard.claim(case, ANA)
    with engine.begin() as connection:
        connection.execute(delete(case_events))
        connection.execute(delete(cases))
    assert switchboard.run_out() == [key]
    assert turn_of(book.accept(message(key)))


def test_a_case_from_elsewhere_can_be_worked_on_too(
    engine: Engine, switchboard: Switchboard, clock: Clock
) -> None:
    """It came over REST alone: there is no conversation to speak in."""
    case = new_case(engine, "a-rest-client", clock)
    file = switchboard.claim(case, ANA)
    assert (file.owner, file.entries) == (None, [])
    switchboard.note(case, ANA, "called", "k-1")
    clock.forward(LEASE_SECONDS)
    assert switchboard.run_out() == ["a-rest-client"]
    switchboard.claim(case, BO)
    assert switchboard.close(case, BO, "called back") == "a-rest-client"


@pytest.mark.parametrize("number", ["9Z-99", "", "x", "4F-27' OR 1=1", "\x00", "\ud800", "🙈"])
def test_an_unknown_case_is_not_found(switchboard: Switchboard, number: str) -> None:
    assert switchboard.file(number) is None
    for act in (
        lambda: switchboard.claim(number, ANA),
        lambda: switchboard.keep(number, ANA),
        lambda: switchboard.release(number, ANA),
        lambda: switchboard.transfer(number, ANA, BO),
        lambda: switchboard.note(number, ANA, "x", "k-1"),
        lambda: switchboard.close(number, ANA, "x"),
    ):
        with pytest.raises(CaseNotFound):
            act()


# The queue and the file


def test_the_queue_is_by_age_and_says_what_waits(
    engine: Engine, switchboard: Switchboard, book: ConversationBook, clock: Clock
) -> None:
    keys = [begun(book) for _ in range(3)]
    found = []
    for key in keys:
        found.append(new_case(engine, key, clock))
        clock.forward(60)
    book.accept(message(keys[0], "m-1"))
    book.accept(message(keys[1], "m-1"))
    switchboard.reply([found[1]], ANA, BOTH, "k")
    book.accept(message(keys[1], "m-2"))
    book.accept(message(keys[1], "m-3"))
    switchboard.reply([found[2]], ANA, BOTH, "k")
    switchboard.claim(found[2], ANA)
    rows = switchboard.queue(QueueFilter())
    assert [row.case.id for row in rows] == found
    assert [row.age for row in rows] == [timedelta(seconds=s) for s in (180, 120, 60)]
    assert [row.waiting for row in rows] == [2, 2, 0]
    assert [row.owner_name for row in rows] == [None, None, "Ana Diaz"]
    assert [row.last_message_at for row in rows] == [clock.now, clock.now, None]
    assert len({row.group for row in rows}) == 1


def test_the_queue_is_filtered(
    engine: Engine, switchboard: Switchboard, book: ConversationBook, clock: Clock
) -> None:
    def one(**changes: object) -> str:
        return new_case(engine, begun(book), clock, **changes)

    ticket = one(reason=Reason.CASE_BY_CASE, topic="vehicle", subjects=("collection", "dor"))
    spanish = one(language="es", question="¿100% seguro?", channel="sms")
    mine, done = one(topic="media"), one()
    switchboard.claim(mine, ANA)
    switchboard.close(done, ANA, "done")
    every = {ticket, spanish, mine}

    def asked(wanted: QueueFilter) -> set[str]:
        return {row.case.id for row in switchboard.queue(wanted)}

    assert asked(QueueFilter()) == every
    assert asked(QueueFilter(states=())) == every | {done}
    assert asked(QueueFilter(states=(State.CLAIMED,))) == {mine}
    assert asked(QueueFilter(states=(State.CLOSED,))) == {done}
    assert asked(QueueFilter(reasons=(Reason.CASE_BY_CASE,))) == {ticket}
    assert asked(QueueFilter(only_sensitive=True)) == {ticket}
    assert asked(QueueFilter(topic="media")) == {mine}
    assert asked(QueueFilter(subject="dor")) == {ticket}
    assert asked(QueueFilter(language="es")) == {spanish}
    assert asked(QueueFilter(channel="sms")) == {spanish}
    assert asked(QueueFilter(claimed_by="ana")) == {mine}
    assert asked(QueueFilter(text="100%")) == {spanish}
    assert asked(QueueFilter(text=ticket.lower())) == {ticket}
    assert asked(QueueFilter(text="%")) == {spanish}
    assert len(switchboard.queue(QueueFilter(most=2))) == 2
    assert len(switchboard.queue(QueueFilter(language="en", most=1))) == 1
    [row] = switchboard.queue(QueueFilter(topic="vehicle"))
    assert row.is_sensitive


def test_a_file_holds_everything(
    engine: Engine, switchboard: Switchboard, book: ConversationBook, clock: Clock
) -> None:
    key, _ = book.begin("web", "es")
    turn = turn_of(book.accept(message(key, "m-1", "¿dónde está mi recibo?")))
    case = new_case(engine, key, clock, language="es")
    clock.forward(1)
    alike = new_case(engine, begun(book), clock)
    new_case(engine, begun(book), clock, subjects=("recorder_of_deeds",))
    switchboard.close(new_case(engine, begun(book), clock), ANA, "done")
    answered = hand_off(case)
    object.__setattr__(answered, "answer", {**answered.answer, "facts": ["a.b"], "revision": 3})
    book.answer(turn, answered)
    switchboard.claim(case, ANA)
    book.accept(message(key, "m-2", "¿hola?"))
    file = switchboard.file(case)
    assert file is not None
    assert [entry.text for entry in file.entries] == [
        "¿dónde está mi recibo?",
        "A person will answer.",
        ES["taken"],
        "¿hola?",
    ]
    assert (file.language, file.owner, file.revision, list(file.facts)) == (
        "es",
        Owner.STAFF,
        3,
        ["a.b"],
    )
    assert [one.id for one in file.alike] == [alike]


def test_a_long_conversation_is_in_its_file_as_a_whole(
    engine: Engine, switchboard: Switchboard, book: ConversationBook, key: str, case: str
) -> None:
    row = {"conversation": key, "author": "bot", "text": "x", "language": "en"}
    with engine.begin() as connection:
        connection.execute(
            outbox.insert(),
            [{**row, "seq": seq, "written_at": book._clock()} for seq in range(1, 1203)],
        )
        connection.execute(update(conversations).values(last_seq=1202))
    file = switchboard.file(case)
    assert file is not None
    assert [entry.seq for entry in file.entries] == list(range(1, 1203))


def test_the_language_is_the_one_of_the_last_answer(
    switchboard: Switchboard, book: ConversationBook, key: str, case: str
) -> None:
    book.answer(turn_of(book.accept(message(key))), reply(context={"language": "es"}))
    switchboard.claim(case, ANA)
    assert last(book, key).text == ES["taken"]
    [row] = switchboard.queue(QueueFilter())
    assert row.language == "es"
    assert [sent.language for sent in switchboard.reply([case], ANA, BOTH, "k").sent] == ["es"]


def test_every_language_has_the_same_words() -> None:
    assert {frozenset(words) for words in WORDS.values()} == {frozenset(EN)}
    assert set(WORDS) == {"en", "es"}
    for said in EN:
        assert ("{case}" in EN[said]) == ("{case}" in ES[said])


@pytest.mark.parametrize("statement", ["RAN_OUT", "LEFT_ALONE"])
def test_what_ran_out_is_found_by_an_index(sqlite: Engine, statement: str) -> None:
    """Every desk asks each second."""
    asked = str(getattr(switchboard_module, statement).compile(sqlite))
    with sqlite.connect() as connection:
        plan = connection.exec_driver_sql(
            f"EXPLAIN QUERY PLAN {asked}", ("",) * asked.count("?")
        ).all()
    steps = "\n".join(str(step) for step in plan)
    assert "ix_conversations_staff" in steps or "ix_cases_state_opened_at (state=?)" in steps
    assert "SCAN cases" not in steps


def test_a_failure_in_the_middle_leaves_everything_as_it_was(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    def state() -> list[object]:
        with reading(scene.engine) as connection:
            return [
                connection.execute(select(cases)).all(),
                connection.execute(select(conversations)).all(),
                connection.execute(select(func.count()).select_from(outbox)).scalar(),
                connection.execute(select(func.count()).select_from(case_events)).scalar(),
            ]

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("the disk is full")

    scene.switchboard.claim(scene.case, ANA)
    before = state()
    monkeypatch.setattr("countyline.desk.claims.sql.AFTER_SAYING", text("SELECT broken"))
    acts: list[Act] = [
        lambda: scene.switchboard.release(scene.case, ANA),
        lambda: scene.switchboard.close(scene.case, ANA, "done"),
        lambda: scene.switchboard.reply([scene.case], ANA, BOTH, "k"),
    ]
    for act in acts:
        with pytest.raises(Exception, match="broken"):
            act()
        assert state() == before
    monkeypatch.undo()
    monkeypatch.setattr("countyline.desk.claims.add_event", fail)
    for act in (*acts, lambda: scene.switchboard.transfer(scene.case, ANA, BO)):
        with pytest.raises(RuntimeError):
            act()
        assert state() == before
