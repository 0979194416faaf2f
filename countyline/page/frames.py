"""What every page has around it: county, languages, mark, title."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from countyline.answers.composing import Mark
from countyline.answers.wording import COMMON, Wording
from countyline.page.addresses import (
    FIELD_LANGUAGE,
    FIELD_TEXT,
    FIELD_TOKEN,
    NOTICE_PATHS,
    Links,
    Widget,
)
from countyline.page.editions import TOPIC
from countyline.status.model import LANGUAGES, Language

_WORDS = (
    "notice",
    "skip",
    "mark_label",
    "age_label",
    "glance",
    "sources",
    "until_then",
    "more_title",
    "ask_title",
    "ask_label",
    "ask_hint",
    "ask_more",
    "ask_button",
    "ask_elsewhere",
    "live_page",
    "live_page_hint",
    "choices",
    "back",
    "check",
    "empty",
    "conversation_title",
    "author_resident",
    "author_bot",
    "author_staff",
)
FIELDS = {"text": FIELD_TEXT, "language": FIELD_LANGUAGE, "token": FIELD_TOKEN}


@dataclass(frozen=True)
class OtherLanguage:
    """The way to the same page in another language."""

    language: Language
    name: str
    address: str


@dataclass(frozen=True)
class Frame:
    """The frame of one page."""

    language: Language
    title: str
    county: str
    mark: str
    words: Mapping[str, str]
    others: tuple[OtherLanguage, ...]
    links: Links
    widget: Widget | None
    fields: Mapping[str, str]
    is_private: bool = False

    @property
    def path(self) -> str:
        """The path of the notice in the page's language, below the public address."""
        return NOTICE_PATHS[self.language]

    @property
    def alternates(self) -> Mapping[Language, str]:
        """The notice in each language, for search engines: absolute, once that is known."""
        public = self.links.public
        if public is None:
            return self.links.pages
        return {language: public + path for language, path in NOTICE_PATHS.items()}

    @property
    def home(self) -> str:
        """The notice in the page's language."""
        return self.links.home[self.language]


def frame_of(
    wording: Wording,
    language: Language,
    *,
    title: str,
    county: str,
    mark: Mark | None,
    links: Links,
    widget: Widget | None = None,
    is_private: bool = False,
) -> Frame:
    """Make the frame of a page. `title` and `county` are in the page's language."""

    def say(key: str, **values: str) -> str:
        return wording.say(language, TOPIC, key, **values)

    whole = say("title", title=title, county=county) if county else title
    marked = wording.say(language, COMMON, mark) if mark else ""
    return Frame(
        language=language,
        title=say("title_marked", text=marked, title=whole) if marked else whole,
        county=county,
        mark=marked,
        words={key: say(key) for key in _WORDS},
        others=tuple(
            OtherLanguage(other, wording.say(other, TOPIC, "other_language"), links.pages[other])
            for other in LANGUAGES
            if other != language and other in links.pages
        ),
        links=links,
        widget=widget,
        fields=FIELDS,
        is_private=is_private,
    )
