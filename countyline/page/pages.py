"""The pages that the desk serves, with everything about them that stays the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from countyline.answers.composing import Mark, mark_of
from countyline.answers.wording import COMMON, Wording
from countyline.page.addresses import NOTICE_PATHS, AskForm, Links, Widget
from countyline.page.conversation import Said, Status, render_conversation
from countyline.page.menu import MenuEntry
from countyline.page.resident import render_page
from countyline.page.trouble import render_trouble, render_unpublished, trouble_of
from countyline.status.model import LANGUAGES, Language, StatusDocument

ASK = "/ask"
_LOADER = "/widget.js"


@dataclass(frozen=True)
class InService:
    """The revision in service, and the moment that residents are told about, aware."""

    document: StatusDocument | None
    revision: int | None
    now: datetime


class Pages:
    """Renders pages for one desk.

    Args:
        wording: the words of every language.
        menu: the topic buttons.
        public_url: the address that the outside uses.
        replay: whether what is served is a replay.
    """

    def __init__(
        self,
        wording: Wording,
        menu: Mapping[Language, Sequence[MenuEntry]],
        public_url: str,
        *,
        replay: bool,
    ) -> None:
        self._wording = wording
        self._menu = menu
        self._public_url = public_url
        self._replay = replay

    def marks(self, document: StatusDocument) -> Mapping[Language, str] | None:
        """Give the words for a replay or an exercise; None on an ordinary day."""
        mark = self._mark(document)
        if mark is None:
            return None
        return {language: self._wording.say(language, COMMON, mark) for language in LANGUAGES}

    def notice(self, language: Language, status: InService, token: str) -> str:
        """Give the notice, with the form that asks without JavaScript, and the widget."""
        if status.document is None:
            return render_unpublished(self._wording, language, Links(pages={}))
        return render_page(
            status.document,
            self._wording,
            language,
            status.now,
            revision=status.revision,
            mark=self._mark(status.document),
            links=Links(pages=NOTICE_PATHS, public=self._public_url),
            ask=self._form(language, token),
            widget=Widget(_LOADER, {"language": language}),
        )

    def conversation(
        self,
        language: Language,
        status: InService,
        entries: Sequence[Said],
        token: str,
        *,
        outcome: Status | None = None,
        draft: str = "",
    ) -> str:
        """Give a conversation as a page; `outcome` says what became of the last message."""
        return render_conversation(
            entries,
            status.document,
            self._wording,
            language,
            status.now,
            mark=self._mark(status.document),
            links=Links(pages={one: _asked(one) for one in LANGUAGES}, public=self._public_url),
            form=self._form(language, token),
            address=_asked(language),
            status=outcome,
            draft=draft,
        )

    def trouble(self, language: Language, status: InService, http_status: int) -> str:
        """Say that a page cannot be shown, and what is known."""
        return render_trouble(
            trouble_of(http_status),
            status.document,
            self._wording,
            language,
            status.now,
            mark=self._mark(status.document),
            links=Links(pages={}),
        )

    def _form(self, language: Language, token: str) -> AskForm:
        return AskForm(ASK, token, tuple(self._menu[language]))

    def _mark(self, document: StatusDocument | None) -> Mark | None:
        if document is None:
            return "replay" if self._replay else None
        return mark_of(document, replay=self._replay)


def _asked(language: Language) -> str:
    return f"{ASK}?language={language}"
