"""The residents' page, and a conversation without JavaScript: the form of the page.

The form's conversation is kept by a cookie that no script can read. Its hidden field and its text
name the message, so that pressing twice or going back sends it once.
"""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from sanic import Blueprint, Request
from sanic.request import RequestParameters
from sanic.response import HTTPResponse, html, redirect

from countyline.channels.negotiating import preferred_language
from countyline.channels.refusals import Refused
from countyline.channels.web.api import WebChannel
from countyline.channels.web.bodies import Beginning, EntryBody, Message
from countyline.desk.model import Conversation, Owner
from countyline.page.addresses import FIELD_LANGUAGE, FIELD_TEXT, FIELD_TOKEN, NOTICE_PATHS
from countyline.page.conversation import Said, Status
from countyline.page.markup import content_security_policy_hashes
from countyline.page.pages import ASK, InService, Pages
from countyline.status.model import Language

COOKIE = "countyline_conversation"
_COOKIE_SECONDS = 7 * 24 * 3600
_ANSWER_SECONDS = 6.0
"""How long a posted form waits for the answer, so that most residents need not look again."""
_OUTCOMES: dict[str, Status] = {
    "too_many": "too_fast",
    "not_saved": "not_saved",
    "too_large": "too_long",
    "not_found": "form_expired",
    "origin_not_allowed": "form_expired",
}


@dataclass(frozen=True)
class ResidentsPage:
    """What the page is made of."""

    pages: Pages
    in_service: Callable[[], InService]
    web: WebChannel
    is_secure: bool

    def security(self) -> dict[str, str]:
        """Give the headers that keep a page to itself."""
        policy = {
            "default-src": "'none'",
            "style-src": " ".join(content_security_policy_hashes()),
            "script-src": "'self'",
            "connect-src": "'self'",
            "img-src": "'self' data:",
            "form-action": "'self'",
            "base-uri": "'none'",
            "frame-ancestors": self.web.origins.frame_ancestors(),
        }
        written = "; ".join(f"{name} {value}" for name, value in policy.items())
        return {"Content-Security-Policy": written}

    def answer(self, page: str, language: Language, status: int = 200) -> HTTPResponse:
        """Give a page. It may not be kept: it tells what is so at this moment."""
        headers = {
            **self.security(),
            "Content-Language": language,
            "Cache-Control": "no-cache",
            "Vary": "Accept-Language",
        }
        return html(page, status, headers)

    def refusal(self, request: Request, refused: Refused) -> HTTPResponse:
        """Give a refusal as a page for people."""
        language = preferred_language(request.headers.get("accept-language"))
        page = self.pages.trouble(language, self.in_service(), refused.status)
        response = self.answer(page, language, refused.status)
        response.headers.update(refused.headers)
        return response


def page_blueprint(resident: ResidentsPage) -> Blueprint:
    """Give `/`, `/en/`, `/es/` and `/ask`."""
    blueprint = Blueprint("page")

    kept: dict[Language, tuple[object, str]] = {}

    def notice(language: Language) -> HTTPResponse:
        status = resident.in_service()
        # Made anew every minute: that is how exactly the page tells the time.
        state = (status.document, status.now.replace(second=0, microsecond=0))
        if language not in kept or kept[language][0] != state:
            kept[language] = state, resident.pages.notice(language, status, _new_token())
        return resident.answer(kept[language][1], language)

    @blueprint.get("/")
    async def preferred(request: Request) -> HTTPResponse:
        return notice(preferred_language(request.headers.get("accept-language")))

    @blueprint.get(NOTICE_PATHS["en"], name="english")
    async def english(_: Request) -> HTTPResponse:
        return notice("en")

    @blueprint.get(NOTICE_PATHS["es"], name="spanish")
    async def spanish(_: Request) -> HTTPResponse:
        return notice("es")

    @blueprint.get(ASK, name="asked")
    async def asked(request: Request) -> HTTPResponse:
        language = _language_of(request.args.get("language"), request)
        return await _show(resident, request, language)

    @blueprint.post(ASK, name="ask")
    async def ask(request: Request) -> HTTPResponse:
        return await _take(resident, request)

    return blueprint


async def _take(resident: ResidentsPage, request: Request) -> HTTPResponse:
    form = request.form or RequestParameters()
    language = _language_of(form.get(FIELD_LANGUAGE), request)
    text = (form.get(FIELD_TEXT) or "").strip()
    if not text:
        return await _show(resident, request, language, "nothing_written")
    try:
        resident.web.origins.admit(request.headers.get("origin"), request.host)
        owned = await _opened(resident, request) or await _begun(resident, request, language)
        conversation, token = owned
        message = Message(id=_key_of(form.get(FIELD_TOKEN), text), text=text, language=language)
        taken = await resident.web.take(request.client_ip or "", conversation.id, token, message)
    except Refused as refused:
        outcome = _OUTCOMES.get(refused.code, "not_saved")
        return await _show(resident, request, language, outcome, draft=text, status=refused.status)
    if conversation.owner is not Owner.STAFF:
        await _await_answer(resident.web, conversation, taken.seq, message.id)
    response = redirect(f"{ASK}?language={language}", status=303)
    response.add_cookie(
        COOKIE,
        f"{conversation.id}.{token}",
        path=ASK,
        httponly=True,
        secure=resident.is_secure,
        samesite="Lax",
        max_age=_COOKIE_SECONDS,
        host_prefix=False,
        secure_prefix=False,
    )
    return response


async def _begun(
    resident: ResidentsPage, request: Request, language: Language
) -> tuple[Conversation, str]:
    identity, token = await resident.web.begin_for(
        request.client_ip or "", Beginning(language=language)
    )
    return await resident.web.open(identity, token), token


async def _opened(resident: ResidentsPage, request: Request) -> tuple[Conversation, str] | None:
    """Give the conversation of the cookie; None when there is none, or none any more."""
    identity, _, token = (request.cookies.get(COOKIE) or "").partition(".")
    if not identity or not token:
        return None
    try:
        return await resident.web.open(identity, token), token
    except Refused as refused:
        if refused.status != 404:
            raise
        return None


async def _await_answer(
    web: WebChannel, conversation: Conversation, after: int, message: str
) -> None:
    until = time.monotonic() + _ANSWER_SECONDS
    while (left := until - time.monotonic()) > 0:
        found = await web.entries(conversation, after, left)
        if not found.entries or any(entry.replies_to == message for entry in found.entries):
            return
        after = found.seq


async def _show(
    resident: ResidentsPage,
    request: Request,
    language: Language,
    outcome: Status | None = None,
    *,
    draft: str = "",
    status: int = 200,
) -> HTTPResponse:
    entries: list[EntryBody] = []
    try:
        owned = await _opened(resident, request)
        if owned is not None:
            conversation, _ = owned
            entries = await _everything(resident.web, conversation)
            if len(entries) > conversation.last_seq:  # The answer came between the two reads.
                again = await _opened(resident, request)
                conversation = again[0] if again else conversation
            if conversation.is_answering and outcome is None:
                # No page that reloads by itself: that takes away what is being written.
                outcome = "waiting"
    except Refused as refused:
        outcome, status = "not_saved", refused.status
    page = resident.pages.conversation(
        language,
        resident.in_service(),
        [_said(entry) for entry in entries],
        _new_token(),
        outcome=outcome,
        draft=draft,
    )
    return resident.answer(page, language, status)


async def _everything(web: WebChannel, conversation: Conversation) -> list[EntryBody]:
    found: list[EntryBody] = []
    while len(found) < conversation.last_seq:
        more = await web.entries(conversation, len(found), 0)
        if not more.entries:
            break
        found += more.entries
    return found


def _said(entry: EntryBody) -> Said:
    card = entry.card or {}
    paragraphs = card.get("paragraphs") or entry.text.split("\n")
    choices = (entry.answer or {}).get("choices") or []
    return Said(
        author=entry.author,
        paragraphs=tuple(paragraphs),
        at=entry.at,
        language="es" if entry.language == "es" else "en",
        source=card.get("source"),
        mark=card.get("mark"),
        choices=tuple(str(choice["title"]) for choice in choices),
    )


def _language_of(given: str | None, request: Request) -> Language:
    if given in ("en", "es"):
        return cast(Language, given)
    return preferred_language(request.headers.get("accept-language"))


def _key_of(token: str | None, text: str) -> str:
    """Name a message by the page that it was written on and by what it says.

    The page is kept for a minute, so its token alone is shared by all messages written on it.
    """
    if not token:
        return _new_token()
    return hashlib.sha256(f"{token} {text}".encode("utf-8", "surrogatepass")).hexdigest()


def _new_token() -> str:
    return secrets.token_urlsafe(12)
