"""Turns the county's own addresses in a text into links, and nothing else.

Published words name sites and telephone numbers. Only those that the document itself lists become
links: an address that somebody wrote into a message cannot become one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from markupsafe import Markup, escape

from countyline.status.model import Contact, StatusDocument

_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}", re.IGNORECASE)
_EMAIL = re.compile(r"[\w.+-]+@(?:[\w-]+\.)+[a-z]{2,}", re.IGNORECASE | re.ASCII)
_PHONE = re.compile(r"\(?\d{3}\)?[ .-]?\d{3}[ .-]?\d{4}", re.ASCII)


class Linker:
    """Links the addresses of one document."""

    def __init__(self, document: StatusDocument) -> None:
        self._targets = dict(_targets(document))
        longest_first = sorted(self._targets, key=len, reverse=True)
        options = "|".join(map(re.escape, longest_first)) or r"(?!)"
        self._pattern = re.compile(rf"(?<![\w.@/-])(?:{options})(?![\w@/-]|\.\w)", re.IGNORECASE)

    def link(self, text: str) -> Markup:
        """Escape a text and link the addresses in it."""
        pieces, end = [], 0
        for found in self._pattern.finditer(text):
            pieces.append(escape(text[end : found.start()]))
            target = self._targets[found.group().lower()]
            pieces.append(Markup('<a href="{}">{}</a>').format(target, found.group()))
            end = found.end()
        return Markup("").join([*pieces, escape(text[end:])])


def _targets(document: StatusDocument) -> Iterator[tuple[str, str]]:
    """Yield each address as it is written, in lower case, with where it leads."""
    for url in (document.organization.website, *(p.url for p in document.portals.values())):
        if url:
            yield from _site(url)
    for authority in document.authorities.values():
        if authority.website and _HOST.fullmatch(authority.website):
            yield authority.website.lower(), f"https://{authority.website}"
    for contact in document.contacts.values():
        yield from _contact(contact)


def _site(url: str) -> Iterator[tuple[str, str]]:
    host = urlsplit(url).hostname or ""
    if _HOST.fullmatch(host):
        yield host, url
        yield host.removeprefix("www."), url


def _contact(contact: Contact) -> Iterator[tuple[str, str]]:
    value = contact.value
    if contact.kind == "phone" and _PHONE.fullmatch(value):
        yield value, "tel:+1" + re.sub(r"\D", "", value)
    elif contact.kind == "email" and _EMAIL.fullmatch(value):
        yield value.lower(), f"mailto:{value}"
    elif contact.kind == "website" and _HOST.fullmatch(value):
        yield value.lower(), f"https://{value}"
