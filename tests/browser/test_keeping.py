"""Nothing is lost and nothing comes twice: reload, another page, another tab, no network."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, Route, expect

from docs.running_system import RunningSystem
from tests.browser.chat import Chat
from tests.browser.desk import assert_whole
from tests.browser.texts import button_words
from tests.browser.watching import Visits

FIRST = "is the recorder open friday"
SECOND = "how do i pay my property tax online"
THIRD = "was the election moved"


def test_a_reload_shows_every_message_once_and_in_order(chat: Chat, system: RunningSystem) -> None:
    chat.ask(FIRST)
    chat.ask(SECOND)
    before = chat.said()
    chat.page.reload()
    expect(chat.panel).to_be_visible()
    assert_whole(chat, system, FIRST, SECOND)
    assert chat.said() == before
    chat.ask(THIRD)
    assert_whole(chat, system, FIRST, SECOND, THIRD)


def test_a_reload_right_after_sending_loses_nothing(chat: Chat, system: RunningSystem) -> None:
    """The page goes away before anything came back from the desk."""
    chat.ask(FIRST)
    chat.say(SECOND)
    chat.page.reload()
    assert_whole(chat, system, FIRST, SECOND)


def test_a_reload_before_the_first_conversation_exists_loses_nothing(
    chat: Chat, system: RunningSystem
) -> None:
    chat.say(FIRST)
    chat.page.reload()
    assert_whole(chat, system, FIRST)


def test_a_reload_between_receipt_and_answer_loses_nothing(
    chat: Chat, system: RunningSystem
) -> None:
    chat.ask(FIRST)
    with chat.page.expect_response(re.compile(r"/messages$")):
        chat.say(SECOND)
    chat.page.reload()
    assert_whole(chat, system, FIRST, SECOND)


@pytest.mark.parametrize("lost", ["request", "receipt"])
def test_a_message_whose_sending_breaks_off_is_taken_once(
    lost: str, chat: Chat, system: RunningSystem
) -> None:
    """The network loses the message, or only the word that it arrived; the widget sends again."""
    chat.ask(FIRST)
    broken: list[str] = []

    def once(route: Route) -> None:
        if broken:
            route.continue_()
            return
        broken.append(lost)
        if lost == "receipt":
            route.fetch()
        route.abort("connectionreset")

    chat.page.route(re.compile(r"/messages$"), once)
    chat.ask(SECOND)
    assert broken == [lost]
    assert_whole(chat, system, FIRST, SECOND)


def test_another_page_goes_on_with_the_conversation(chat: Chat, system: RunningSystem) -> None:
    chat.ask(FIRST)
    chat.input.fill("how do i p")
    chat.page.get_by_role("link", name="Español").click()
    chat.page.wait_for_url("**/es/")
    spanish = Chat(chat.page, "es")
    expect(spanish.panel).to_be_visible()
    expect(spanish.input).to_have_value("how do i p")
    assert_whole(spanish, system, FIRST)
    # A page that opens by itself does not take the focus from whoever reads it.
    expect(spanish.panel.locator(":focus")).to_have_count(0)


def test_a_closed_panel_stays_closed_on_the_next_page(chat: Chat) -> None:
    chat.ask(FIRST)
    chat.close.click()
    chat.page.goto("/es/")
    spanish = Chat(chat.page, "es")
    expect(spanish.launcher).to_be_visible()
    expect(spanish.panel).to_be_hidden()
    spanish.open()
    expect(spanish.answers).to_have_count(1)


def test_two_tabs_show_one_conversation(chat: Chat, system: RunningSystem) -> None:
    chat.ask(FIRST)
    other = Chat(chat.page.context.new_page())
    other.page.goto("/en/")
    other.open()
    assert_whole(other, system, FIRST)
    other.ask(SECOND)
    assert_whole(chat, system, FIRST, SECOND)
    chat.ask(THIRD)
    assert_whole(other, system, FIRST, SECOND, THIRD)
    assert other.said() == chat.said()


def test_a_tab_opened_before_the_conversation_takes_part_in_it(
    chat: Chat, system: RunningSystem
) -> None:
    other = Chat(chat.page.context.new_page())
    other.page.goto("/en/")
    other.open()
    chat.ask(FIRST)
    assert_whole(other, system, FIRST)


def test_both_tabs_leave_a_conversation_together(chat: Chat, system: RunningSystem) -> None:
    chat.ask(FIRST)
    other = Chat(chat.page.context.new_page())
    other.page.goto("/en/")
    other.open()
    expect(other.answers).to_have_count(1)
    chat.start_over.click()
    chat.yes.click()
    expect(other.answers).to_have_count(0)
    other.ask(SECOND)
    assert_whole(chat, system, SECOND)


def test_what_is_written_without_a_network_is_sent_once_when_it_is_back(
    chat: Chat, system: RunningSystem
) -> None:
    chat.ask(FIRST)
    window = chat.page.context
    window.set_offline(True)
    expect(chat.status).to_have_text(chat.words["noticeOffline"])
    chat.say(SECOND)
    expect(chat.status).to_have_text(chat.words["noticeOfflinePending"])
    expect(chat.own.last).to_contain_text(chat.words["busy"])
    expect(chat.own).to_have_count(2)
    expect(chat.input).to_have_value("")
    window.set_offline(False)
    assert_whole(chat, system, FIRST, SECOND)
    expect(chat.own.last).not_to_contain_text(chat.words["busy"])
    expect(chat.status).to_have_text("")


def test_what_is_written_without_a_network_survives_a_change_of_page(
    chat: Chat, system: RunningSystem
) -> None:
    chat.ask(FIRST)
    window = chat.page.context
    window.set_offline(True)
    chat.say(SECOND)
    expect(chat.own.last).to_contain_text(chat.words["busy"])
    # A page without a network cannot be loaded: the resident comes back to it later.
    address = chat.page.url
    chat.page.goto("about:blank")
    window.set_offline(False)
    chat.page.goto(address)
    assert_whole(chat, system, FIRST, SECOND)


def test_a_stream_that_breaks_is_taken_up_again(chat: Chat, system: RunningSystem) -> None:
    chat.ask(FIRST)
    window = chat.page.context
    window.set_offline(True)
    expect(chat.status).to_have_text(chat.words["noticeOffline"])
    with chat.page.expect_request(re.compile(r"/events$")) as resumed:
        window.set_offline(False)
    assert resumed.value.headers["last-event-id"] == "2"
    expect(chat.status).to_have_text("")
    chat.ask(SECOND)
    assert_whole(chat, system, FIRST, SECOND)


def fail_for_good(chat: Chat) -> None:
    """Let the tries run out, without waiting for as long as a resident would have to."""
    for _ in range(40):
        if chat.again.count():
            return
        chat.page.clock.fast_forward(4_000)
        chat.page.wait_for_timeout(50)
    expect(chat.again).to_be_visible()


def clocked(visits: Visits) -> Chat:
    """Give the widget on a page whose clock the test can turn on."""
    page: Page = visits.window().new_page()
    page.clock.install()
    page.goto("/en/")
    return Chat(page).open()


def test_a_message_that_cannot_be_sent_says_so_and_can_be_sent_again(
    visits: Visits, system: RunningSystem
) -> None:
    chat = clocked(visits)
    chat.ask(FIRST)
    address = re.compile(r"/messages$")
    chat.page.route(address, lambda route: route.abort("connectionrefused"))
    chat.say(SECOND)
    expect(chat.own.last).to_contain_text(chat.words["sending"])
    fail_for_good(chat)
    expect(chat.own.last).to_contain_text(chat.words["notSent"])
    expect(chat.status).to_have_text(chat.words["noticeNotSent"])
    chat.page.unroute(address)
    chat.again.click()
    assert_whole(chat, system, FIRST, SECOND)
    expect(chat.status).to_have_text("")


def test_a_desk_that_cannot_be_reached_is_said_to_be(chat: Chat) -> None:
    chat.ask(FIRST)
    address = re.compile(r"/(events|entries)")
    chat.page.route(address, lambda route: route.abort("connectionrefused"))
    chat.page.reload()
    expect(chat.panel).to_be_visible()
    expect(chat.status).to_have_text(chat.words["noticeBroken"])
    chat.page.unroute(address)
    expect(chat.answers).to_have_count(1)
    expect(chat.status).to_have_text("")


def test_a_panel_that_cannot_be_fetched_says_so_and_opens_on_the_next_try(
    visits: Visits,
) -> None:
    page = visits.page("/en/")
    chat = Chat(page)
    address = re.compile(r"/panel\.js")
    page.route(address, lambda route: route.abort("connectionrefused"))
    chat.launcher.click()
    expect(chat.launcher).to_have_accessible_name(button_words("en")["FAILED"])
    page.unroute(address)
    chat.open()
    chat.close.click()
    expect(chat.launcher).to_have_accessible_name(button_words("en")["LABEL"])
