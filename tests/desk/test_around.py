"""What stands around the turns: bells, limits, places, health, metrics, the headline."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from hypothesis import given, settings
from hypothesis import strategies as st
from limits.storage import memory as storage_module

from countyline.desk import health as health_module
from countyline.desk import limits as limits_module
from countyline.desk.bell import Bell
from countyline.desk.health import (
    STARTING_SECONDS,
    Health,
    Probe,
    database_probe,
    http_probe,
    status_document_probe,
)
from countyline.desk.limits import Limit, Limiter, Places, TooMany
from countyline.desk.metrics import Metrics
from countyline.desk.outgoing import Outgoing
from countyline.desk.stand_in import stand_in_for
from countyline.headline import LAST_RESORT
from countyline.problem import Problem
from countyline.revision import PublicationReader as RevisionReader
from countyline.settings import PROJECT_ROOT
from countyline.status.file_publisher import FilePublisher
from countyline.status.publication_reader import PublicationReader
from tests.desk.scene import headline, reply, run, until, waiting_turn
from tests.understanding.published import publish

# Bells


def test_a_ring_wakes_those_who_listen_and_no_others() -> None:
    async def test() -> None:
        bell = Bell()
        with bell.listen("a") as one, bell.listen("a") as two, bell.listen("b") as other:
            waiting = [asyncio.create_task(each.wait(60)) for each in (one, two, other)]
            await asyncio.sleep(0)
            bell.ring("a")
            await asyncio.wait(waiting[:2])
            assert not waiting[2].done()
            bell.ring_all()
            await waiting[2]

    run(test())


def test_news_between_two_waits_are_not_missed() -> None:
    async def test() -> None:
        bell = Bell()
        with bell.listen("a") as listener:
            bell.ring("a")
            bell.ring("a")
            await listener.wait(60)
            # Both were heard at once; nothing is left.
            waiting = asyncio.create_task(listener.wait(60))
            await asyncio.sleep(0.01)
            assert not waiting.done()
            bell.ring("a")
            await waiting

    run(test())


def test_a_listener_that_looks_after_each_wait_sees_everything() -> None:
    """The book is the truth: whoever looks at it after each wait misses nothing."""

    async def test() -> None:
        bell, book, seen = Bell(), [0], [0]

        async def look() -> None:
            with bell.listen("a") as listener:
                while seen[-1] < 300:
                    seen.append(book[0])
                    # Sometimes the time is over in the very moment of the ring.
                    await listener.wait(60 if seen[-1] % 3 else 0)

        looking = asyncio.create_task(look())
        for n in range(1, 301):
            book[0] = n
            bell.ring("a")
            if n % 7:
                await asyncio.sleep(0)
        await looking

    run(test())


def test_a_listener_waits_no_longer_than_it_said() -> None:
    async def test() -> None:
        with Bell().listen("a") as listener:
            for seconds in (0, -1, 0.01):
                await listener.wait(seconds)

    run(test())


def test_who_no_longer_listens_leaves_nothing_behind() -> None:
    bell = Bell()
    with bell.listen("a"):
        with bell.listen("a"):
            assert bell.heard() == ["a"]
        with pytest.raises(ZeroDivisionError), bell.listen("b"):
            _ = 1 / 0
        assert bell.heard() == ["a"]
    assert bell.heard() == []
    bell.ring("a")
    assert bell.heard() == []


# Limits


@dataclass
class Seconds:
    """Plays the module `time` for the library that counts."""

    now: float = 1_000_000.0

    def time(self) -> float:
        return self.now


@pytest.fixture(scope="module")
def seconds() -> Iterator[Seconds]:
    played = Seconds()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(storage_module, "time", played)
        patch.setattr(limits_module, "time", played)
        yield played


PAUSES = [0, 0, 0.2507, 1.0007, 5.0007, 20.0007]
"""None of their sums is a whole number of seconds: that very moment has a test of its own."""

LIMITS = st.builds(
    lambda amount, window: Limit.read("x", f"{amount}/{window} seconds"),
    st.integers(1, 6),
    st.integers(1, 20),
)


@given(
    mine=LIMITS,
    common=LIMITS,
    asked=st.lists(
        st.tuples(st.sampled_from(PAUSES), st.sampled_from("abc")), max_size=60
    ),
)
@settings(deadline=None)
def test_never_more_than_so_many_in_any_window(
    seconds: Seconds, mine: Limit, common: Limit, asked: list[tuple[float, str]]
) -> None:
    limiter = Limiter()
    admitted: list[tuple[float, str]] = []
    for pause, key in asked:
        seconds.now += pause
        try:
            limiter.admit((mine, key), (common, "all"))
        except TooMany as refused:
            assert refused.retry_after >= 1
            assert isinstance(refused.retry_after, int)
            # Nothing was counted, and there was a reason.
            counted = [in_window(admitted, mine, key, seconds.now)]
            counted.append(in_window(admitted, common, None, seconds.now))
            assert counted[0] == mine.item.amount or counted[1] == common.item.amount
        else:
            admitted.append((seconds.now, key))
        assert in_window(admitted, mine, key, seconds.now) <= mine.item.amount
        assert in_window(admitted, common, None, seconds.now) <= common.item.amount
    # The next example begins long afterwards, and the keys are the same.
    seconds.now += 1000


def in_window(
    admitted: list[tuple[float, str]], limit: Limit, key: str | None, now: float
) -> int:
    since = now - limit.item.get_expiry()
    return sum(at >= since for at, of in admitted if key in (None, of))


@given(mine=LIMITS, pauses=st.lists(st.sampled_from([0, 0.1, 0.25, 1, 3]), max_size=20))
@settings(deadline=None)
def test_whoever_waits_as_long_as_told_is_admitted(
    seconds: Seconds, mine: Limit, pauses: list[float]
) -> None:
    limiter = Limiter()
    for pause in pauses:
        seconds.now += pause
        try:
            limiter.admit((mine, "a"))
        except TooMany as refused:
            # A hair more, since the very moment still belongs to the window.
            seconds.now += refused.retry_after + 0.001
            limiter.admit((mine, "a"))
    seconds.now += 1000


def test_the_very_moment_at_which_the_oldest_leaves_the_window_admits_no_crowd(
    seconds: Seconds,
) -> None:
    limiter = Limiter()
    limit = Limit.read("x", "2/second")
    for _ in range(2):
        limiter.admit((limit, "a"))
    seconds.now += 1
    admitted = 0
    for _ in range(20):
        try:
            limiter.admit((limit, "a"))
            admitted += 1
        except TooMany as refused:
            assert refused.retry_after == 1
    assert admitted <= 2
    seconds.now += 1.001
    limiter.admit((limit, "a"))


def test_nothing_is_counted_unless_all_admit(seconds: Seconds) -> None:
    limiter = Limiter()
    mine, common = Limit.read("mine", "2/minute"), Limit.read("all", "1/minute")
    limiter.admit((mine, "a"), (common, ""))
    for _ in range(10):
        with pytest.raises(TooMany):
            limiter.admit((mine, "a"), (common, ""))
        with pytest.raises(TooMany):
            limiter.admit((common, ""), (mine, "b"))
    limiter.admit((mine, "a"))
    with pytest.raises(TooMany):
        limiter.admit((mine, "a"))
    limiter.admit((mine, "b"))


def test_limits_with_different_names_are_counted_apart(seconds: Seconds) -> None:
    limiter = Limiter()
    one, two = Limit.read("one", "1/minute"), Limit.read("two", "1/minute")
    limiter.admit((one, "a"), (two, "a"))
    with pytest.raises(TooMany):
        limiter.admit((one, "a"))
    limiter.admit((one, "b"))


def test_keys_that_ask_no_more_are_forgotten(seconds: Seconds) -> None:
    """A public desk sees new addresses and conversations without an end."""
    limiter = Limiter()
    limit = Limit.read("x", "5/second")
    most = 0
    for n in range(40):
        for m in range(250):
            limiter.admit((limit, f"{n}-{m}"))
        seconds.now += 10
        most = max(most, limiter.known)
    assert most < 5000


def test_what_one_key_asked_long_ago_is_forgotten(seconds: Seconds) -> None:
    limiter = Limiter()
    limit = Limit.read("x", "500/second")
    for _ in range(40):
        for _ in range(250):
            limiter.admit((limit, "everybody"))
        seconds.now += 2
    assert max(map(len, limiter._storage.events.values())) < 2500


def test_counting_begins_no_threads() -> None:
    limiter = Limiter()
    limit = Limit.read("x", "500/second")
    before = set(threading.enumerate())
    for key in range(50):
        limiter.admit((limit, str(key)))
    assert set(threading.enumerate()) <= before


@pytest.mark.parametrize("written", ["", "often", "5", "5/fortnight", "-1/minute", "a/minute"])
def test_a_limit_that_cannot_be_read_is_told(written: str) -> None:
    with pytest.raises(Problem, match="COUNTYLINE_LIMIT"):
        Limit.read("COUNTYLINE_LIMIT", written)


# Places


def test_places_are_given_back_however_they_are_left() -> None:
    places = Places()
    for _ in range(3):
        with places.take(("stream", "a", 1)):
            with pytest.raises(TooMany) as refused, places.take(("stream", "a", 1)):
                pass
            assert refused.value.retry_after >= 1
            with places.take(("stream", "b", 1)):
                pass
        with pytest.raises(ZeroDivisionError), places.take(("stream", "a", 1)):
            _ = 1 / 0
    assert not places._taken


def test_no_place_is_taken_unless_there_is_one_under_each_key() -> None:
    places = Places()
    with places.take(("all", "", 1)):
        for _ in range(5):
            with pytest.raises(TooMany), places.take(("one", "a", 1), ("all", "", 1)):
                pass
    with places.take(("one", "a", 1), ("all", "", 1)):
        pass


def test_a_place_is_given_back_when_its_holder_is_cancelled() -> None:
    async def test() -> None:
        places = Places()

        async def hold() -> None:
            with places.take(("one", "a", 1)):
                await asyncio.Event().wait()

        for _ in range(3):
            holding = asyncio.create_task(hold())
            await until(lambda: places._taken)
            holding.cancel()
            with pytest.raises(asyncio.CancelledError):
                await holding
            assert not places._taken

    run(test())


@given(st.lists(st.tuples(st.sampled_from("ab"), st.booleans()), max_size=40))
def test_never_more_places_than_there_are(steps: list[tuple[str, bool]]) -> None:
    places = Places()
    held: list[tuple[str, AbstractContextManager[None]]] = []
    for key, takes in steps:
        if takes:
            place = places.take(("one", key, 2), ("all", "", 3))
            mine = sum(of == key for of, _ in held)
            if mine < 2 and len(held) < 3:
                place.__enter__()
                held.append((key, place))
            else:
                with pytest.raises(TooMany):
                    place.__enter__()
        elif held:
            held.pop()[1].__exit__(None, None, None)


# Health


def always(state: str) -> Probe:
    async def probe() -> Mapping[str, Any]:
        return {"state": state}

    return probe


def failing(error: Exception) -> Probe:
    async def probe() -> Mapping[str, Any]:
        raise error

    return probe


async def hanging() -> Mapping[str, Any]:
    await asyncio.Event().wait()
    return {"state": "ok"}


def health_of(age: float = 0, /, **probes: Probe) -> Health:
    parts: dict[str, Probe] = {"rasa": always("ok"), "actions": always("ok"), **probes}
    return Health(parts, time.time() - age)


def test_it_is_starting_until_the_brain_was_seen() -> None:
    async def test() -> None:
        seen = {"rasa": "down", "actions": "ok"}

        def probe(name: str) -> Probe:
            async def look() -> Mapping[str, Any]:
                return {"state": seen[name]}

            return look

        health = health_of(rasa=probe("rasa"), actions=probe("actions"))
        assert health.report() == {"status": "starting", "parts": {}}
        for rasa, actions, status in (
            ("down", "down", "starting"),
            ("ok", "down", "starting"),
            ("down", "ok", "starting"),
            ("ok", "ok", "ready"),
            ("down", "ok", "degraded"),
            ("down", "down", "degraded"),
            ("ok", "ok", "ready"),
        ):
            seen.update(rasa=rasa, actions=actions)
            await health.look()
            assert health.report()["status"] == status
            assert health.brain_is_well == (rasa == actions == "ok")

    run(test())


def test_without_a_brain_it_is_as_ready_as_it_will_be_after_a_minute() -> None:
    async def test() -> None:
        young = health_of(STARTING_SECONDS / 2, rasa=always("down"))
        await young.look()
        assert young.report()["status"] == "starting"
        old = health_of(STARTING_SECONDS + 1, rasa=always("down"))
        assert old.report()["status"] == "starting"
        await old.look()
        assert old.report()["status"] == "degraded"

    run(test())


@pytest.mark.parametrize("part", ["database", "status_document"])
def test_any_part_that_is_not_well_is_degraded(part: str) -> None:
    async def test() -> None:
        probes: dict[str, Probe] = {part: always("stale")}
        health = health_of(**probes)
        await health.look()
        assert health.report()["status"] == "degraded"
        assert health.report()["parts"][part] == {"state": "stale"}
        assert health.brain_is_well

    run(test())


def test_a_probe_that_fails_or_hangs_is_a_part_that_is_down(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(health_module, "_PROBE_SECONDS", 0.05)

    async def test() -> None:
        error = ValueError("with a secret in it")
        health = health_of(rasa=failing(error), actions=hanging, database=always("ok"))
        await health.look()
        found = health.report()["parts"]
        assert found["rasa"] == {"state": "down", "reason": "ValueError"}
        assert found["actions"] == {"state": "down", "reason": "TimeoutError"}
        assert found["database"] == {"state": "ok"}
        json.dumps(health.report())

    run(test())


def test_a_part_that_is_not_looked_at_is_not_well() -> None:
    async def test() -> None:
        health = Health({"database": always("ok")}, time.time())
        await health.look()
        assert not health.brain_is_well
        assert not health.is_well("rasa")
        assert health.report()["status"] == "starting"

    run(test())


def test_probes_look_at_what_they_should() -> None:
    statuses = iter([200, 503, 404])

    async def serve(_: web.Request) -> web.StreamResponse:
        return web.Response(status=next(statuses))

    async def fine() -> object:
        return 0

    async def broken() -> object:
        raise OSError

    async def test() -> None:
        app = web.Application()
        app.router.add_get("/health", serve)
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        outgoing = Outgoing()
        probe = http_probe(outgoing, f"http://127.0.0.1:{runner.addresses[0][1]}/health")
        assert [(await probe())["state"] for _ in range(3)] == ["ok", "down", "down"]
        await runner.cleanup()
        health = health_of(
            rasa=probe, actions=database_probe(broken), database=database_probe(fine)
        )
        await health.look()
        assert [health.is_well(name) for name in ("rasa", "actions", "database")] == [
            False,
            False,
            True,
        ]
        await outgoing.close()

    run(test())


EXAMPLE = PROJECT_ROOT / "examples"


def test_the_status_document_is_looked_at(tmp_path: Path) -> None:
    source = tmp_path / "status.yml"
    folder = tmp_path / "publication"
    written = sorted(EXAMPLE.glob("**/*.yml"))[0].read_text(encoding="utf-8")
    real = lambda: datetime.now(UTC)  # noqa: E731

    async def test() -> None:
        reader = PublicationReader(folder)
        early = status_document_probe(reader, lambda: datetime(2000, 1, 1, tzinfo=UTC))
        late = status_document_probe(reader, lambda: datetime(2100, 1, 1, tzinfo=UTC))
        assert (await early())["state"] == "down"
        source.write_text(written, encoding="utf-8")
        FilePublisher(source, folder, real, {}).refresh()
        found = await early()
        assert (found["state"], found["fresh"], found["revision"]) == ("ok", True, 1)
        assert found["error"] is None
        json.dumps(found)
        assert (await late())["state"] == "stale"
        source.write_text(written + "\nnonsense: [", encoding="utf-8")
        FilePublisher(source, folder, real, {}).refresh()
        found = await early()
        assert (found["state"], found["revision"]) == ("edit_refused", 1)
        assert found["error"]

    run(test())


# Metrics


def test_every_reply_is_counted_by_what_it_is() -> None:
    metrics = Metrics()
    turn = waiting_turn("a secret", key="secret-key", conversation="secret-conversation")
    metrics.count_reply(turn, reply("a secret"))
    metrics.count_reply(turn, headline(turn))
    bare = reply("a secret")
    object.__setattr__(bare, "answer", {"kind": None})
    metrics.count_reply(turn, bare)
    told = metrics.exposition().decode()
    assert "secret" not in told
    counted = [
        line for line in told.splitlines() if line.startswith("countyline_replies_total")
    ]
    assert len(counted) == 3
    assert sum('headline="true"' in line for line in counted) == 1
    assert sum('kind="none",language="en",topic="none"' in line for line in counted) == 1


def test_two_desks_of_one_process_count_apart() -> None:
    one, two = Metrics(), Metrics()
    one.streams.inc()
    assert "countyline_streams 1.0" in one.exposition().decode()
    assert "countyline_streams 0.0" in two.exposition().decode()


# The headline


NOW = datetime(2024, 4, 3, 13, tzinfo=UTC)


@pytest.fixture
def own_county(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("COUNTYLINE_STATUS", str(tmp_path / "status.yml"))
    for name in ("COUNTYLINE_NOW", "COUNTYLINE_NOW_OFFSET"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize(
    ("known", "hint", "spoken"),
    [
        ("es", None, "es"),
        ("es", "en", "es"),
        ("en", "es", "en"),
        ("und", "es", "es"),
        (None, "es", "es"),
        (None, None, "en"),
        (None, "fr", "en"),
        ("fr", None, "en"),
        (["es"], None, "en"),
        ({}, "es", "es"),
    ],
)
@pytest.mark.usefixtures("own_county")
def test_the_headline_speaks_the_language_of_the_conversation(
    tmp_path: Path, known: Any, hint: str | None, spoken: str
) -> None:
    folder = tmp_path / "publication"
    publish(folder)
    context = {"language": known, "topic": "status"} if known is not None else None
    said = stand_in_for(RevisionReader(folder), lambda: NOW)(
        waiting_turn(language=hint, context=context)
    )
    assert said.text == f"{spoken} fresh headline"
    assert said.language == said.answer["language"] == spoken
    assert said.headline
    assert said.answer["degraded"] is True
    # The conversation stays where it was.
    assert said.context is None
    assert said.card == {"paragraphs": [said.text], "source": None, "mark": None}
    json.dumps([said.answer, said.card])


@pytest.mark.usefixtures("own_county")
def test_a_headline_follows_what_is_published(tmp_path: Path) -> None:
    folder = tmp_path / "publication"
    say = stand_in_for(RevisionReader(folder), lambda: NOW)
    for language in ("en", "es"):
        said = say(waiting_turn(language=language))
        assert (said.text, said.headline, said.language) == (LAST_RESORT, True, language)
        assert said.answer["revision"] is None
    publish(folder)
    assert say(waiting_turn()).text == "en fresh headline"
    (folder / "current.json").write_text("{", encoding="utf-8")
    assert say(waiting_turn()).text == "en fresh headline"
