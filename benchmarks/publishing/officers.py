"""Two publishers at a running desk, as their browsers speak to it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from html import unescape

import httpx

from countyline.cases.staff import Role
from countyline.console.accounts import Accounts, GivenPassword, NewAccount
from countyline.console.deeds import Actor
from countyline.console.passwords import Passwords
from countyline.database.engine import open_engine
from countyline.settings import Settings

_PASSWORD = "the county clerk likes tea"
_TIMEOUT_SECONDS = 30
_SEE_OTHER = 303


class Refused(Exception):
    """The console did not take what was sent."""


@dataclass(frozen=True)
class Approval:
    """What a second person sends to approve a draft."""

    address: str
    fields: Mapping[str, str]


@dataclass(frozen=True)
class Officer:
    """A publisher who is signed in."""

    client: httpx.Client

    def hands_in(self, title: str, old: str, new: str) -> str:
        """Begin a draft, replace `old`, a regular expression, in it, hand it in, give its address.

        Raises Refused.
        """
        begun = self.client.post(
            "/staff/publish", data={"form_token": self._token(), "title": title}
        )
        at = str(begun.headers.get("location", ""))
        page = self.client.get(at).text
        text = unescape(re.findall(r"<textarea[^>]*>\n(.*?)</textarea>", page, re.S)[0])
        self._send(f"{at}/save", {"text": re.sub(old, new, text), "version": _version(page)})
        self._send(f"{at}/submit", {"version": _version(self.client.get(at).text)})
        return at

    def reads(self, at: str) -> Approval:
        """Look at a draft, and give what approves it as it was read."""
        fields = {"form_token": self._token(), "version": _version(self.client.get(at).text)}
        return Approval(f"{at}/approve", fields)

    def approves(self, approval: Approval) -> None:
        """Send it. Raises Refused, and httpx.TransportError when the desk is not there."""
        self._post(approval.address, approval.fields)

    def _send(self, address: str, fields: Mapping[str, str]) -> None:
        self._post(address, {"form_token": self._token(), **fields})

    def _post(self, address: str, fields: Mapping[str, str]) -> None:
        replied = self.client.post(address, data=fields)
        if replied.status_code != _SEE_OTHER:
            raise Refused(f"{address}: {replied.status_code}")

    def _token(self) -> str:
        page = self.client.get("/staff/account").text
        return str(re.findall(r'name="form_token" value="([^"]+)"', page)[0])


def add_officers(settings: Settings, *logins: str) -> None:
    """Make accounts of publishers in the database of a running desk."""
    engine = open_engine(settings.database_url)
    accounts = Accounts(engine, lambda: datetime.now(UTC), Passwords(None))
    for login in logins:
        new = NewAccount(login=login, name=login, role=Role.PUBLISHER)
        accounts.add(new, GivenPassword(_PASSWORD, False), Actor(None, "benchmark"))
    engine.dispose()


@contextmanager
def signed_in(site: str, login: str) -> Iterator[Officer]:
    """Sign somebody in. Raises Refused."""
    headers = {"Origin": site, "Accept": "text/html"}
    with httpx.Client(
        base_url=site, headers=headers, trust_env=False, timeout=_TIMEOUT_SECONDS
    ) as client:
        page = client.get("/staff/sign-in").text
        token = re.findall(r'name="form_token" value="([^"]+)"', page)[0]
        officer = Officer(client)
        officer._post(
            "/staff/sign-in",
            {"login": login, "password": _PASSWORD, "next": "/staff", "form_token": token},
        )
        yield officer


def _version(page: str) -> str:
    return str(re.findall(r'name="version" value="(\d+)"', page)[0])
