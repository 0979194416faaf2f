"""From the keyboard alone: everything can be reached, seen, used and left."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.chat import Chat
from tests.browser.focus import assert_visible, focused, tab_to
from tests.browser.texts import button_words, panel_words
from tests.browser.watching import Visits

LABEL = button_words("en")["LABEL"]
WORDS = panel_words("en")


def closed(visits: Visits, **options: object) -> Chat:
    """Give the widget on the residents' page, not open yet."""
    chat = Chat(visits.page("/en/", **options))
    expect(chat.launcher).to_be_visible()
    return chat


def opened_by_key(visits: Visits, key: str = "Enter", **options: object) -> Chat:
    """Come to the button with Shift and Tab, as it is the last of the page, and press a key."""
    chat = closed(visits, **options)
    chat.page.keyboard.press("Shift+Tab")
    for _ in range(5):
        stop = focused(chat.page)
        if stop and stop.in_widget:
            break
        chat.page.keyboard.press("Shift+Tab")
    expect(chat.launcher).to_be_focused()
    chat.page.keyboard.press(key)
    expect(chat.input).to_be_focused()
    expect(chat.topics.first).to_be_visible()
    return chat


def test_a_whole_conversation(visits: Visits) -> None:
    chat = opened_by_key(visits)
    keyboard = chat.page.keyboard
    keyboard.type("taxes and deeds")
    keyboard.press("Enter")
    expect(chat.answers).to_have_count(1)
    expect(chat.input).to_be_focused()
    title = chat.choices.first.inner_text()
    assert_visible(tab_to(chat.page, title, "Shift+Tab", in_widget=True))
    keyboard.press("Enter")
    expect(chat.answers).to_have_count(2)
    # The button is gone, and the focus is where the resident goes on.
    expect(chat.input).to_be_focused()
    assert chat.own_texts() == ["taxes and deeds", title]
    keyboard.type("two lines,")
    keyboard.press("Shift+Enter")
    keyboard.type("is it open friday")
    tab_to(chat.page, WORDS["send"], in_widget=True)
    keyboard.press(" ")
    expect(chat.answers).to_have_count(3)
    expect(chat.input).to_be_focused()
    assert chat.own_texts()[-1].split() == ["two", "lines,", "is", "it", "open", "friday"]
    keyboard.type("i want to talk to a person")
    keyboard.press("Enter")
    expect(chat.answers).to_have_count(4)
    expect(chat.answers.last).to_contain_text(WORDS["connecting"])
    keyboard.press("Escape")
    expect(chat.panel).to_be_hidden()
    expect(chat.launcher).to_be_focused()


def test_a_topic_is_chosen_and_the_space_bar_opens(visits: Visits) -> None:
    chat = opened_by_key(visits, " ")
    title = chat.topics.first.inner_text()
    assert_visible(tab_to(chat.page, title, "Shift+Tab", in_widget=True))
    chat.page.keyboard.press(" ")
    expect(chat.answers).to_have_count(1)
    expect(chat.input).to_be_focused()


@pytest.mark.parametrize("key", ["Tab", "Shift+Tab"])
def test_nothing_holds_the_focus_and_every_stop_can_be_seen(key: str, visits: Visits) -> None:
    """Once around: out of the widget, through the page, and into the widget again."""
    chat = opened_by_key(visits)
    chat.ask("taxes and deeds")
    chat.input.focus()
    stops = tab_to(chat.page, WORDS["input"], key, in_widget=True)
    inside = [stop.name for stop in stops if stop.in_widget]
    assert_visible([stop for stop in stops if stop.in_widget])
    own = {WORDS[name] for name in ("close", "startOver", "send", "conversation")}
    expected = own | {"English", "Español"}
    assert expected | set(chat.choices.all_inner_texts()) <= set(inside)
    assert any(stop.name == "Go to the notice" for stop in stops)


def test_every_stop_of_the_page_can_be_seen(visits: Visits) -> None:
    chat = closed(visits)
    stops = tab_to(chat.page, LABEL, in_widget=True)
    assert_visible(stops)
    assert stops[0].tag == "a"
    assert len({stop.name for stop in stops}) > 20


def test_the_first_stop_leads_past_the_head_of_the_page(visits: Visits) -> None:
    page = closed(visits).page
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Go to the notice")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"#main$"))
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.querySelector('main').contains(document.activeElement)")


@pytest.mark.parametrize("control", ["input", "close", "conversation", "startOver"])
def test_escape_closes_from_anywhere_and_gives_the_focus_back(control: str, visits: Visits) -> None:
    chat = opened_by_key(visits)
    chat.ask("is the recorder open friday")
    if control != "input":
        tab_to(chat.page, WORDS[control], "Shift+Tab", in_widget=True)
    chat.page.keyboard.press("Escape")
    expect(chat.panel).to_be_hidden()
    expect(chat.launcher).to_be_focused()


def test_escape_on_the_page_leaves_the_panel_alone(visits: Visits) -> None:
    chat = opened_by_key(visits)
    chat.page.locator("#question").focus()
    chat.page.keyboard.press("Escape")
    expect(chat.panel).to_be_visible()
    expect(chat.page.locator("#question")).to_be_focused()


def test_closing_from_the_page_does_not_take_the_focus(visits: Visits) -> None:
    chat = opened_by_key(visits)
    chat.page.locator("#question").focus()
    chat.page.evaluate("() => window.Countyline.close()")
    expect(chat.panel).to_be_hidden()
    expect(chat.page.locator("#question")).to_be_focused()


def test_the_question_whether_to_start_over_is_answered_by_key(visits: Visits) -> None:
    chat = opened_by_key(visits)
    chat.ask("is the recorder open friday")
    tab_to(chat.page, WORDS["startOver"], "Shift+Tab", in_widget=True)
    chat.page.keyboard.press("Enter")
    expect(chat.no).to_be_focused()
    chat.page.keyboard.press("Escape")
    expect(chat.panel).to_be_visible()
    expect(chat.start_over).to_be_focused()
    chat.page.keyboard.press("Enter")
    chat.page.keyboard.press("Shift+Tab")
    chat.page.keyboard.press("Enter")
    expect(chat.answers).to_have_count(0)
    expect(chat.input).to_be_focused()


def test_a_panel_that_covers_the_screen_keeps_the_focus_until_it_is_closed(
    visits: Visits,
) -> None:
    """What is behind it cannot be seen; Escape still leaves (WCAG 2.1.2 and 2.4.11)."""
    chat = opened_by_key(visits, viewport={"width": 360, "height": 740})
    stops = tab_to(chat.page, WORDS["input"], in_widget=True)
    assert all(stop.in_widget for stop in stops)
    assert_visible(stops)
    chat.page.keyboard.press("Escape")
    expect(chat.launcher).to_be_focused()
    chat.page.keyboard.press("Shift+Tab")
    stop = focused(chat.page)
    assert stop is not None
    assert not stop.in_widget


def test_the_form_without_the_widget(visits: Visits) -> None:
    page = visits.page("/ask?language=en")
    stops = tab_to(page, "Your question")
    assert_visible(stops)
    page.keyboard.type("taxes and deeds")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    choice = page.locator(".by-bot form button").first
    expect(choice).to_be_visible()
    assert_visible(tab_to(page, choice.inner_text()))
    page.keyboard.press("Enter")
    expect(page.locator(".by-bot")).to_have_count(2)
