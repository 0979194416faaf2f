"""Puts together what tells residents later: for the desk."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import Engine

from countyline.desk.bell import Bell
from countyline.desk.book import ConversationBook
from countyline.desk.brain import Brain
from countyline.desk.threads import DatabaseThreads
from countyline.following.brain import FollowingBrain
from countyline.following.corrections import CorrectionSender
from countyline.following.news import News
from countyline.following.watches import Watches, Wished, wished_in
from countyline.following.words import Words
from countyline.following.worker import FollowingWorker


def following_for(
    engine: Engine, book: ConversationBook, news: News, threads: DatabaseThreads, bell: Bell
) -> FollowingWorker:
    """Give a desk's worker. Run it as a task: `worker.run()`."""
    watches = Watches(engine, book, news, _real_time)
    sender = CorrectionSender(engine, book, news.zone, _real_time)
    return FollowingWorker(watches, sender, threads, bell.ring)


def with_following(
    brain: Brain, words: Words, engine: Engine, threads: DatabaseThreads
) -> FollowingBrain:
    """Give the brain of a desk, which also knows what wishes need no understanding."""

    async def wished(conversation: str, channel: str) -> Wished:
        return await threads.read(wished_in, engine, conversation, channel)

    return FollowingBrain(brain, words, wished)


def _real_time() -> datetime:
    return datetime.now(UTC)
