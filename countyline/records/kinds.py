"""The records of conversations, cases, texts, calls and transcripts, as an export tells them.

Each falls under the period by its own moment on the real clock: a message by when it was said, an
event by when it was done. What a message or an event hangs on comes along.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, select, tuple_

from countyline.calling.schema import calls
from countyline.cases.exporting import COLUMNS as CASE_COLUMNS
from countyline.cases.exporting import Summarize, cases_to_tell, summed_up, told_of
from countyline.cases.holding import holds
from countyline.cases.retention import deletions
from countyline.cases.schema import case_events, cases
from countyline.desk.schema import conversations, inbox, outbox
from countyline.intake.schema import transcript_questions, transcripts
from countyline.records.choosing import case_is_wanted, of_wanted, wanted_cases
from countyline.records.contacts import Veil
from countyline.records.model import Kind, Wanted, moment
from countyline.texting.schema import opt_outs, text_statuses, texts

CONVERSATIONS_AT_ONCE = 100
ROWS_AT_ONCE = 500

_OF_ANSWER = (
    "kind", "topics", "subjects", "facts", "certainty", "as_of", "revision", "degraded", "replay",
)  # fmt: skip
_CASE_TEXTS = ("question", "summary", "outcome")
_Tell = Callable[[Row[Any], Veil], dict[str, Any]]


def streamed(connection: Connection, query: Select[Any]) -> Iterator[Row[Any]]:
    """Give rows as they come, some at a time."""
    yield from connection.execute(query, execution_options={"yield_per": ROWS_AT_ONCE})


def _text(veil: Veil, text: str | None) -> str | None:
    return None if text is None else veil.text(text)


def _contact(veil: Veil, text: str | None) -> str | None:
    return None if text is None else veil.contact(text)


def _kind_of(
    name: str,
    about: str,
    columns: Sequence[str],
    query: Callable[[Wanted], Select[Any]],
    tell: _Tell,
    *,
    is_of_conversations: bool = True,
) -> Kind:
    def rows(connection: Connection, wanted: Wanted, veil: Veil) -> Iterator[Mapping[str, Any]]:
        for row in streamed(connection, query(wanted)):
            yield tell(row, veil)

    return Kind(name, about, tuple(columns), rows, is_of_conversations)


# Conversations


def _was_open(wanted: Wanted) -> ColumnElement[bool]:
    return (
        (conversations.c.opened_at < wanted.until)
        & (conversations.c.last_at >= wanted.since)
        & of_wanted(conversations.c.id, wanted)
    )


def _conversations(wanted: Wanted) -> Select[Any]:
    query = select(conversations).where(_was_open(wanted))
    return query.order_by(conversations.c.opened_at, conversations.c.id)


def _tell_conversation(row: Row[Any], _: Veil) -> dict[str, Any]:
    return {
        "conversation": row.id,
        "channel": row.channel,
        "language": row.language,
        "opened_at": moment(row.opened_at),
        "last_at": moment(row.last_at),
    }


def _messages(connection: Connection, wanted: Wanted, veil: Veil) -> Iterator[Mapping[str, Any]]:
    """Give what was said, conversation by conversation."""
    for ids in _pages_of_conversations(connection, wanted):
        found = []
        asked = select(inbox).where(
            inbox.c.conversation.in_(ids), wanted.within(inbox.c.received_at)
        )
        found += [_resident_said(row, veil) for row in connection.execute(asked)]
        told = select(outbox).where(
            outbox.c.conversation.in_(ids), wanted.within(outbox.c.written_at)
        )
        found += [_we_said(row, veil) for row in connection.execute(told)]
        place = {one: number for number, one in enumerate(ids)}
        yield from sorted(found, key=lambda one: (place[one["conversation"]], one["seq"]))


def _pages_of_conversations(connection: Connection, wanted: Wanted) -> Iterator[list[str]]:
    last: Any = None
    key = (conversations.c.opened_at, conversations.c.id)
    while True:
        query = select(*key).where(_was_open(wanted)).order_by(*key)
        if last is not None:
            query = query.where(tuple_(*key) > tuple_(last.opened_at, last.id))
        page = connection.execute(query.limit(CONVERSATIONS_AT_ONCE)).all()
        if not page:
            return
        yield [row.id for row in page]
        last = page[-1]


def _resident_said(row: Row[Any], veil: Veil) -> dict[str, Any]:
    return {
        "conversation": row.conversation,
        "seq": row.seq,
        "author": "resident",
        "at": moment(row.received_at),
        "language": row.language,
        "text": veil.text(row.text),
        "delivered_at": None,
        **dict.fromkeys(_OF_ANSWER),
    }


def _we_said(row: Row[Any], veil: Veil) -> dict[str, Any]:
    answer = row.answer or {}
    return {
        "conversation": row.conversation,
        "seq": row.seq,
        "author": row.author,
        "at": moment(row.written_at),
        "language": row.language,
        "text": veil.text(row.text),
        "delivered_at": moment(row.delivered_at),
        **{name: answer.get(name) for name in _OF_ANSWER},
    }


# Cases


def _cases(summarize: Summarize) -> Kind:
    def query(wanted: Wanted) -> Select[Any]:
        asked = cases_to_tell().where(case_is_wanted(wanted))
        return asked.order_by(cases.c.opened_at, cases.c.id)

    def tell(row: Row[Any], veil: Veil) -> dict[str, Any]:
        told = told_of(row, summarize)
        for name in _CASE_TEXTS:
            told[name] = _text(veil, told[name])
        return {**told, "contact": _contact(veil, told["contact"])}

    return _kind_of("cases", "cases that were opened or worked on", CASE_COLUMNS, query, tell)


def _case_events(wanted: Wanted) -> Select[Any]:
    query = select(case_events).where(
        case_events.c.case.in_(wanted_cases(wanted)), wanted.within(case_events.c.at)
    )
    return query.order_by(case_events.c.id)


def _tell_event(row: Row[Any], veil: Veil) -> dict[str, Any]:
    detail = {name: value for name, value in row.detail.items() if name != "key"}
    return {
        "case": row.case,
        "at": moment(row.at),
        "what": row.what,
        "by": row.actor_name,
        "detail": veil.anything(detail),
    }


# Texts, calls


def _texts(wanted: Wanted) -> Select[Any]:
    query = select(texts).where(
        wanted.within(texts.c.made_at), of_wanted(texts.c.conversation, wanted)
    )
    return query.order_by(texts.c.id)


def _tell_text(row: Row[Any], veil: Veil) -> dict[str, Any]:
    return {
        "conversation": row.conversation,
        "seq": row.seq,
        "part": row.part,
        "body": veil.text(row.body),
        "segments": row.segments,
        "state": row.state,
        "attempts": row.attempts,
        "made_at": moment(row.made_at),
        "began_at": moment(row.began_at),
        "ended_at": moment(row.ended_at),
        "error_code": row.error_code,
        "error": _text(veil, row.error),
    }


def _text_statuses(wanted: Wanted) -> Select[Any]:
    return (
        select(text_statuses, texts.c.conversation, texts.c.seq, texts.c.part)
        .join(texts, texts.c.id == text_statuses.c.text)
        .where(wanted.within(text_statuses.c.at), of_wanted(texts.c.conversation, wanted))
        .order_by(text_statuses.c.text, text_statuses.c.at)
    )


def _tell_text_status(row: Row[Any], _: Veil) -> dict[str, Any]:
    return {
        "conversation": row.conversation,
        "seq": row.seq,
        "part": row.part,
        "status": row.status,
        "error_code": row.error_code,
        "at": moment(row.at),
    }


def _opt_outs(wanted: Wanted) -> Select[Any]:
    query = select(opt_outs).where(
        wanted.within(opt_outs.c.began_at) | wanted.within(opt_outs.c.ended_at)
    )
    return query.order_by(opt_outs.c.id)


def _tell_opt_out(row: Row[Any], veil: Veil) -> dict[str, Any]:
    return {
        "number": veil.contact(row.number),
        "began_at": moment(row.began_at),
        "how": row.how,
        "ended_at": moment(row.ended_at),
        "ended_how": row.ended_how,
    }


def _calls(wanted: Wanted) -> Select[Any]:
    query = select(calls).where(
        wanted.within(calls.c.opened_at), of_wanted(calls.c.conversation, wanted)
    )
    return query.order_by(calls.c.opened_at, calls.c.call)


def _tell_call(row: Row[Any], veil: Veil) -> dict[str, Any]:
    return {
        "conversation": row.conversation,
        "caller": _contact(veil, row.caller),
        "opened_at": moment(row.opened_at),
        "ended_at": moment(row.ended_at),
    }


# Transcripts


def _is_wanted_transcript(wanted: Wanted) -> ColumnElement[bool]:
    is_in_time = wanted.within(transcripts.c.received_at)
    if not wanted.is_narrow:
        return is_in_time
    its_case = select(cases.c.id).where(of_wanted(cases.c.conversation, wanted))
    return is_in_time & transcripts.c.case_id.in_(its_case)


def _transcripts(wanted: Wanted) -> Select[Any]:
    query = select(transcripts).where(_is_wanted_transcript(wanted))
    return query.order_by(transcripts.c.received_at, transcripts.c.id)


def _tell_transcript(row: Row[Any], veil: Veil) -> dict[str, Any]:
    return {
        "transcript": row.id,
        "kind": row.kind,
        "at": moment(row.at),
        "language": row.language,
        "text": veil.text(row.text),
        "contact": _contact(veil, row.contact),
        "wants_call": row.wants_call,
        "state": row.state,
        "received_at": moment(row.received_at),
        "case": row.case_id,
    }


def _questions(wanted: Wanted) -> Select[Any]:
    return (
        select(transcript_questions)
        .join(transcripts, transcripts.c.id == transcript_questions.c.transcript)
        .where(_is_wanted_transcript(wanted))
        .order_by(transcripts.c.received_at, transcripts.c.id, transcript_questions.c.seq)
    )


def _tell_question(row: Row[Any], veil: Veil) -> dict[str, Any]:
    return {
        "transcript": row.transcript,
        "seq": row.seq,
        "text": veil.text(row.text),
        "outcome": row.outcome,
        "language": row.language,
        "kind": row.kind,
        "topic": row.topic,
        "aspect": row.aspect,
        "subjects": row.subjects,
        "certainty": row.certainty,
        "facts": row.facts,
        "revision": row.revision,
        "draft": _text(veil, row.draft),
    }


# Keeping


def _holds(wanted: Wanted) -> Select[Any]:
    query = (
        select(holds)
        .join(cases, cases.c.id == holds.c.case_id)
        .where(
            holds.c.placed_at < wanted.until,
            holds.c.released_at.is_(None) | (holds.c.released_at >= wanted.since),
            of_wanted(cases.c.conversation, wanted),
        )
    )
    return query.order_by(holds.c.id)


def _tell_hold(row: Row[Any], veil: Veil) -> dict[str, Any]:
    return {
        "case": row.case_id,
        "reason": veil.text(row.reason),
        "placed_by": row.placed_by,
        "placed_at": moment(row.placed_at),
        "released_by": row.released_by,
        "released_at": moment(row.released_at),
    }


def _deletions(wanted: Wanted) -> Select[Any]:
    query = select(deletions).where(wanted.within(deletions.c.started_at))
    return query.order_by(deletions.c.id)


def _tell_deletion(row: Row[Any], _: Veil) -> dict[str, Any]:
    return {
        "by": row.by,
        "before": moment(row.before),
        "started_at": moment(row.started_at),
        "ended_at": moment(row.ended_at),
        "counts": row.counts,
    }


def kinds(summarize: Summarize = summed_up) -> tuple[Kind, ...]:
    """Give the kinds of records; `summarize` sums a case up."""
    return (
        _kind_of(
            "conversations",
            "conversations that were open in the period",
            ("conversation", "channel", "language", "opened_at", "last_at"),
            _conversations,
            _tell_conversation,
        ),
        Kind(
            "messages",
            "what residents, the bot and staff said, and what answers rested on",
            ("conversation", "seq", "author", "at", "language", "text", "delivered_at",
             *_OF_ANSWER),
            _messages,
        ),
        _cases(summarize),
        _kind_of(
            "case_events",
            "what was done to cases, by whom",
            ("case", "at", "what", "by", "detail"),
            _case_events,
            _tell_event,
        ),
        _kind_of(
            "texts",
            "text messages that went out, and what became of them",
            ("conversation", "seq", "part", "body", "segments", "state", "attempts", "made_at",
             "began_at", "ended_at", "error_code", "error"),
            _texts,
            _tell_text,
        ),
        _kind_of(
            "text_statuses",
            "what the carrier told of text messages",
            ("conversation", "seq", "part", "status", "error_code", "at"),
            _text_statuses,
            _tell_text_status,
        ),
        _kind_of(
            "opt_outs",
            "who wanted no texts",
            ("number", "began_at", "how", "ended_at", "ended_how"),
            _opt_outs,
            _tell_opt_out,
            is_of_conversations=False,
        ),
        _kind_of(
            "calls",
            "calls that came in",
            ("conversation", "caller", "opened_at", "ended_at"),
            _calls,
            _tell_call,
        ),
        _kind_of(
            "transcripts",
            "transcripts of calls and voicemails",
            ("transcript", "kind", "at", "language", "text", "contact", "wants_call", "state",
             "received_at", "case"),
            _transcripts,
            _tell_transcript,
        ),
        _kind_of(
            "transcript_questions",
            "what callers asked, and the answers that were drafted",
            ("transcript", "seq", "text", "outcome", "language", "kind", "topic", "aspect",
             "subjects", "certainty", "facts", "revision", "draft"),
            _questions,
            _tell_question,
        ),
        _kind_of(
            "holds",
            "legal holds in force in the period",
            ("case", "reason", "placed_by", "placed_at", "released_by", "released_at"),
            _holds,
            _tell_hold,
        ),
        _kind_of(
            "deletions",
            "what was deleted by age, in counts",
            ("by", "before", "started_at", "ended_at", "counts"),
            _deletions,
            _tell_deletion,
            is_of_conversations=False,
        ),
    )  # fmt: skip
