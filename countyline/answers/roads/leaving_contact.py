"""A telephone number or e-mail address is left for a case that waits."""

from __future__ import annotations

import re
from dataclasses import replace

from countyline.answers.context import completed
from countyline.answers.question import Part
from countyline.answers.reply import Reply
from countyline.answers.roads.telling import told
from countyline.answers.turn import Turn

LONGEST_CONTACT = 25
"""Words of a message that may leave a number; in longer ones it is part of a story."""

LEAVES_CONTACT = frozenset({"person", "smalltalk", "contact", "out_of_scope"})
"""Topics of a message that does nothing but leave a number."""

_CONTACT = re.compile(
    r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?<!\d)(?:\+?1[ .-]?)?\(?\d{3}\)?[ .-]?\d{3}[ .-]?\d{4}(?!\d)"
)


def leaves_contact(text: str) -> bool:
    """Tell whether a message holds a telephone number or an e-mail address."""
    return _CONTACT.search(text) is not None


def contact_left(turn: Turn) -> Reply | None:
    """Take down a telephone number or e-mail address that belongs to an open case."""
    found = _CONTACT.search(turn.question.text)
    waiting = [case for case in turn.cases.own if case.state != "closed"]
    if not found or not waiting or len(turn.question.text.split()) > LONGEST_CONTACT:
        return None
    if _is_published(turn, found.group()):
        return None
    case = waiting[-1]
    situation = turn.situation(turn.question.parts[0])
    kept = situation.common("contact_kept", case=case.id)
    asked = [part for part in turn.question.parts if _asks_more(part, found.group())]
    if asked:
        reply = told(turn, [completed(part, turn.context) for part in asked]).led_by(kept)
        return replace(reply, contact=found.group(), contact_for=case.id)
    answer = turn.composer.plain(situation, "handoff", (kept,), ("person",))
    context = replace(turn.context, choices=(), offered_staff=False)
    return Reply(replace(answer, case=case), context, found.group(), case.id)


def _is_published(turn: Turn, contact: str) -> bool:
    """Whether this is one of the county's own numbers: asked about, not left."""
    return any(_bare(one.value) == _bare(contact) for one in turn.document.contacts.values())


def _asks_more(part: Part, contact: str) -> bool:
    return part.confident and part.topic not in LEAVES_CONTACT and contact not in part.text


def _bare(contact: str) -> str:
    """Reduce a telephone number to its ten digits, an e-mail address to lower case."""
    digits = re.sub(r"\D", "", contact)
    return contact.casefold() if "@" in contact else digits[-10:]
