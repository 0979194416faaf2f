"""The text book: takes each text once, with all that it means, in one transaction.

A text that `take` has returned is on disk, with the duty to answer it or the desk's own answer
already in the queue. A repeat, however soon, is known by its id at Twilio.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select, update

from countyline.desk.book import ConversationBook
from countyline.desk.language import language_for
from countyline.desk.model import Accepted, Hint, Inbound
from countyline.desk.wishes import end_agreement, of_conversations
from countyline.redaction import clean
from countyline.texting import loops
from countyline.texting.consent import Consent, Wish, consent_in
from countyline.texting.folding import folded
from countyline.texting.model import InboundText, Kind
from countyline.texting.numbers import is_served, shown
from countyline.texting.oddities import Oddity, oddity_in
from countyline.texting.opt_outs import BY_WEB, how_opted_out, insert_once, opt_in, opt_out
from countyline.texting.queue import queue_entries
from countyline.texting.schema import text_inbox, text_threads
from countyline.texting.sentences import Sentences
from countyline.texting.threads import alone_with, thread_for
from countyline.texting.words import Words

WITH_MEDIA = ".media"
"""Ends the key of a message that came with pictures or files."""

_FEW_LETTERS = 12
"""Shorter texts, such as a number or “more”, are rightly sent again and again."""
_MOST_SEEN = 40

_ODD = {
    Oddity.REACTION: Kind.REACTION,
    Oddity.AUTOMATIC: Kind.AUTOMATIC,
    Oddity.PICTURE: Kind.PICTURE,
    Oddity.BLANK: Kind.BLANK,
}
_SAID = {
    Kind.STOP: "stopped",
    Kind.START: "started",
    Kind.HELP: "help",
    Kind.PICTURE: "picture",
    Kind.BLANK: "nothing_written",
    Kind.LOOP: "loop",
}
"""What the desk says itself."""
_KEYWORDS = (Kind.STOP, Kind.START, Kind.HELP)
_WANTS_AN_ANSWER = (Kind.MESSAGE, Kind.PICTURE, Kind.BLANK)

# Built once: building a statement costs more than running it.
_seen_fields = select(text_inbox.c.digest, text_inbox.c.received_at)
_LATEST = (
    _seen_fields.where(text_inbox.c.conversation == bindparam("this"))
    .order_by(text_inbox.c.received_at.desc())
    .limit(_MOST_SEEN)
)
_PRESENT = _seen_fields.where(text_inbox.c.sid == bindparam("this"))
_BECAME = (
    update(text_inbox)
    .where(text_inbox.c.sid == bindparam("this"))
    .values(kind=bindparam("kind_of"), conversation=bindparam("talk"))
)


@dataclass(frozen=True, slots=True)
class Taken:
    """A text that is on disk. `conversation` is null for a sender who is not answered."""

    kind: Kind
    conversation: str | None
    accepted: Accepted | None


class TextBook:
    """Takes texts.

    Args:
        book: the desk's conversations.
        words: what texts mean in each language.
        sentences: what the desk says itself.
        countries: the calling codes of the numbers that are answered.
        clock: the real time, aware.
    """

    def __init__(
        self,
        book: ConversationBook,
        words: Words,
        sentences: Sentences,
        countries: Sequence[str],
        clock: Callable[[], datetime],
    ) -> None:
        self._book = book
        self._words = words
        self._sentences = sentences
        self._countries = countries
        self._clock = clock

    def take(self, text: InboundText) -> Taken | None:
        """Take a text; null when it was taken before. Raises DatabaseUnavailable."""
        now = self._clock()
        with self._book.working() as connection:
            # Before anything is read: a second text of a resident waits until the first is there.
            alone_with(connection, text.theirs)
            if not self._is_first(connection, text, now):
                return None
            taken = self._taken(connection, text, now)
            became = {"kind_of": taken.kind.value, "talk": taken.conversation}
            connection.execute(_BECAME, {"this": text.sid, **became})
        return taken

    def _is_first(self, connection: Connection, text: InboundText, now: datetime) -> bool:
        # Of secret numbers not even a digest is kept.
        body = clean(text.body).text
        is_short = len(folded(body)) <= _FEW_LETTERS and consent_in(body, self._words) is None
        told_apart = body + text.sid if is_short else body
        new = insert_once(connection, text_inbox).returning(text_inbox.c.sid)
        row = {
            "sid": text.sid,
            "kind": Kind.MESSAGE.value,
            "sender": shown(text.theirs),
            "digest": loops.digest_of(told_apart),
            "received_at": now,
        }
        return connection.scalar(new.values(row)) is not None

    def _taken(self, connection: Connection, text: InboundText, now: datetime) -> Taken:
        how = how_opted_out(connection, text.theirs)
        has_stopped = how is not None
        consent = self._consent(text, has_stopped)
        _note_wish(connection, text, consent, now)
        # Whoever writes as the county itself would be answered by us, and we by us.
        if text.theirs == text.ours or not is_served(text.theirs, self._countries):
            return Taken(Kind.NOT_SERVED, None, None)
        thread = thread_for(connection, self._book, text.ours, text.theirs, now)
        is_silenced = has_stopped and how != BY_WEB
        kind = self._kind(connection, text, thread, consent, is_silenced)
        if how == BY_WEB and kind in _WANTS_AN_ANSWER:
            # Anybody may leave any number on the web; whoever has it and asks is answered.
            opt_in(connection, text.theirs, "wrote", now)
        inbound = Inbound(
            conversation=thread.conversation,
            key=text.sid + (WITH_MEDIA if text.media else ""),
            text=text.body or ("[MMS]" if text.media else ""),
        )
        if kind is Kind.MESSAGE:
            accepted = self._book.accept_in(connection, inbound)
        else:
            accepted = self._book.keep_in(connection, inbound)
            if kind is Kind.STOP:
                _forget_wishes(connection, text.theirs, now)
            if self._is_due(connection, text, thread, kind, has_stopped):
                self._answer(connection, thread, kind, consent)
        return Taken(kind, thread.conversation, accepted)

    def _consent(self, text: InboundText, has_stopped: bool) -> Consent | None:
        if text.opt_out_type:
            known = {"STOP": Wish.STOP, "START": Wish.START, "HELP": Wish.HELP}
            wish = known.get(text.opt_out_type.strip().upper())
            if wish is not None:
                return Consent(wish, None)
        return consent_in(text.body, self._words, has_stopped=has_stopped)

    def _kind(
        self,
        connection: Connection,
        text: InboundText,
        thread: Row[Any],
        consent: Consent | None,
        is_silenced: bool,
    ) -> Kind:
        if consent is not None:
            return Kind(consent.wish.value)
        oddity = oddity_in(text.body, text.media, self._words)
        if oddity in (Oddity.REACTION, Oddity.AUTOMATIC):
            return _ODD[oddity]
        if is_silenced:
            return Kind.OPTED_OUT
        if loops.is_loop(_seen(connection, thread.conversation, text), self._clock()):
            return Kind.LOOP
        return _ODD[oddity] if oddity else Kind.MESSAGE

    def _is_due(
        self,
        connection: Connection,
        text: InboundText,
        thread: Row[Any],
        kind: Kind,
        has_stopped: bool,
    ) -> bool:
        """Tell whether the desk may answer: a stop once, and no keyword again and again."""
        if text.opt_out_type:  # Twilio has answered already.
            return False
        if kind is Kind.STOP and has_stopped:
            return False
        return kind not in _KEYWORDS or not loops.is_loop(
            _seen(connection, thread.conversation, text), self._clock()
        )

    def _answer(
        self, connection: Connection, thread: Row[Any], kind: Kind, consent: Consent | None
    ) -> None:
        """Queue what the desk says itself, if anything."""
        now = self._clock()
        if kind not in _SAID or (kind is Kind.LOOP and not _may_warn(connection, thread, now)):
            return
        language = _language(thread, consent)
        said = self._said(kind, language)
        seq = self._book.say_in(connection, thread.conversation, said, language)
        which = text_threads.c.conversation == thread.conversation
        row = connection.execute(select(text_threads).where(which).with_for_update()).one()
        confirmation = seq if kind in (Kind.STOP, Kind.HELP) else None
        queue_entries(connection, row, now, confirmation)

    def _said(self, kind: Kind, language: Hint) -> str:
        if kind is Kind.HELP:
            return self._sentences.help(language)
        return self._sentences.say(_SAID[kind], language)


def _note_wish(
    connection: Connection, text: InboundText, consent: Consent | None, now: datetime
) -> None:
    if consent is None or consent.wish is Wish.HELP:
        return
    how = "twilio" if text.opt_out_type else "words" if consent.in_words else "keyword"
    note = opt_out if consent.wish is Wish.STOP else opt_in
    note(connection, text.theirs, how, now)


def _forget_wishes(connection: Connection, number: str, now: datetime) -> None:
    """Whoever wants no texts waits for none and has agreed to none, in whatever conversation."""
    theirs = select(text_threads.c.conversation).where(text_threads.c.theirs == number)
    end_agreement(connection, of_conversations(theirs), "stopped", now)


def _language(thread: Row[Any], consent: Consent | None) -> Hint:
    if consent is not None and consent.language is not None:
        return consent.language
    return language_for(thread.context, None, thread.language)


def _seen(connection: Connection, conversation: str, text: InboundText) -> list[loops.Seen]:
    """Give the latest texts of a conversation, the present one last."""
    rows = connection.execute(_LATEST, {"this": conversation})
    found = [loops.Seen(row.digest, row.received_at) for row in rows]
    this = connection.execute(_PRESENT, {"this": text.sid}).one()
    return [*reversed(found), loops.Seen(this.digest, this.received_at)]


def _may_warn(connection: Connection, thread: Row[Any], now: datetime) -> bool:
    """Tell whether a loop is to be answered, once, and note that it was."""
    connection.execute(
        update(text_threads)
        .where(text_threads.c.conversation == thread.conversation)
        .values(quiet_until=now + loops.QUIET)
    )
    return thread.quiet_until is None or thread.quiet_until <= now
