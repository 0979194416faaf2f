"""Puts calls together from the settings: for the desk."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from countyline.calling.book import CallBook
from countyline.calling.core import VoiceCore
from countyline.calling.county import County, county_of
from countyline.calling.deeds import Deeds, Texts
from countyline.calling.model import CHANNEL
from countyline.calling.sentences import Sentences
from countyline.calling.talking import Talk
from countyline.calling.words import LANGUAGES, load_words
from countyline.cases.store import CaseBook
from countyline.desk.answering import MakeHeadline
from countyline.desk.book import ConversationBook
from countyline.desk.desk import Desk
from countyline.desk.limits import Limit
from countyline.desk.model import Hint, Reply, Turn
from countyline.desk.threads import DatabaseThreads
from countyline.headline import spoken_county
from countyline.revision import PublicationReader as RevisionReader
from countyline.settings import Settings
from countyline.status.publication_reader import PublicationReader

_REPORTS = "90/minute"
"""How often a call may report: more than anybody can talk or press."""


def calls_for(
    settings: Settings,
    desk: Desk,
    book: ConversationBook,
    threads: DatabaseThreads,
    *,
    headline: MakeHeadline,
    now: Callable[[], datetime],
) -> VoiceCore:
    """Give the voice core of a desk. Raises Problem.

    Args:
        settings: everything that can be set.
        desk: keeps conversations and answers questions.
        book: the desk's conversations.
        threads: where the database is waited for.
        headline: gives the published headline.
        now: the moment that callers are told about, aware.
    """
    words = load_words(settings.root / "data")
    said = spoken(headline)
    sms = settings.sms
    texts = Texts(tuple(sms.countries), sms.follows_up) if sms is not None else None
    cases = CaseBook(settings.database_url, clock=_real_time)
    calls = CallBook(
        book,
        Talk(words, Sentences(words)),
        words,
        county=county_reader(
            PublicationReader(settings.publication), RevisionReader(settings.publication), now
        ),
        headline=said,
        deeds=Deeds(book, cases, words, texts, _real_time),
        clock=_real_time,
    )
    limit = Limit.read("reports of a call", _REPORTS)
    return VoiceCore(desk, threads, calls, headline=said, limit=limit)


def county_reader(
    reader: PublicationReader, revisions: RevisionReader, now: Callable[[], datetime]
) -> Callable[[], County]:
    """Give what tells of the county as it is published now; nothing while nothing was."""

    def county() -> County:
        published = reader.current()
        if published is None:
            return County()
        revision = revisions.current()
        said = {language: spoken_county(revision, language) for language in LANGUAGES}
        return county_of(published.document, published.revision, now(), said)

    return county


def spoken(headline: MakeHeadline) -> Callable[[Hint], Reply]:
    """Give what makes the headline of no turn in particular."""

    def make(language: Hint) -> Reply:
        return headline(
            Turn(
                message=0,
                conversation="",
                channel=CHANNEL,
                key="",
                text="",
                capped=False,
                language=language,
                context=None,
                attempts=1,
            )
        )

    return make


def _real_time() -> datetime:
    return datetime.now(UTC)
