"""The chat widget as a resident meets it: by role and name, and by what can be read in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.browser.texts import panel_words
from tests.browser.watching import PATIENCE_MS

expect.set_options(timeout=PATIENCE_MS)

_SAID = """log => [...log.children].map(entry => {
  const seen = entry.cloneNode(true);
  seen.querySelectorAll(".hidden, .choices, .delivery, svg").forEach(each => each.remove());
  return [entry.dataset.seq ? "county" : "resident", seen.textContent.trim()];
})"""

_ANSWER = """entry => {
  const seen = entry.cloneNode(true);
  seen.querySelectorAll(".hidden, svg").forEach(each => each.remove());
  const texts = selector => [...seen.querySelectorAll(selector)].map(each => each.textContent);
  return {
    heads: texts(".head"),
    paragraphs: texts(":scope > p:not(.head, .source, .mark)"),
    source: texts(".source").join("") || null,
    mark: texts(".mark").join("") || null,
    choices: texts(".choices button"),
    language: entry.lang,
  };
}"""


@dataclass(frozen=True)
class ReadAnswer:
    """What can be read in one answer of the widget."""

    heads: tuple[str, ...]
    paragraphs: tuple[str, ...]
    source: str | None
    mark: str | None
    choices: tuple[str, ...]
    language: str

    @property
    def text(self) -> str:
        """The whole as REST gives it: paragraphs, then source and mark on one line."""
        last = " · ".join(part for part in (self.source, self.mark) if part)
        return "\n".join([*self.paragraphs, *([last] if last else [])])


class Chat:
    """The widget on a page."""

    def __init__(self, page: Page, language: str = "en") -> None:
        self.page = page
        self.words = words = panel_words(language)
        self.host = page.locator("countyline-widget")
        self.launcher = self.host.locator("button.launcher")
        self.panel = self.host.locator("#countyline-panel")
        self.log = self.panel.get_by_role("log", name=words["messages"])
        self.answers = self.log.locator("[data-seq]")
        self.own = self.log.locator(".own")
        self.input = self.panel.get_by_role("textbox", name=words["input"])
        self.send = self._button(words["send"])
        self.close = self._button(words["close"])
        topics = self.panel.get_by_role("group", name=words["topics"])
        self.topics = topics.get_by_role("button")
        choices = self.log.get_by_role("group", name=words["choices"])
        self.choices = choices.get_by_role("button")
        self.status = self.panel.get_by_role("status")
        self.start_over = self._button(words["startOver"]).first
        question = self.panel.locator(".question")
        self.yes = question.get_by_role("button", name=words["startOverYes"])
        self.no = question.get_by_role("button", name=words["startOverNo"])
        self.again = self.log.get_by_role("button", name=words["retry"])

    def _button(self, name: str) -> Locator:
        return self.panel.get_by_role("button", name=name, exact=True)

    def open(self) -> Chat:
        """Press the button; the panel is there and knows the county."""
        self.launcher.click()
        expect(self.panel).to_be_visible()
        expect(self.topics.first).to_be_visible()
        return self

    def say(self, text: str) -> None:
        """Write a message and send it with Enter."""
        self.input.fill(text)
        self.input.press("Enter")

    def ask(self, text: str) -> Locator:
        """Send a message and give its answer, once it is there."""
        before = self.answers.count()
        self.say(text)
        return self.answer_after(before)

    def press(self, button: Locator) -> Locator:
        """Press a button that says something, and give the answer to it."""
        before = self.answers.count()
        button.click()
        return self.answer_after(before)

    def answer_after(self, count: int) -> Locator:
        """Give the answer that comes after so many, once it is there."""
        expect(self.answers).to_have_count(count + 1)
        return self.answers.nth(count)

    def said(self) -> list[tuple[str, str]]:
        """Give who said what, in order, as it can be read."""
        return [(author, text) for author, text in self.log.evaluate(_SAID)]

    def own_texts(self) -> list[str]:
        """Give the resident's own messages, in order."""
        return [text for author, text in self.said() if author == "resident"]


def read(answer: Locator) -> ReadAnswer:
    """Read one answer of the widget."""
    found: dict[str, Any] = answer.evaluate(_ANSWER)
    return ReadAnswer(
        heads=tuple(found["heads"]),
        paragraphs=tuple(found["paragraphs"]),
        source=found["source"],
        mark=found["mark"],
        choices=tuple(found["choices"]),
        language=found["language"],
    )
