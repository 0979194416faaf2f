"""The bodies of the web channel, as `docs/web-channel.md` has them.

The models check what comes in and describe, in `/openapi.json`, what goes out.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, PlainSerializer

from countyline.desk.model import Entry, Standing

Language = Literal["en", "es"]
Seq = Annotated[int, Field(ge=0, le=2**31 - 1)]


def _zulu(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


Moment = Annotated[AwareDatetime, PlainSerializer(_zulu, return_type=str)]


class Body(BaseModel):
    """A JSON object. Fields that are not known are ignored, so that clients may be newer."""

    model_config = ConfigDict(frozen=True)


class Beginning(Body):
    """Begins a conversation. `language` is what the resident chose, a hint."""

    language: Language | None = None


class Begun(Body):
    """A conversation that was begun. The token is told this once."""

    conversation: str
    token: str


class Message(Body):
    """A resident's message. The same `id` sent again is the same message."""

    id: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
    text: Annotated[str, Field(min_length=1)]
    language: Language | None = None


class Taken(Body):
    """A message that is on disk, as entry `seq` of its conversation."""

    id: str
    seq: Seq


class EntryBody(Body):
    """Something said in a conversation."""

    seq: Seq
    author: Literal["resident", "bot", "staff"]
    at: Moment
    text: str
    language: str | None
    message: str | None
    replies_to: str | None
    answer: dict[str, Any] | None
    card: dict[str, Any] | None

    @classmethod
    def of(cls, entry: Entry) -> EntryBody:
        """Word an entry of the conversation book."""
        return cls(
            seq=entry.seq,
            author=entry.author,
            at=entry.at,
            text=entry.text,
            language=entry.language,
            message=entry.message,
            replies_to=entry.replies_to,
            answer=dict(entry.answer) if entry.answer is not None else None,
            card=dict(entry.card) if entry.card is not None else None,
        )


class CaseBody(Body):
    """A case that staff have or are offered."""

    id: str
    state: Literal["open", "claimed", "closed"]


class OwnerBody(Body):
    """Whose a conversation is: `bot`, `offered` (staff may take it), or `staff`."""

    owner: Literal["bot", "offered", "staff"]
    case: CaseBody | None

    @classmethod
    def of(cls, standing: Standing) -> OwnerBody:
        """Word whose a conversation is."""
        case = standing.case
        return cls.model_validate(
            {
                "owner": standing.owner.value,
                "case": {"id": case.id, "state": case.state} if case else None,
            }
        )


class Entries(Body):
    """What was said, whether an answer is being made, and whose the conversation is."""

    entries: tuple[EntryBody, ...]
    seq: Seq
    typing: bool
    owner: Literal["bot", "offered", "staff"]
    case: CaseBody | None


class Bilingual(Body):
    """Words in each language."""

    en: str
    es: str


class MenuItem(Body):
    """A topic button: its title, and the message that pressing it sends."""

    title: str
    message: str


class Menu(Body):
    """The topic buttons in each language."""

    en: tuple[MenuItem, ...]
    es: tuple[MenuItem, ...]


class AboutBody(Body):
    """What a widget needs before anybody asks."""

    county: Bilingual | None
    revision: int | None
    as_of: Moment | None
    mark: Bilingual | None
    menu: Menu


class ErrorDetail(Body):
    """Why a request was refused."""

    code: str
    message: str


class ErrorBody(Body):
    """A refusal."""

    error: ErrorDetail
