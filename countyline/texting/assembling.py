"""Puts texting together from the settings: for the desk and the command."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Engine

from countyline.database.engine import writing
from countyline.desk.book import ConversationBook
from countyline.desk.brain import Brain
from countyline.desk.health import DOWN, OK, Probe
from countyline.desk.limits import Limit
from countyline.desk.metrics import Metrics
from countyline.desk.model import Hint
from countyline.desk.threads import DatabaseThreads
from countyline.headline import help_message
from countyline.revision import PublicationReader as RevisionReader
from countyline.settings import Settings, Sms
from countyline.status.publication_reader import PublicationReader
from countyline.texting.book import TextBook
from countyline.texting.brain import StopFor, TextingBrain
from countyline.texting.collecting import Collector, number_of
from countyline.texting.opt_outs import BY_WEB, opt_out
from countyline.texting.queue import TextQueue
from countyline.texting.sentences import Sentences
from countyline.texting.twilio_sender import TwilioSender
from countyline.texting.words import Words, load_words
from countyline.texting.worker import Rates, TextWorker


@dataclass(frozen=True)
class Texting:
    """What a desk with an account for texts needs of this part."""

    sms: Sms
    book: TextBook
    queue: TextQueue
    worker: TextWorker


def words_of(settings: Settings) -> tuple[Words, Sentences]:
    """Read what texts mean and what is said to them. Raises Problem."""
    words = load_words(settings.root / "data")
    reader = RevisionReader(settings.publication)
    return words, Sentences(
        words, _county(settings), lambda language: help_message(reader.current(), language)
    )


def texting_for(
    settings: Settings,
    engine: Engine,
    book: ConversationBook,
    threads: DatabaseThreads,
    metrics: Metrics,
) -> Texting | None:
    """Give texting for a desk; None when no account is set. Raises Problem.

    Run its worker as a task: `worker.run()`.
    """
    sms = settings.sms
    if sms is None:
        return None
    words, sentences = words_of(settings)
    sender = TwilioSender(sms, settings.public_url)
    queue = TextQueue(engine, _real_time)
    worker = TextWorker(
        queue=queue,
        collector=Collector(
            engine, words, _real_time, follows_up=sms.follows_up and sender.can_begin
        ),
        sender=sender,
        threads=threads,
        rates=Rates(
            Limit.read("COUNTYLINE_SMS_RATE", sms.rate),
            Limit.read("COUNTYLINE_SMS_RATE_NUMBER", sms.rate_number),
        ),
        metrics=metrics,
        is_alone=engine.dialect.name == "sqlite",
    )
    texts = TextBook(book, words, sentences, sms.countries, _real_time)
    return Texting(sms, texts, queue, worker)


def with_texting(
    brain: Brain, settings: Settings, engine: Engine, threads: DatabaseThreads
) -> TextingBrain:
    """Give the brain of a desk, which also knows what texts mean. Raises Problem."""
    words, sentences = words_of(settings)
    reader = RevisionReader(settings.publication)

    def in_service() -> int | None:
        revision = reader.current()
        return revision.number if revision else None

    stop_for = stopping(engine, threads)
    return TextingBrain(
        brain, words, sentences, stop_for, in_service=in_service, clock=_real_time
    )


def stopping(engine: Engine, threads: DatabaseThreads) -> StopFor:
    """Give what stops texts to the number that was left in a conversation."""

    def stop(conversation: str) -> bool:
        with writing(engine) as connection:
            number = number_of(connection, conversation)
            if number is not None:
                opt_out(connection, number, BY_WEB, _real_time())
        return number is not None

    async def stop_for(conversation: str) -> bool:
        return await threads.write(stop, conversation)

    return stop_for


def texts_probe(worker: TextWorker) -> Probe:
    """Look at whether Twilio could be reached when it was last asked."""

    async def probe() -> Mapping[str, Any]:
        return {"state": OK if worker.is_reachable else DOWN}

    return probe


def _county(settings: Settings) -> Any:
    reader = PublicationReader(settings.publication)

    def county() -> Mapping[Hint, str] | None:
        published = reader.current()
        if published is None:
            return None
        name = published.document.organization.name
        return {"en": name.en, "es": name.es}

    return county


def _real_time() -> datetime:
    return datetime.now(UTC)
