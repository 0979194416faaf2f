"""What a screen reader is told: each new entry once, the history never, waiting and trouble too.

No screen reader runs here. A live region speaks what is added to it while it is `polite`: so what
is added, and how the region is at that moment, is written down in the page.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chat import Chat
from tests.browser.texts import button_words
from tests.browser.watching import Visits

FIRST = "is the recorder open friday"
SECOND = "how do i pay my property tax online"

# Watches every shadow root from its beginning, so that nothing is missed while a page loads.
_WATCH = """
window.heard = [];
const attach = Element.prototype.attachShadow;
Element.prototype.attachShadow = function (init) {
  const root = attach.call(this, init);
  const words = node => {
    const seen = node.cloneNode(true);
    if (seen.nodeType === 1) {
      if (seen.getAttribute("aria-live") === "off") return "";
      seen.querySelectorAll("svg, button, [aria-live=off]").forEach(each => each.remove());
    }
    return seen.textContent.replace(/\\s+/g, " ").trim();
  };
  new MutationObserver(records => {
    for (const record of records) {
      const target = record.target.nodeType === 1 ? record.target : record.target.parentElement;
      const region = target?.closest("[aria-live], [role=log], [role=status], [role=alert]");
      if (!region) continue;
      const live = region.getAttribute("aria-live")
        ?? { log: "polite", status: "polite", alert: "assertive" }[region.getAttribute("role")];
      const role = region.getAttribute("role");
      const texts = record.type === "characterData" ? [words(record.target)]
        : [...record.addedNodes].map(words);
      for (const text of texts.filter(Boolean)) {
        window.heard.push({ role, live, busy: region.getAttribute("aria-busy") === "true", text });
      }
    }
  }).observe(root, { subtree: true, childList: true, characterData: true });
  return root;
};
"""


@dataclass(frozen=True)
class Heard:
    """A text that came into a live region."""

    role: str | None
    live: str | None
    busy: bool
    text: str

    @property
    def is_spoken(self) -> bool:
        """Whether a screen reader says it."""
        return self.live in {"polite", "assertive"} and not self.busy


def watched_page(visits: Visits, **options: Any) -> Page:
    """Open the residents' page, with an ear on it."""
    window = visits.window(**options)
    window.add_init_script(_WATCH)
    page = window.new_page()
    page.goto("/en/")
    return page


def heard(page: Page, role: str = "log") -> list[Heard]:
    """Give what came into the live region of a role since the page was loaded."""
    return [Heard(**each) for each in page.evaluate("window.heard") if each["role"] == role]


def test_the_log_is_a_named_live_region(visits: Visits) -> None:
    chat = Chat(visits.page("/en/")).open()
    expect(chat.log).to_have_accessible_name(chat.words["messages"])
    expect(chat.log).to_have_attribute("aria-live", "polite")
    # Only what is new is said, not the whole log anew.
    assert chat.log.get_attribute("aria-atomic") in {None, "false"}


def test_each_message_and_each_answer_is_announced_once_and_whole(visits: Visits) -> None:
    chat = Chat(watched_page(visits)).open()
    expect(chat.log).to_have_attribute("aria-live", "polite")
    chat.ask(FIRST)
    chat.ask(SECOND)
    expect(chat.status).to_have_text("")
    spoken = [each.text for each in heard(chat.page) if each.is_spoken]
    assert len(spoken) == 4
    assert [spoken[0], spoken[2]] == [f"You: {FIRST}", f"You: {SECOND}"]
    for at in (1, 3):
        assert spoken[at].startswith("County: ")
        # The fact comes before its source, and in one piece.
        assert "As of Wednesday, April 3" in spoken[at]


@pytest.mark.parametrize("again", ["reload", "open"])
def test_the_history_is_not_announced_and_what_comes_after_it_is(
    again: str, visits: Visits
) -> None:
    page = watched_page(visits)
    chat = Chat(page).open()
    chat.ask(FIRST)
    if again == "open":
        chat.close.click()
    page.reload()
    if again == "open":
        chat.launcher.click()
    expect(chat.answers).to_have_count(1)
    expect(chat.log).to_have_attribute("aria-live", "polite")
    history = heard(page)
    assert [each.text.split(" ")[0] for each in history] == ["You:", "County:"]
    assert not [each for each in history if each.is_spoken]
    chat.ask(SECOND)
    new = heard(page)[len(history) :]
    assert [each.text.split(" ")[0] for each in new if each.is_spoken] == ["You:", "County:"]


def test_a_reconnection_announces_nothing_again(visits: Visits) -> None:
    chat = Chat(watched_page(visits)).open()
    chat.ask(FIRST)
    before = len(heard(chat.page))
    chat.page.context.set_offline(True)
    expect(chat.status).to_have_text(chat.words["noticeOffline"])
    with chat.page.expect_response(re.compile(r"/events$")):
        chat.page.context.set_offline(False)
    expect(chat.status).to_have_text("")
    assert len(heard(chat.page)) == before


def test_the_state_of_the_network_is_announced(visits: Visits) -> None:
    chat = Chat(watched_page(visits)).open()
    chat.ask(FIRST)
    chat.page.context.set_offline(True)
    chat.say(SECOND)
    expect(chat.status).to_have_text(chat.words["noticeOfflinePending"])
    chat.page.context.set_offline(False)
    chat.answer_after(1)
    said = [each.text for each in heard(chat.page, "status") if each.is_spoken]
    assert chat.words["noticeOfflinePending"] in said


def test_what_is_wrong_with_the_question_is_announced_and_tied_to_the_field(
    visits: Visits,
) -> None:
    chat = Chat(visits.page("/en/")).open()
    chat.input.press("Enter")
    expect(chat.input).to_have_attribute("aria-invalid", "true")
    expect(chat.input).to_have_accessible_description(re.compile(re.escape(chat.words["empty"])))
    chat.input.fill("x" * 1001)
    expect(chat.input).to_have_accessible_description(re.compile(re.escape(chat.words["over"])))


def test_each_entry_has_its_own_language(visits: Visits) -> None:
    chat = Chat(visits.page("/en/")).open()
    chat.ask("¿cómo pago mi impuesto de la propiedad?")
    chat.ask(FIRST)
    expect(chat.answers.nth(0)).to_have_attribute("lang", "es")
    expect(chat.answers.nth(1)).to_have_attribute("lang", "en")
    expect(chat.own.nth(0)).to_have_attribute("lang", "es")
    expect(chat.own.nth(1)).to_have_attribute("lang", "en")


def test_the_button_says_whether_the_panel_is_open(visits: Visits) -> None:
    page = visits.page("/en/")
    chat = Chat(page)
    words = button_words("en")
    expect(page.get_by_role("button", name=words["LABEL"], expanded=False)).to_be_visible()
    expect(page.get_by_role("region", name=words["REGION"])).to_have_count(1)
    chat.open()
    # It is no dialog: the page beside it stays in use.
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert page.evaluate("() => document.body.inert || document.body.ariaHidden") in {None, False}
