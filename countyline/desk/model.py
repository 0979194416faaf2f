"""What the desk speaks of: a conversation, a turn to be answered, a reply, an entry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Literal

Author = Literal["resident", "bot", "staff"]
Hint = Literal["en", "es"]
Wish = Literal["if_changes", "withdrawn"]
"""To be sent corrections; to be told nothing any more of what was wished for."""

THEN = "then"
"""Stands in a reply's basis for words of the desk's own, which follow on a line of their own."""


class Owner(StrEnum):
    """Who answers in a conversation; `offered`: the bot, until a staff member takes it."""

    BOT = "bot"
    OFFERED = "offered"
    STAFF = "staff"


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbound:
    """A resident's message as a channel hands it over.

    `key` is the channel's own id of the message: the same key in the same conversation is the
    same message. `language` is what the resident chose, a hint. `token` proves whose conversation
    it is; null when the channel itself proved it. `recognition` is what speech recognition said of
    a spoken message, as Rasa is told it; null for what was written.
    """

    conversation: str
    key: str
    text: str
    language: Hint | None = None
    token: str | None = None
    recognition: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A message that waits for its answer, with what the answer builds on.

    `message` numbers it in the inbox. `context` is what the conversation is about, null at its
    beginning. `attempts` counts how often a desk has begun it, this time included. `recognition`
    is what speech recognition said of the text; null for what was written. `medium` is how the
    answer is to be worded (`screen`), where that is not what the channel tells. `has_wished`: in
    this conversation there was a wish to be told something later; so it is for whom nobody looked.
    """

    message: int
    conversation: str
    channel: str
    key: str
    text: str
    capped: bool
    language: str | None
    context: Mapping[str, Any] | None
    attempts: int
    recognition: Mapping[str, Any] | None = None
    medium: str | None = None
    has_wished: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """A message that is on disk. `turn` is what this desk has to answer now, if anything.

    `entry` is the message as the conversation shows it; null for one that was there before.
    """

    seq: int
    is_new: bool
    turn: Turn | None
    entry: Entry | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What a turn is answered with.

    `context` is null when the conversation is about what it was about before. `headline` says
    that the published headline stands in for an answer. `rest` is what did not fit in a text
    message or in what is said at once on the phone, in messages of their own; always empty on
    other channels. `basis` is what the text was made from, so that it can be made again; null where
    nobody said. `watches` are subjects that the resident is to be told of once they are back
    further than `back` says; `wish` is another wish of that kind that the message holds, and
    `wish_of` names the resident's other conversations that it holds for. `may_change`: the answer
    rests on what is not sure or holds for a time.
    """

    text: str
    language: str
    answer: Mapping[str, Any]
    card: Mapping[str, Any] | None
    context: Mapping[str, Any] | None
    headline: bool
    rest: tuple[str, ...] = ()
    basis: Mapping[str, Any] | None = None
    watches: tuple[Mapping[str, Any], ...] = ()
    wish: Wish | None = None
    wish_of: tuple[str, ...] = ()
    may_change: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Something said in a conversation, by whomever; `seq` counts up by one.

    `message` is the channel's id of a resident's message, `replies_to` that of the message that
    is answered. `at` is aware, in UTC, on the real clock. `delivered_at` is when what the bot or
    staff said was first sent to the resident; null until then.
    """

    seq: int
    author: Author
    at: datetime
    text: str
    language: str | None
    message: str | None = None
    replies_to: str | None = None
    answer: Mapping[str, Any] | None = None
    card: Mapping[str, Any] | None = None
    delivered_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Answered:
    """A turn that has its answer, and the conversation's next turn, if one waits.

    `entry` is the answer as the conversation shows it; null when it was there before, or when
    the conversation's owner may have changed with it.
    """

    following: Turn | None
    entry: Entry | None


@dataclass(frozen=True, slots=True)
class CaseMark:
    """A case as a resident hears of it."""

    id: str
    state: str


@dataclass(frozen=True, slots=True)
class Standing:
    """Whose a conversation is, and the case that staff have or are offered; null with the bot."""

    owner: Owner = Owner.BOT
    case: CaseMark | None = None


@dataclass(frozen=True, slots=True)
class News:
    """What was said since a client last looked, and whose the conversation is at its end."""

    entries: Sequence[Entry]
    standing: Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """A conversation as channels know it. `is_answering`: a turn waits for its answer."""

    id: str
    channel: str
    owner: Owner
    language: str | None
    last_seq: int
    is_answering: bool
