"""How long a resident waits for what: on a clock that only the test moves."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countyline.desk.answering import Answering, Patience
from countyline.desk.brain import BrainTooSlow, BrainUnavailable
from countyline.desk.model import Reply, Turn
from tests.desk.scene import headline, reply, run, waiting_turn

Outcome = Reply | Exception


@dataclass
class Scene:
    """A brain that takes `takes` seconds for each outcome, and then goes on with the last one."""

    outcomes: Sequence[Outcome]
    takes: float = 0.0
    now: float = 1000.0
    asked_at: list[float] = field(default_factory=list)
    given: list[float] = field(default_factory=list)
    slept: list[float] = field(default_factory=list)
    on_sleep: Callable[[], None] = lambda: None

    async def reply(self, turn: Turn, seconds: float) -> Reply:
        self.asked_at.append(self.now)
        self.given.append(seconds)
        outcome = self.outcomes[min(len(self.asked_at), len(self.outcomes)) - 1]
        if self.takes > seconds:
            self.now += seconds
            raise BrainTooSlow
        self.now += self.takes
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds
        self.on_sleep()

    def answering(self, patience: Patience | None = None) -> Answering:
        return Answering(self, headline, patience, lambda: self.now, self.sleep)


AWAY = BrainUnavailable("away")
DEGRADED = reply("Degraded.", headline=True)


def test_an_answer_is_given_at_once() -> None:
    scene = Scene([reply("Closed.")])
    assert run(scene.answering().reply(waiting_turn())).text == "Closed."
    assert scene.given == [15.0]
    assert scene.slept == []


def test_a_brain_that_is_away_is_asked_again_with_pauses_that_double() -> None:
    scene = Scene([AWAY] * 6 + [reply("Closed.")])
    assert run(scene.answering().reply(waiting_turn())).text == "Closed."
    assert scene.slept == pytest.approx([0.1, 0.2, 0.4, 0.8, 1.0, 1.0])
    # Each time with what is left of its time.
    assert scene.given == pytest.approx([min(15, 1025 - at) for at in scene.asked_at])


def test_a_brain_that_stays_away_gets_the_headline_within_the_time() -> None:
    scene = Scene([AWAY])
    said = run(scene.answering().reply(waiting_turn()))
    assert (said.text, said.headline) == ("The headline.", True)
    assert 1023.5 < scene.now < 1025
    assert len(scene.slept) > 10


def test_a_brain_that_has_been_away_for_long_is_not_waited_for() -> None:
    scene = Scene([AWAY])
    answering = scene.answering()
    scene.now += 25
    assert run(answering.reply(waiting_turn())).text == "The headline."
    assert len(scene.asked_at) == 1
    assert scene.slept == []


def test_hope_ends_in_the_middle_of_waiting() -> None:
    scene = Scene([AWAY])
    answering = scene.answering()
    scene.now += 22
    run(answering.reply(waiting_turn()))
    assert 1025 <= scene.now < 1026.1


def test_hope_comes_back_once_the_brain_was_seen_to_work() -> None:
    scene = Scene([AWAY])
    answering = scene.answering()
    scene.now += 1000
    run(answering.reply(waiting_turn()))
    assert scene.slept == []
    answering.note_that_brain_is_well()
    run(answering.reply(waiting_turn()))
    assert scene.slept != []


def test_an_answer_gives_hope_too_and_a_degraded_one_does_not() -> None:
    for outcome, is_hopeful in ((reply("Closed."), True), (DEGRADED, False)):
        scene = Scene([outcome, AWAY])
        answering = scene.answering()
        scene.now += 1000
        run(answering.reply(waiting_turn()))
        run(answering.reply(waiting_turn()))
        assert bool(scene.slept) is is_hopeful


def test_a_brain_that_comes_back_while_it_is_waited_for_is_heard() -> None:
    scene = Scene([AWAY])
    answering = scene.answering()
    scene.now += 24.9
    scene.on_sleep = answering.note_that_brain_is_well
    run(answering.reply(waiting_turn()))
    assert scene.now - 1024.9 > 13.5


def test_a_slow_brain_is_not_asked_twice() -> None:
    scene = Scene([reply("too late")], takes=20)
    assert run(scene.answering().reply(waiting_turn())).text == "The headline."
    assert (len(scene.asked_at), scene.now) == (1, 1015)


def test_a_degraded_reply_is_kept_in_case_nothing_better_comes() -> None:
    scene = Scene([DEGRADED, AWAY])
    assert run(scene.answering().reply(waiting_turn())) is DEGRADED
    scene = Scene([DEGRADED, AWAY, DEGRADED, reply("Closed.")])
    assert run(scene.answering().reply(waiting_turn())).text == "Closed."
    scene = Scene([DEGRADED, BrainTooSlow()])
    assert run(scene.answering().reply(waiting_turn())) is DEGRADED


def test_the_latest_degraded_reply_counts() -> None:
    later = reply("Degraded, and newer.", headline=True)
    scene = Scene([DEGRADED, later, AWAY])
    assert run(scene.answering().reply(waiting_turn())) is later


@pytest.mark.parametrize("error", [ValueError(), RecursionError(), KeyError("text"), OSError()])
def test_whatever_a_brain_raises_is_answered(error: Exception) -> None:
    scene = Scene([error])
    assert run(scene.answering().reply(waiting_turn())).text == "The headline."
    scene = Scene([DEGRADED, error])
    assert run(scene.answering().reply(waiting_turn())) is DEGRADED


def test_a_turn_can_be_cancelled() -> None:
    async def test() -> None:
        async def forever(_seconds: float) -> None:
            await asyncio.Event().wait()

        scene = Scene([AWAY])
        answering = Answering(scene, headline, None, lambda: scene.now, forever)
        task = asyncio.create_task(answering.reply(waiting_turn()))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    run(test())


@given(
    outcomes=st.lists(
        st.sampled_from([AWAY, DEGRADED, BrainTooSlow(), reply("Closed.")]), min_size=1
    ),
    takes=st.floats(0, 20),
    silent=st.floats(0, 60),
    patience=st.builds(
        Patience,
        longest=st.floats(0.01, 30),
        hopeful=st.floats(0, 60),
        pause=st.floats(0.001, 2),
        longest_pause=st.floats(0.001, 2),
    ),
)
def test_nobody_ever_waits_longer_than_the_longest(
    outcomes: list[Outcome], takes: float, silent: float, patience: Patience
) -> None:
    scene = Scene(outcomes, takes)
    answering = scene.answering(patience)
    scene.now += silent
    began = scene.now
    said = run(answering.reply(waiting_turn()))
    assert scene.now - began <= max(patience.longest, patience.hopeful) + 1e-6
    assert all(seconds <= patience.longest for seconds in scene.given)
    assert all(seconds > 0 for seconds in scene.given)
    assert said.text in ("Closed.", "Degraded.", "The headline.")
    if said.text == "The headline.":
        assert DEGRADED not in outcomes[: len(scene.asked_at)] or takes > 0


def test_a_brain_that_was_waited_for_in_vain_is_asked_once_until_it_answers_again() -> None:
    scene = Scene([AWAY])
    answering = scene.answering()

    async def turns() -> None:
        assert (await answering.reply(waiting_turn())).headline
        asked = len(scene.asked_at)
        # The probes may say what they like: nobody after the first waits in vain.
        answering.note_that_brain_is_well()
        assert (await answering.reply(waiting_turn())).headline
        assert len(scene.asked_at) == asked + 1
        scene.outcomes = [reply("Closed.")]
        assert (await answering.reply(waiting_turn())).text == "Closed."
        scene.outcomes = [AWAY] * (len(scene.asked_at) + 1) + [reply("Open.")]
        assert (await answering.reply(waiting_turn())).text == "Open."

    run(turns())


def test_a_backlog_is_asked_in_portions_and_each_turn_has_its_whole_time() -> None:
    at_once = 3
    now_asked: set[int] = set()
    most = 0

    class Slow(Scene):
        async def reply(self, turn: Turn, seconds: float) -> Reply:
            nonlocal most
            now_asked.add(id(turn))
            most = max(most, len(now_asked))
            self.given.append(seconds)
            await asyncio.sleep(0)
            now_asked.discard(id(turn))
            return reply("Closed.")

    scene = Slow([])
    answering = scene.answering(Patience(at_once=at_once))

    async def all_at_once() -> list[Reply]:
        return list(await asyncio.gather(*(answering.reply(waiting_turn()) for _ in range(20))))

    assert {one.text for one in run(all_at_once())} == {"Closed."}
    assert most == at_once
    assert set(scene.given) == {15.0}


def test_one_that_starts_slowly_is_waited_for_longer_than_one_that_hangs() -> None:
    patience = Patience(longest=15.0, hopeful=25.0)
    assert (patience.on("web"), patience.until_back("web")) == (15.0, 25.0)
    assert patience.until_back("voice") == patience.on("voice") == 8.0
    scene = Scene([*[AWAY] * 24, reply("Closed.")])
    began = scene.now
    said = run(scene.answering(patience).reply(waiting_turn()))
    assert said.text == "Closed."
    assert 15 < scene.now - began < 25
