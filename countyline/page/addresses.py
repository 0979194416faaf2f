"""Where a page leads, as whoever serves it says: nothing here is known to the page itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from countyline.page.menu import MenuEntry
from countyline.status.model import Language

FIELD_TEXT = "text"
FIELD_LANGUAGE = "language"
FIELD_TOKEN = "csrf_token"
"""The fields that a form posts: the message, the page's language, and the token against forgery."""


NOTICE_PATHS: Mapping[Language, str] = {"en": "/en/", "es": "/es/"}
"""Where the desk has the notice in each language."""


@dataclass(frozen=True)
class Links:
    """Where a page stands and where it leads.

    Attributes:
        pages: this very page in each language, as it is written into a link.
        public: where the notice stands for everybody, absolute and without a slash at its end;
            None when it stands nowhere yet. Search engines are told of it.
        live: the notice that is always newest, for a copy that may be old.
        facts: the same facts as JSON, if they stand somewhere.
        home: the notice in each language, for the way back from another page.
    """

    pages: Mapping[Language, str]
    public: str | None = None
    live: str | None = None
    facts: str | None = None
    home: Mapping[Language, str] = field(default_factory=lambda: NOTICE_PATHS)


@dataclass(frozen=True)
class AskForm:
    """A form that works without JavaScript.

    It posts `FIELD_TEXT`, `FIELD_LANGUAGE` and, when there is one, `FIELD_TOKEN` to `action`. Each
    topic is a button that posts its message as the text.
    """

    action: str
    token: str | None = None
    topics: tuple[MenuEntry, ...] = ()


@dataclass(frozen=True)
class AskElsewhere:
    """A link to where questions can be asked, from a page that takes none itself."""

    address: str


Ask = AskForm | AskElsewhere


@dataclass(frozen=True)
class Widget:
    """The widget's script.

    `data` are its attributes, by name without `data-`. `nonce` is the one of the answer's content
    security policy, when it has one.
    """

    src: str
    data: Mapping[str, str] = field(default_factory=dict)
    nonce: str | None = None
