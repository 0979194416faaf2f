"""What a call has to do beside talking: a case, a number left with it, a note, a link by text.

It happens in the transaction that keeps what is said of it, so that nothing is said that was not
done.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row

from countyline.calling import statements as sql
from countyline.calling.county import County
from countyline.calling.model import CHANNEL
from countyline.calling.sentences import Sentences, written
from countyline.calling.state import CallState, Link
from countyline.calling.step import LeaveNumber, Note, OpenCase, SendLink, Step
from countyline.calling.words import Words
from countyline.cases.history import What, add_event
from countyline.cases.joining import matter_of
from countyline.cases.model import CaseDraft, Reason
from countyline.cases.rows import case_of
from countyline.cases.store import CaseBook, leave_contact_in
from countyline.cases.summary import summary_of
from countyline.cases.words import in_words
from countyline.desk import statements as desk_sql
from countyline.desk.book import ConversationBook
from countyline.desk.model import Owner
from countyline.speech import DIGITS
from countyline.texting.numbers import is_served
from countyline.texting.queue import queue_text


@dataclass(frozen=True, slots=True)
class Texts:
    """How links are texted: to which countries, and whether staff's replies go there too."""

    countries: tuple[str, ...]
    follows_up: bool


class Deeds:
    """Does it.

    Args:
        book: the desk's conversations.
        cases: opens cases.
        words: what is peculiar to each language.
        texts: how links are texted; None: they are not.
        clock: the real time, aware.
    """

    def __init__(
        self,
        book: ConversationBook,
        cases: CaseBook,
        words: Words,
        texts: Texts | None,
        clock: Callable[[], datetime],
    ) -> None:
        self._book = book
        self._cases = cases
        self._words = words
        self._sentences = Sentences(words)
        self._texts = texts
        self._clock = clock

    def can_text(self, number: str | None) -> bool:
        """Tell whether a link can be texted to a number."""
        texts = self._texts
        return texts is not None and number is not None and is_served(number, texts.countries)

    def do(self, connection: Connection, call: Row[Any], step: Step) -> CallState:
        """Do what a step asks for; give where the call stands then."""
        state = step.state
        for deed in step.deeds:
            if isinstance(deed, SendLink):
                self._send(connection, call, state, deed.link)
                continue
            state = self._with_case(connection, call, state)
            assert state.case is not None
            if isinstance(deed, LeaveNumber):
                leave_contact_in(connection, state.case, written(deed.number))
            elif isinstance(deed, Note):
                self._note(connection, state.case, deed)
            else:
                assert isinstance(deed, OpenCase)
        return state

    def introduced(
        self, connection: Connection, call: Row[Any], state: CallState, county: County
    ) -> tuple[list[str], str]:
        """Give what staff are told before they have the caller: to hear, and to read."""
        which = {"this": state.case, "talk": call.conversation}
        row = connection.execute(sql.CASE, which).one_or_none()
        if row is None:
            return ["Call from Countyline."], "Call from Countyline."
        case = case_of(row)
        topic = matter_of(case)
        about = [in_words(topic)] if topic else []
        about += [county.subjects[one] for one in case.subjects if one in county.subjects]
        matter = f"about {', '.join(about)}" if about else "from somebody who wants a person"
        spoken = [f"Call from Countyline, {matter}.", f"Case {_spelled(case.id)}."]
        if state.language == "es":
            spoken.append("The caller speaks Spanish.")
        return spoken, summary_of(case, county.subjects, ()).text

    def _with_case(self, connection: Connection, call: Row[Any], state: CallState) -> CallState:
        """Open a case where Rasa opened none, where it is gone, or where it is somebody else's."""
        which = {"this": state.case, "talk": call.conversation}
        if state.case and connection.execute(sql.CASE, which).one_or_none() is not None:
            return state
        case = self._cases.open_in(
            connection,
            CaseDraft(
                conversation=call.conversation,
                turn=f"call, report {state.turns}",
                reason=Reason.ASKED_FOR_PERSON,
                language=state.language,
                channel=CHANNEL,
                question=state.question or self._words[state.language].person_wish,
            ),
        )
        if call.owner == Owner.BOT:
            offered = {"this": call.conversation, "whose": Owner.OFFERED.value}
            connection.execute(desk_sql.GIVE_TO, offered)
        return replace(state, case=case.id)

    def _note(self, connection: Connection, case: str, note: Note) -> None:
        detail = {"text": note.text, "by": "Countyline"}
        add_event(connection, case, What.NOTED, None, self._clock(), detail=detail)

    def _send(
        self, connection: Connection, call: Row[Any], state: CallState, link: Link
    ) -> None:
        county = self._sentences.say("county", state.language)
        said = self._sentences.say(
            "link_text", state.language, county=county, title=link.title, url=link.url
        )
        text = " ".join(said.split())
        seq = self._book.say_in(connection, call.conversation, text, state.language)
        assert self._texts is not None, "only what can be sent is offered"
        queue_text(
            connection,
            call.conversation,
            call.caller,
            seq,
            self._clock(),
            follows_up=self._texts.follows_up,
        )


def _spelled(case: str) -> str:
    """Say a case number letter by letter: `4F-27` is “four F, two seven”."""
    return " ".join(
        DIGITS["en"][int(one)] if one.isdigit() else "," if one == "-" else one for one in case
    ).replace(" ,", ",")
