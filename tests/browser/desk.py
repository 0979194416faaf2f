"""What the desk itself says, beside what a page shows of it."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from typing import Any

from playwright.sync_api import Page, expect

from docs.running_system import RunningSystem
from tests.browser.chat import Chat

# A proxy of the surroundings has no business between two processes of one computer.
_OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))

_CREDENTIALS = """() => {
  const name = Object.keys(localStorage).find(key => /^countyline:.*:conversation$/.test(key));
  return JSON.parse(localStorage.getItem(name) ?? "null");
}"""


def about(system: RunningSystem) -> dict[str, Any]:
    """Give what a widget is told before anybody asks."""
    found: dict[str, Any] = _get(f"{system.site}/webhooks/web/about", {})
    return found


def kept(system: RunningSystem, page: Page) -> list[dict[str, Any]]:
    """Give what the desk holds of the conversation of a page, in order."""
    whose = page.evaluate(_CREDENTIALS)
    assert whose is not None, "there is no conversation on this page"
    address = f"{system.site}/webhooks/web/conversations/{whose['conversation']}/entries"
    found = _get(address, {"Authorization": f"Bearer {whose['token']}"})
    entries: list[dict[str, Any]] = found["entries"]
    return entries


def assert_whole(chat: Chat, system: RunningSystem, *questions: str) -> None:
    """Each question stands there once with its answer after it, and the desk holds just that."""
    expect(chat.answers).to_have_count(len(questions))
    expect(chat.own).to_have_count(len(questions))
    shown = chat.said()
    assert [author for author, _ in shown] == ["resident", "county"] * len(questions)
    assert tuple(text for author, text in shown if author == "resident") == questions
    entries = kept(system, chat.page)
    assert [entry["seq"] for entry in entries] == list(range(1, 2 * len(questions) + 1))
    assert tuple(entry["text"] for entry in entries if entry["message"]) == questions
    asked = [entry["message"] for entry in entries if entry["message"]]
    assert [entry["replies_to"] for entry in entries if entry["replies_to"]] == asked


def _get(address: str, headers: dict[str, str]) -> Any:
    request = urllib.request.Request(address, headers=headers)
    try:
        with _OPENER.open(request, timeout=30) as response:
            return json.load(response)
    except urllib.error.HTTPError as refused:
        with refused:
            return json.load(refused)
