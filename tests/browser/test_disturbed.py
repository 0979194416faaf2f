"""Programs are killed while a resident waits: an answer comes, once, or the marked headline."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from docs.running_system import RunningSystem
from tests.browser.chat import Chat
from tests.browser.desk import assert_whole
from tests.browser.texts import WAITING, button_words, is_general
from tests.browser.watching import watched
from tests.programs import BACK_SECONDS, held_up, kill, until_ready

FIRST = "is the recorder open friday"
SECOND = "how do i pay my property tax online"
THIRD = "was the election moved"


@pytest.fixture
def disturbed(chromium: Browser, hostile_system: RunningSystem) -> Iterator[Chat]:
    """The widget on a system of which programs die; all of them run at the start."""
    until_ready(hostile_system)
    with watched(chromium, hostile_system.site) as visits:
        yield Chat(visits.page("/en/")).open()


def test_a_reload_while_the_answer_is_made_shows_it_once(
    disturbed: Chat, hostile_system: RunningSystem
) -> None:
    disturbed.ask(FIRST)
    with held_up(hostile_system, "rasa"):
        disturbed.say(SECOND)
        expect(disturbed.status).to_have_text(WAITING)
        disturbed.page.reload()
        expect(disturbed.own).to_have_count(2)
        expect(disturbed.status).to_have_text(WAITING)
        expect(disturbed.answers).to_have_count(1)
    assert_whole(disturbed, hostile_system, FIRST, SECOND)
    expect(disturbed.status).to_have_text("")


def test_a_resident_who_closes_the_panel_is_told_of_the_answer(
    disturbed: Chat, hostile_system: RunningSystem
) -> None:
    with held_up(hostile_system, "rasa"):
        disturbed.say(FIRST)
        expect(disturbed.status).to_have_text(WAITING)
        disturbed.close.click()
        disturbed.page.goto("/es/")
    spanish = Chat(disturbed.page, "es")
    expect(spanish.launcher).to_have_accessible_name(re.compile(button_words("es")["NEW_ONE"]))
    spanish.open()
    assert_whole(spanish, hostile_system, FIRST)


def test_the_page_without_javascript_says_that_the_answer_is_being_made(
    chromium: Browser, hostile_system: RunningSystem
) -> None:
    """It does not reload by itself, which would take away what is being written."""
    until_ready(hostile_system)
    with watched(chromium, hostile_system.site) as visits:
        page = visits.page("/en/", java_script_enabled=False)
        with held_up(hostile_system, "rasa"):
            page.locator("#question").fill(FIRST)
            page.locator("form.ask button").click()
            expect(page.locator(".by-resident")).to_have_count(1)
            expect(page.locator(".by-bot")).to_have_count(0)
            expect(page.get_by_role("status")).to_be_visible()
            expect(page.locator("meta[http-equiv=refresh]")).to_have_count(0)
            expect(page.locator("form.ask")).to_have_count(1)
        given_up = time.monotonic() + BACK_SECONDS
        while not page.locator(".by-bot").count() and time.monotonic() < given_up:
            page.locator(".check a").click()
        expect(page.locator(".by-bot")).to_have_count(1)
        expect(page.locator(".by-resident")).to_have_count(1)
        expect(page.get_by_role("status")).to_have_count(0)


def test_the_desk_is_killed_while_a_message_is_outstanding(
    disturbed: Chat, hostile_system: RunningSystem
) -> None:
    disturbed.ask(FIRST)
    with held_up(hostile_system, "rasa"):
        disturbed.say(SECOND)
        expect(disturbed.status).to_have_text(WAITING)
        kill(hostile_system, "desk")
        expect(disturbed.status).to_have_text(disturbed.words["noticeBroken"])
    assert_whole(disturbed, hostile_system, FIRST, SECOND)
    expect(disturbed.status).to_have_text("")
    disturbed.ask(THIRD)
    assert_whole(disturbed, hostile_system, FIRST, SECOND, THIRD)


def test_the_desk_is_killed_and_a_message_is_written_before_it_is_back(
    disturbed: Chat, hostile_system: RunningSystem
) -> None:
    disturbed.ask(FIRST)
    kill(hostile_system, "desk")
    disturbed.ask(SECOND)
    assert_whole(disturbed, hostile_system, FIRST, SECOND)


def test_rasa_is_killed_while_a_message_is_outstanding(
    disturbed: Chat, hostile_system: RunningSystem
) -> None:
    disturbed.ask(FIRST)
    with held_up(hostile_system, "rasa") as rasa:
        disturbed.say(SECOND)
        expect(disturbed.status).to_have_text(WAITING)
        rasa.kill()
    second = disturbed.answer_after(1)
    # What is asked while it is away is answered too, at once or with the headline.
    third = disturbed.ask(THIRD)
    for answer in (second, third):
        assert is_general(answer) or "alert" in answer.inner_text()
    assert_whole(disturbed, hostile_system, FIRST, SECOND, THIRD)
    until_ready(hostile_system)
    assert not is_general(disturbed.ask(FIRST))
    assert_whole(disturbed, hostile_system, FIRST, SECOND, THIRD, FIRST)


def test_a_rasa_that_does_not_answer_is_stood_in_for_by_the_headline(
    disturbed: Chat, hostile_system: RunningSystem
) -> None:
    disturbed.ask(FIRST)
    with held_up(hostile_system, "rasa"):
        answer = disturbed.ask(SECOND)
    assert is_general(answer)
    # It says of when it is, as ever.
    expect(answer.locator(".source")).to_contain_text("As of")
    assert not is_general(disturbed.ask(THIRD))
    assert_whole(disturbed, hostile_system, FIRST, SECOND, THIRD)


def test_the_actions_are_killed_while_a_message_is_outstanding(
    disturbed: Chat, hostile_system: RunningSystem
) -> None:
    disturbed.ask(FIRST)
    with held_up(hostile_system, "actions") as actions:
        disturbed.say(SECOND)
        expect(disturbed.status).to_have_text(WAITING)
        actions.kill()
    disturbed.answer_after(1)
    assert_whole(disturbed, hostile_system, FIRST, SECOND)
    until_ready(hostile_system)
    assert not is_general(disturbed.ask(THIRD))
