"""The conversation book: what it takes it keeps, once, in order, for whoever it belongs to."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import Connection, Engine, event, select, text, update

from countyline.cases.schema import cases
from countyline.database.engine import open_engine, reading
from countyline.desk import statements
from countyline.desk.book import ConversationBook, NoLongerOurs, UnknownConversation
from countyline.desk.model import CaseMark, Owner, Reply, Standing
from countyline.desk.schema import conversations, desks, inbox, outbox, turns
from countyline.desk.switchboard import Switchboard
from countyline.redaction import LIMIT
from tests.desk.handing import ANA, case_in, hand_off, new_case
from tests.desk.scene import (
    GONE,
    Clock,
    assert_all_answered,
    assert_sound,
    begun,
    kept_in,
    message,
    reply,
    seen_at,
    turn_of,
)


@pytest.fixture
def book(engine: Engine, clock: Clock) -> ConversationBook:
    return ConversationBook(engine, "a", clock)


@pytest.fixture
def other(url: str, clock: Clock) -> Iterator[ConversationBook]:
    """The book of another desk."""
    opened = open_engine(url)
    yield ConversationBook(opened, "b", clock)
    opened.dispose()


# Conversations


def test_a_conversation_is_opened_with_its_token(book: ConversationBook) -> None:
    key, token = book.begin("web", "es")
    opened = book.open(key, token)
    assert (opened.id, opened.channel, opened.language) == (key, "web", "es")
    assert (opened.owner, opened.last_seq, opened.is_answering) == (Owner.BOT, 0, False)


def test_ids_and_tokens_cannot_be_guessed_or_found(engine: Engine, book: ConversationBook) -> None:
    given = [book.begin("web", None) for _ in range(20)]
    assert len({key for key, _ in given}) == len({token for _, token in given}) == 20
    assert all(len(token) >= 43 and token.isascii() for _, token in given)
    with reading(engine) as connection:
        rows = repr(connection.execute(select(conversations)).all())
    assert not any(token in rows for _, token in given)


STRANGE = [
    "",
    " ",
    "null",
    "0",
    "é",
    "\N{FULLWIDTH DIGIT ONE}",
    "\ud800",
    "a\udfffb",
    "\x00",
    "a\x00",
    "\u202eabc",
    "💥" * 100,
    "x" * 100_000,
    "' OR '1'='1",
    "%",
    "_",
]


def test_no_other_token_opens_it(book: ConversationBook) -> None:
    key, mine = book.begin("web", None)
    _, foreign = book.begin("web", None)
    for wrong in (*STRANGE, *(mine + one for one in STRANGE if one), foreign, mine[:-1]):
        with pytest.raises(UnknownConversation):
            book.open(key, wrong)
        with pytest.raises(UnknownConversation):
            book.accept(message(key, token=wrong))
    assert book.open(key, mine).last_seq == 0


def test_no_other_id_names_it(book: ConversationBook) -> None:
    key, token = book.begin("web", None)
    for wrong in (*STRANGE, *(key + one for one in STRANGE if one), key[:-1]):
        with pytest.raises(UnknownConversation):
            book.open(wrong, token)
        for proof in (token, None):
            with pytest.raises(UnknownConversation):
                book.accept(message(wrong, token=proof))
        with pytest.raises(UnknownConversation):
            book.take_over(wrong)
    assert book.open(key, token).last_seq == 0


def test_a_conversation_without_a_token_is_opened_by_none(
    engine: Engine, book: ConversationBook
) -> None:
    key = begun(book)
    with engine.begin() as connection:
        connection.execute(text("UPDATE conversations SET token_digest = NULL"))
    for token in ("", "None", "null"):
        with pytest.raises(UnknownConversation):
            book.open(key, token)
    # Its channel proved whose it is.
    assert book.accept(message(key, token=None)).seq == 1


# Taking messages


def test_a_message_comes_back_as_it_was_kept(book: ConversationBook, clock: Clock) -> None:
    key, token = book.begin("web", None)
    accepted = book.accept(message(key, "m-1", "¿está abierto?", token, "es"))
    assert (accepted.seq, accepted.is_new) == (1, True)
    turn = turn_of(accepted)
    assert (turn.conversation, turn.channel, turn.key) == (key, "web", "m-1")
    assert (turn.text, turn.capped, turn.language) == ("¿está abierto?", False, "es")
    assert (turn.context, turn.attempts) == (None, 1)
    [entry] = book.entries(key, 0)
    assert (entry.seq, entry.author, entry.at) == (1, "resident", clock.now)
    assert (entry.text, entry.language, entry.message) == ("¿está abierto?", "es", "m-1")
    assert (entry.replies_to, entry.answer, entry.card) == (None, None, None)
    assert entry.at.utcoffset() == timedelta(0)
    assert book.open(key, token).is_answering


def test_the_same_key_again_is_the_same_message(book: ConversationBook) -> None:
    key, token = book.begin("web", None)
    first = book.accept(message(key, "m-1", "first", token))
    for said in ("first", "said in other words"):
        again = book.accept(message(key, "m-1", said, token))
        assert (again.seq, again.is_new, again.turn) == (first.seq, False, None)
    assert book.answer(turn_of(first), reply()).following is None
    after = book.accept(message(key, "m-1", "first", token))
    assert (after.seq, after.is_new, after.turn) == (first.seq, False, None)
    assert [entry.text for entry in book.entries(key, 0)] == ["first", "Closed."]


def test_keys_are_exact(book: ConversationBook) -> None:
    key = begun(book)
    keys = ["m", "M", "m ", " m", "m-", "m_", "\u00e9", "e\u0301", "m" * 64]
    assert [book.accept(message(key, one)).seq for one in keys] == list(range(1, 10))


def test_the_same_key_in_two_conversations_is_two_messages(book: ConversationBook) -> None:
    one, two = begun(book), begun(book)
    assert turn_of(book.accept(message(one, "m"))).conversation == one
    assert turn_of(book.accept(message(two, "m"))).conversation == two


@pytest.mark.parametrize("how_many", [20])
def test_one_message_posted_by_many_at_once_is_one_row_and_one_turn(
    url: str, engine: Engine, clock: Clock, how_many: int
) -> None:
    books = [ConversationBook(engine, "a", clock)]
    others = [open_engine(url) for _ in range(3)]
    books += [ConversationBook(opened, f"b{n}", clock) for n, opened in enumerate(others)]
    key = begun(books[0])
    together = Barrier(how_many)

    def post(number: int) -> tuple[int, bool, bool]:
        together.wait(timeout=10)
        accepted = books[number % 4].accept(message(key, "m"))
        return accepted.seq, accepted.is_new, accepted.turn is not None

    with ThreadPoolExecutor(how_many) as pool:
        results = list(pool.map(post, range(how_many)))
    assert {seq for seq, _, _ in results} == {1}
    assert sum(is_new for _, is_new, _ in results) == 1
    assert sum(has_turn for _, _, has_turn in results) == 1
    assert len(kept_in(engine)[key].entries) == 1
    for opened in others:
        opened.dispose()


def test_seq_has_no_gap_however_many_write_at_once(
    engine: Engine, book: ConversationBook
) -> None:
    keys = [begun(book) for _ in range(3)]
    together = Barrier(12)

    def talk(number: int) -> None:
        together.wait(timeout=10)
        for n in range(8):
            conversation = keys[(number + n) % 3]
            accepted = book.accept(message(conversation, f"m-{number}-{n}"))
            # Whoever got a turn answers it, and what comes after it.
            turn = accepted.turn
            while turn is not None:
                turn = book.answer(turn, reply(f"to {turn.key}")).following

    with ThreadPoolExecutor(12) as pool:
        list(pool.map(talk, range(12)))
    kept = assert_all_answered(engine)
    assert sum(one.last_seq for one in kept.values()) == 2 * 12 * 8


def test_a_desk_that_begins_with_many_messages_at_once_takes_them_all(
    engine: Engine, book: ConversationBook
) -> None:
    """Its first sign of life is then due in each of them."""
    keys = [begun(book) for _ in range(16)]
    together = Barrier(16)

    def post(key: str) -> bool:
        together.wait(timeout=10)
        return book.accept(message(key)).turn is not None

    with ThreadPoolExecutor(16) as pool:
        assert all(pool.map(post, keys))
    assert seen_at(engine, "a") is not None


@pytest.mark.parametrize(
    ("said", "kept", "capped"),
    [
        ("my ssn is 123-45-6789, help", "my ssn is [###], help", False),
        ("mi número 123 45 6789", "mi número [###]", False),
        ("card 4111 1111 1111 1111", "card [###]", False),
        ("a\x00b\ud800c\u200b\u202e", "abc", False),
        ("two\nlines\ttabbed", "two lines tabbed", False),
        ("x" * LIMIT, "x" * LIMIT, False),
        ("word " * 1000, ("word " * 1000)[:LIMIT].strip(), True),
        ("", "", False),
    ],
)
def test_only_clean_text_is_kept(
    engine: Engine, book: ConversationBook, said: str, kept: str, capped: bool
) -> None:
    key = begun(book)
    turn = turn_of(book.accept(message(key, "m", said)))
    assert (turn.text, turn.capped) == (kept, capped)
    [entry] = book.entries(key, 0)
    assert entry.text == kept
    with reading(engine) as connection:
        assert list(connection.execute(select(inbox.c.text)).scalars()) == [kept]


def test_a_slash_is_no_command(book: ConversationBook) -> None:
    turn = turn_of(book.accept(message(begun(book), "m", "/restart")))
    assert not turn.text.startswith("/")


# Answering


def test_an_answer_is_kept_with_all_of_its_parts(book: ConversationBook, clock: Clock) -> None:
    key, token = book.begin("web", None)
    turn = turn_of(book.accept(message(key, "m-1")))
    clock.forward(1.25)
    assert book.answer(turn, reply("Cerrado.", {"topic": "status"})).following is None
    [_, entry] = book.entries(key, 0)
    assert (entry.seq, entry.author, entry.at) == (2, "bot", clock.now)
    assert (entry.text, entry.language, entry.replies_to) == ("Cerrado.", "en", "m-1")
    assert entry.message is None
    assert entry.answer == {"kind": "answer", "topic": "status", "degraded": False}
    assert entry.card == {"paragraphs": ["Cerrado."], "source": None, "mark": None}
    opened = book.open(key, token)
    assert (opened.last_seq, opened.is_answering) == (2, False)


def test_a_turn_is_answered_once(engine: Engine, book: ConversationBook) -> None:
    key = begun(book)
    turn = turn_of(book.accept(message(key, "m-1")))
    assert book.answer(turn, reply("first")).following is None
    # The conversation rests: it is nobody's.
    with pytest.raises(NoLongerOurs):
        book.answer(turn, reply("second"))
    # And while it is ours because of another message, the answer is dropped too.
    second = turn_of(book.accept(message(key, "m-2")))
    book.accept(message(key, "m-3"))
    following = book.answer(second, reply("third")).following
    assert following is not None
    assert following.key == "m-3"
    dropped = book.answer(second, reply("fourth")).following
    assert dropped is not None
    assert dropped.key == "m-3"
    assert book.answer(following, reply("fifth")).following is None
    texts = [entry.text for entry in book.entries(key, 0) if entry.author == "bot"]
    assert texts == ["first", "third", "fifth"]
    assert_all_answered(engine)


def test_the_same_turn_answered_by_many_at_once_has_one_reply(
    engine: Engine, book: ConversationBook
) -> None:
    key = begun(book)
    turn = turn_of(book.accept(message(key, "m-1")))
    together = Barrier(10)

    def answer(number: int) -> bool:
        together.wait(timeout=10)
        try:
            book.answer(turn, reply(str(number)))
        except NoLongerOurs:
            return False
        return True

    with ThreadPoolExecutor(10) as pool:
        assert sum(pool.map(answer, range(10))) == 1
    assert_all_answered(engine)


def test_the_next_turn_follows_in_order_with_what_the_talk_is_now_about(
    book: ConversationBook,
) -> None:
    key, _ = book.begin("web", "es")
    first = turn_of(book.accept(message(key, "m-1")))
    assert book.accept(message(key, "m-2", language="en")).turn is None
    assert book.accept(message(key, "m-3")).turn is None
    second = book.answer(first, reply(context={"topic": "status", "turn": 1})).following
    assert second is not None
    assert (second.key, second.context) == ("m-2", {"topic": "status", "turn": 1})
    assert (first.language, second.language, second.attempts) == ("es", "en", 1)
    # A reply without a context leaves the conversation where it was.
    third = book.answer(second, reply(context=None, headline=True)).following
    assert third is not None
    assert (third.key, third.context) == ("m-3", {"topic": "status", "turn": 1})
    assert book.answer(third, reply(context={})).following is None
    # An empty one is one.
    assert turn_of(book.accept(message(key, "m-4"))).context == {}


def test_the_outcome_is_noted(engine: Engine, book: ConversationBook) -> None:
    key = begun(book)
    book.answer(turn_of(book.accept(message(key, "m-1"))), reply())
    book.answer(turn_of(book.accept(message(key, "m-2"))), reply(headline=True))
    with reading(engine) as connection:
        found = connection.execute(select(turns.c.outcome).order_by(turns.c.message)).scalars()
        assert list(found) == ["answered", "headline"]


def test_a_reply_that_cannot_be_kept_leaves_everything_as_it_was(
    engine: Engine, book: ConversationBook
) -> None:
    key = begun(book)
    turn = turn_of(book.accept(message(key, "m-1")))
    broken = reply()
    object.__setattr__(broken, "answer", {"a": object()})
    with pytest.raises(Exception, match="JSON"):
        book.answer(turn, broken)
    assert book.count_waiting() == 1
    assert book.answer(turn, reply()).following is None
    assert_all_answered(engine)


# Desks


def test_a_desk_that_was_not_seen_is_gone_and_another_takes_over(
    engine: Engine, book: ConversationBook, other: ConversationBook, clock: Clock
) -> None:
    key = begun(book)
    turn = turn_of(book.accept(message(key, "m-1")))
    book.accept(message(key, "m-2"))
    clock.forward(GONE - 0.001)
    assert other.abandoned() == []
    assert other.take_over(key) is None
    clock.forward(0.001)
    assert other.abandoned() == [key]
    taken = other.take_over(key)
    assert taken is not None
    assert (taken.key, taken.attempts) == ("m-1", 2)
    assert other.abandoned() == []
    # Back again: what it made of the turn does not count.
    with pytest.raises(NoLongerOurs):
        book.answer(turn, reply("too late"))
    assert book.take_over(key) is None
    second = other.answer(taken, reply("from b")).following
    assert second is not None
    assert (second.key, second.attempts) == ("m-2", 1)
    assert other.answer(second, reply("from b")).following is None
    kept = assert_all_answered(engine)
    assert kept[key].last_seq == 4
    assert {entry.text for entry in book.entries(key, 2)} == {"from b"}


def test_a_desk_that_gives_signs_of_life_keeps_its_conversation(
    book: ConversationBook, other: ConversationBook, clock: Clock
) -> None:
    key = begun(book)
    turn = turn_of(book.accept(message(key)))
    for _ in range(10):
        clock.forward(GONE - 1)
        book.live()
        assert other.abandoned() == []
        assert other.take_over(key) is None
    assert book.answer(turn, reply()).following is None


def test_of_many_desks_that_take_over_one_wins(
    url: str, engine: Engine, book: ConversationBook, clock: Clock
) -> None:
    keys = [begun(book) for _ in range(4)]
    for key in keys:
        book.accept(message(key))
    clock.forward(GONE)
    engines = [open_engine(url) for _ in range(6)]
    desks_ = [ConversationBook(opened, f"b{n}", clock) for n, opened in enumerate(engines)]
    together = Barrier(6)

    def take(number: int) -> list[str]:
        together.wait(timeout=10)
        desk = desks_[number]
        taken = [turn for key in keys if (turn := desk.take_over(key)) is not None]
        for turn in taken:
            assert desk.answer(turn, reply()).following is None
        return [turn.conversation for turn in taken]

    with ThreadPoolExecutor(6) as pool:
        taken = [key for found in pool.map(take, range(6)) for key in found]
    assert sorted(taken) == sorted(keys)
    assert_all_answered(engine)
    for opened in engines:
        opened.dispose()


def test_what_comes_for_a_gone_desk_waits_behind_what_it_left(
    engine: Engine, book: ConversationBook, other: ConversationBook, clock: Clock
) -> None:
    key = begun(book)
    book.accept(message(key, "m-1"))
    clock.forward(100)
    assert other.accept(message(key, "m-2")).turn is None
    taken = other.take_over(key)
    assert taken is not None
    assert taken.key == "m-1"
    following = other.answer(taken, reply()).following
    assert following is not None
    assert following.key == "m-2"
    other.answer(following, reply())
    assert_all_answered(engine)


def test_what_waits_is_found_without_going_through_all_conversations(sqlite: Engine) -> None:
    """Every desk asks each second, and conversations are never deleted."""
    for statement in (statements.ABANDONED, statements.TAKEN, statements.COUNT_WAITING):
        asked = str(statement.compile(sqlite, compile_kwargs={"render_postcompile": True}))
        with sqlite.connect() as connection:
            parameters = ("",) * asked.count("?")
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {asked}", parameters).all()
        steps = "\n".join(str(step) for step in plan)
        assert "ix_turns_waiting" in steps
        assert "SCAN conversations" not in steps
        assert "SCAN turns\n" not in steps


def test_every_new_attempt_is_counted(book: ConversationBook, clock: Clock) -> None:
    key = begun(book)
    attempts = [turn_of(book.accept(message(key))).attempts]
    for n in range(4):
        clock.forward(GONE)
        taken = ConversationBook(book._engine, f"later{n}", clock).take_over(key)
        assert taken is not None
        attempts.append(taken.attempts)
    assert attempts == [1, 2, 3, 4, 5]


def test_taking_over_where_nothing_waits_gives_nothing(
    book: ConversationBook, other: ConversationBook
) -> None:
    key = begun(book)
    assert other.take_over(key) is None
    assert turn_of(book.accept(message(key))).key == "m-1"


def test_a_desk_that_left_need_not_be_waited_for(
    book: ConversationBook, other: ConversationBook, clock: Clock
) -> None:
    key = begun(book)
    book.accept(message(key))
    assert other.abandoned() == []
    book.leave()
    assert other.abandoned() == [key]
    assert other.take_over(key) is not None
    # Whoever left may come back, and is seen at once.
    fresh = begun(book)
    book.accept(message(fresh))
    assert other.abandoned() == []


def test_the_only_desk_waits_for_nobody(
    engine: Engine, book: ConversationBook, other: ConversationBook
) -> None:
    key = begun(book)
    book.accept(message(key))
    other.live()
    other.be_the_only_one()
    assert other.abandoned() == [key]
    with reading(engine) as connection:
        assert list(connection.execute(select(desks.c.id)).scalars()) == ["b"]


def test_signs_of_life_are_written_once_a_second(
    engine: Engine, book: ConversationBook, clock: Clock
) -> None:
    written: list[str] = []

    @event.listens_for(engine, "after_cursor_execute")
    def note(_connection: Connection, _cursor: object, statement: str, *_rest: object) -> None:
        if "desks" in statement:
            written.append(statement)

    book.live()
    first, at = len(written), clock.now
    for _ in range(50):
        book.live()
    assert len(written) == first
    assert seen_at(engine, "a") == at
    clock.forward(0.999)
    book.live()
    assert seen_at(engine, "a") == at
    clock.forward(0.001)
    book.live()
    assert seen_at(engine, "a") == clock.now


def test_a_sign_of_life_that_was_not_kept_is_given_again(
    engine: Engine, book: ConversationBook, other: ConversationBook
) -> None:
    """Else the desk counts as gone while it works."""
    key = begun(book)

    def fail(*_: object) -> None:
        raise RuntimeError("the disk is full")

    event.listen(engine, "commit", fail)
    with pytest.raises(RuntimeError):
        book.accept(message(key))
    event.remove(engine, "commit", fail)
    assert seen_at(engine, "a") is None
    assert turn_of(book.accept(message(key))).attempts == 1
    assert other.abandoned() == []
    assert other.take_over(key) is None


def test_a_clock_that_was_set_back_does_not_silence_a_desk(
    engine: Engine, book: ConversationBook, clock: Clock
) -> None:
    book.live()
    clock.forward(-3600)
    book.live()
    assert seen_at(engine, "a") == clock.now


# The owner


def test_a_staff_members_conversation_gives_no_turn(
    engine: Engine, book: ConversationBook, other: ConversationBook, switchboard: Switchboard
) -> None:
    key, token = book.begin("web", None)
    switchboard.claim(new_case(engine, key, book._clock), ANA)
    accepted = book.accept(message(key, "m-1"))
    assert (accepted.seq, accepted.is_new, accepted.turn) == (2, True, None)
    assert book.open(key, token).owner is Owner.STAFF
    assert book.count_waiting() == 0
    assert other.abandoned() == []
    assert other.take_over(key) is None
    with reading(engine) as connection:
        assert connection.execute(select(turns)).all() == []


def test_a_hand_off_offers_the_conversation_and_the_bot_goes_on(
    engine: Engine, book: ConversationBook
) -> None:
    key, token = book.begin("web", None)
    turn = turn_of(book.accept(message(key, "m-1")))
    case = new_case(engine, key, book._clock)
    assert book.answer(turn, hand_off(case)).following is None
    assert book.open(key, token).owner is Owner.OFFERED
    assert book.news(key, 0).standing == Standing(Owner.OFFERED, CaseMark(case, "open"))
    assert book.answer(turn_of(book.accept(message(key, "m-2"))), reply()).following is None
    assert book.open(key, token).owner is Owner.OFFERED


@pytest.mark.parametrize("whose", ["another's", "closed", "nobody's", "none", "not handed over"])
def test_only_an_open_case_of_its_own_is_offered(
    engine: Engine, book: ConversationBook, switchboard: Switchboard, whose: str
) -> None:
    key, token = book.begin("web", None)
    turn = turn_of(book.accept(message(key)))
    said = {
        "another's": lambda: hand_off(new_case(engine, begun(book), book._clock)),
        "closed": lambda: hand_off(closed_case(engine, key, switchboard)),
        "nobody's": lambda: hand_off("9Z-99"),
        "none": lambda: reply(kind="handoff"),
        "not handed over": lambda: told_of(new_case(engine, key, book._clock)),
    }[whose]()
    assert book.answer(turn, said).following is None
    assert book.open(key, token).owner is Owner.BOT
    assert book.news(key, 0).standing == Standing()


def closed_case(engine: Engine, key: str, switchboard: Switchboard) -> str:
    case = new_case(engine, begun_elsewhere(engine), switchboard._clock)
    switchboard.close(case, ANA, "done")
    with engine.begin() as connection:
        connection.execute(update(cases).where(cases.c.id == case).values(conversation=key))
    return case


def begun_elsewhere(engine: Engine) -> str:
    return begun(ConversationBook(engine, "elsewhere", Clock()))


def told_of(case: str) -> Reply:
    made = hand_off(case)
    object.__setattr__(made, "answer", {**made.answer, "kind": "answer"})
    return made


def test_the_case_keeps_what_the_last_answers_rested_on(
    engine: Engine, book: ConversationBook
) -> None:
    key = begun(book)
    for n in range(7):
        said = reply(f"to {n}")
        facts = [f"offices.o{n}.closure", "incident.headline"]
        object.__setattr__(said, "answer", {**said.answer, "facts": facts, "revision": n})
        book.answer(turn_of(book.accept(message(key, f"m-{n}"))), said)
    case = new_case(engine, key, book._clock)
    book.answer(turn_of(book.accept(message(key, "m-8"))), hand_off(case))
    kept = case_in(engine, case)
    # The last five, the hand-off among them.
    assert kept.facts == (
        "offices.o3.closure",
        "incident.headline",
        "offices.o4.closure",
        "offices.o5.closure",
        "offices.o6.closure",
    )
    assert kept.revision == 6
    # Asked after again, it stays what it was.
    book.answer(turn_of(book.accept(message(key, "m-9"))), hand_off(case))
    assert case_in(engine, case) == kept


def test_the_bot_says_nothing_more_once_a_person_came(
    engine: Engine, book: ConversationBook, other: ConversationBook, switchboard: Switchboard,
    clock: Clock,
) -> None:  # fmt: skip
    key = begun(book)
    turn = turn_of(book.accept(message(key, "m-1")))
    book.accept(message(key, "m-2"))
    case = new_case(engine, key, clock)
    switchboard.claim(case, ANA)
    # Neither what was begun is said nor what follows.
    with pytest.raises(NoLongerOurs):
        book.answer(turn, reply("too late"))
    clock.forward(GONE)
    assert other.abandoned() == other.taken() == []
    assert other.take_over(key) is None
    assert book.accept(message(key, "m-3")).turn is None
    with reading(engine) as connection:
        found = connection.execute(select(turns.c.outcome)).scalars()
        assert list(found) == ["person", "person"]
    # Given back: what came while a person had it was the person's, and stays so.
    switchboard.release(case, ANA)
    assert other.abandoned() == []
    with pytest.raises(NoLongerOurs):
        book.answer(turn, reply("far too late"))
    following = turn_of(book.accept(message(key, "m-4")))
    # Also when the desk has the conversation again.
    assert book.answer(turn, reply("much too late")) is not None
    book.answer(following, reply("to m-4"))
    said = [entry.text for entry in book.entries(key, 0) if entry.replies_to]
    assert said == ["to m-4"]


# Entries and delivery


def test_entries_come_in_order_after_what_is_known(book: ConversationBook) -> None:
    key, foreign = begun(book), begun(book)
    book.accept(message(foreign, "other"))
    first = turn_of(book.accept(message(key, "m-1", "one")))
    book.accept(message(key, "m-2", "two"))
    second = book.answer(first, reply("to one")).following
    assert second is not None
    book.answer(second, reply("to two"))
    every = book.entries(key, 0)
    assert [entry.seq for entry in every] == [1, 2, 3, 4]
    assert [entry.text for entry in every] == ["one", "two", "to one", "to two"]
    assert [entry.message for entry in every] == ["m-1", "m-2", None, None]
    assert [entry.replies_to for entry in every] == [None, None, "m-1", "m-2"]
    for after in range(6):
        assert book.entries(key, after) == every[after:]
    assert book.entries(key, -5) == every
    assert book.entries("nobody", 0) == []
    assert book.entries(key, 2**31 - 1) == []


def test_many_entries_come_in_pages(
    engine: Engine, book: ConversationBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = begun(book)
    with engine.begin() as connection:
        connection.execute(
            inbox.insert(),
            [
                {
                    "conversation": key,
                    "seq": seq,
                    "key": str(seq),
                    "text": "x",
                    "capped": False,
                    "received_at": book._clock(),
                }
                for seq in range(1, 701)
            ],
        )
        connection.execute(text("UPDATE conversations SET last_seq = 700"))
    assert [entry.seq for entry in book.entries(key, 0)] == list(range(1, 501))
    assert [entry.seq for entry in book.entries(key, 500)] == list(range(501, 701))
    assert statements.MOST_ENTRIES == 500


def test_nothing_is_skipped_by_what_is_said_between_two_looks(
    url: str, engine: Engine, book: ConversationBook, clock: Clock
) -> None:
    """A client goes on after the last `seq` it was given, so one before it must not be missing."""
    key = begun(book)
    turn = turn_of(book.accept(message(key, "m-1")))
    theirs = open_engine(url)
    reader = ConversationBook(theirs, "reader", clock)
    looks: list[str] = []

    @event.listens_for(theirs, "after_cursor_execute")
    def talk(_connection: Connection, _cursor: object, statement: str, *_rest: object) -> None:
        looks.append(statement)
        if len(looks) == 1 or "FROM inbox" in statement:
            number = len(looks) + 1
            nonlocal turn
            book.accept(message(key, f"m-{number}"))
            following = book.answer(turn, reply(f"to {turn.key}")).following
            assert following is not None
            turn = following
            book.accept(message(key, f"m-{number}-more"))

    seen: list[int] = []
    for _ in range(4):
        seen += [entry.seq for entry in reader.entries(key, seen[-1] if seen else 0)]
    assert seen == list(range(1, len(seen) + 1))
    assert len(seen) > 4
    theirs.dispose()


def test_delivery_is_noted_once_and_up_to_what_was_sent(
    engine: Engine, book: ConversationBook, clock: Clock
) -> None:
    key, foreign = begun(book), begun(book)
    for conversation in (key, foreign):
        for n in range(2):
            book.answer(turn_of(book.accept(message(conversation, f"m-{n}"))), reply())
    clock.forward(5)
    first = clock.now
    book.delivered({key: 3, "nobody": 9})
    clock.forward(5)
    book.delivered({key: 4})
    book.delivered({key: 2})
    with reading(engine) as connection:
        found = connection.execute(
            select(outbox.c.delivered_at).where(outbox.c.conversation == key).order_by("seq")
        ).scalars()
        assert list(found) == [first, clock.now]
        rest = connection.execute(
            select(outbox.c.delivered_at).where(outbox.c.conversation == foreign)
        ).scalars()
        assert list(rest) == [None, None]


def test_waiting_messages_are_counted(book: ConversationBook) -> None:
    one, two = begun(book), begun(book)
    turn = turn_of(book.accept(message(one, "m-1")))
    book.accept(message(one, "m-2"))
    book.accept(message(two, "m-1"))
    assert book.count_waiting() == 3
    book.answer(turn, reply())
    assert book.count_waiting() == 2
    assert_sound(book._engine)


# What is handed over


def test_what_is_handed_over_is_what_can_be_read(book: ConversationBook) -> None:
    key, _ = book.begin("web", "es")
    accepted = book.accept(message(key, "m-1"))
    answered = book.answer(turn_of(accepted), reply("Cerrado.", {"topic": "status"}))
    assert [accepted.entry, answered.entry] == book.entries(key, 0)
    assert book.accept(message(key, "m-1")).entry is None


def test_an_answer_that_changes_the_owner_has_to_be_looked_up(
    engine: Engine, book: ConversationBook
) -> None:
    key, _ = book.begin("web", None)
    turn = turn_of(book.accept(message(key)))
    assert book.answer(turn, hand_off(new_case(engine, key, book._clock))).entry is None
