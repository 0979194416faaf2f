"""A brain in place of Rasa: answers at once, when it is let, or not at all."""

from __future__ import annotations

import asyncio

from countyline.desk.model import Reply, Turn


class FakeBrain:
    """Answers `Answer to <the message's id>`; never what the resident wrote.

    While `may_answer` is not set, every turn waits; those of the `slow` conversations wait until
    theirs is set. `failure` is raised in place of answers.
    """

    def __init__(self) -> None:
        self.turns: list[Turn] = []
        self.may_answer = asyncio.Event()
        self.may_answer.set()
        self.slow: dict[str, asyncio.Event] = {}
        self.failure: Exception | None = None

    async def reply(self, turn: Turn, seconds: float) -> Reply:
        self.turns.append(turn)
        await self.slow.get(turn.conversation, self.may_answer).wait()
        if self.failure is not None:
            raise self.failure
        return Reply(
            text=f"Answer to {turn.key}\nAs of today",
            language=turn.language or "en",
            answer={"kind": "answer", "topic": "status", "revision": 1, "degraded": False},
            card={"paragraphs": [f"Answer to {turn.key}"], "source": "As of today", "mark": None},
            context={"language": turn.language or "en"},
            headline=False,
        )
