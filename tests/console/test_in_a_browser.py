"""The console in a real Chromium: axe-core on every page, by keyboard alone, live, on a phone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from countyline.console.sessions import IDLE
from countyline.running.browser import MISSING, OPTIONS, find_browser
from countyline.running.current_status import CurrentStatusInService
from countyline.settings import Settings
from tests.browser.axe import violations
from tests.console.house import PASSWORD, House, Role, open_house
from tests.console.test_calls import add_calls
from tests.console.test_ledger import tell
from tests.notices.receiver import Receiver

PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 900}


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    path = find_browser()
    if path is None:
        pytest.skip(MISSING)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(OPTIONS))
        yield browser
        browser.close()


class Windows:
    """Windows on a console, in which no policy is broken and no script fails."""

    def __init__(self, browser: Browser, house: House) -> None:
        self._browser = browser
        self.house = house
        self.heard: list[str] = []
        self.contexts: list[BrowserContext] = []

    def open(self, login: str = "", role: Role = Role.AGENT, **context: object) -> Page:
        opened = self._browser.new_context(
            base_url=self.house.url,
            **{"viewport": DESKTOP, **context},  # type: ignore[arg-type]
        )
        opened.set_default_timeout(15_000)
        self.contexts.append(opened)
        page = opened.new_page()
        page.on("pageerror", lambda error: self.heard.append(str(error)))
        page.on("console", self._console)
        if login:
            if self.house.console.accounts.by_login(login) is None:
                self.house.add(login, role)
            page.goto("/staff")
            page.get_by_label("Sign-in name").fill(login)
            page.get_by_label("Password").fill(PASSWORD)
            page.get_by_role("button", name="Sign in").click()
            page.wait_for_url("**/staff")
        return page

    def _console(self, message: object) -> None:
        text = str(getattr(message, "text", message))
        if not any(notice in text for notice in _NO_FAULT):
            self.heard.append(text)


_NO_FAULT = (
    # A page is refused on purpose.
    "Failed to load resource",
    # On a busy machine the test is in a field before the page has put the cursor there.
    "Autofocus processing was blocked",
)


@contextmanager
def windows_on(browser: Browser, house: House) -> Iterator[Windows]:
    """Open windows on a console; at the end none of them may have heard of anything wrong."""
    opened = Windows(browser, house)
    yield opened
    for context in opened.contexts:
        context.close()
    assert opened.heard == []


@pytest.fixture
def windows(chromium: Browser, house: House) -> Iterator[Windows]:
    with windows_on(chromium, house) as opened:
        yield opened


LOOKS: tuple[tuple[int, Literal["light", "dark"]], ...] = ((320, "light"), (1280, "dark"))


def assert_fine(page: Page, where: str) -> None:
    """Nothing is wrong, in light on a small phone and in dark on a desk, and nothing runs out."""
    overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    for width, scheme in LOOKS:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        assert page.evaluate(overflow) <= 0, (where, width)
        assert violations(page, "html") == [], (where, width, scheme)


def test_axe_finds_nothing_on_any_page(windows: Windows) -> None:
    house = windows.house
    tell(house, 52)
    page = windows.open()
    page.goto("/staff/sign-in")
    assert_fine(page, "sign-in")
    page.get_by_label("Sign-in name").fill("nobody")
    page.get_by_label("Password").fill("wrong wrong wrong")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_contain_text("not right")
    assert_fine(page, "sign-in, refused")
    page = windows.open("chief", Role.ADMINISTRATOR)
    assert_fine(page, "queue, empty")
    first = house.asked("¿me multan?" + " muy" * 300, language="es")
    house.asked("word" * 80, subjects=("recorder_of_deeds",), topic="status")
    house.asked(topic="status", subjects=("recorder_of_deeds",))
    third = house.asked(topic="status", subjects=("recorder_of_deeds",))
    other = house.signed_in("other")
    other.do(f"/staff/cases/{first}/claim")
    add_calls(house)
    for path in ("/staff", "/staff?language=es&state=mine", f"/staff/cases/{first}",
                 f"/staff/cases/{third}", "/staff/calls", "/staff/ledger",
                 "/staff/ledger?about=nothing&from=x", "/staff/people", "/staff/telling",
                 "/staff/records", "/staff/publish", "/staff/publish/revisions/1",
                 "/staff/asked", "/staff/trail", "/staff/account", "/staff/nothing"):  # fmt: skip
        page.goto(path)
        assert_fine(page, path)
    page.goto(f"/staff/cases/{third}")
    page.get_by_role("button", name="Claim this case").click()
    page.get_by_text("Send it to 2 like this one, too").click()
    assert_fine(page, "case, mine")
    page.get_by_role("button", name="What is published now").click()
    expect(page.get_by_role("status").filter(has_text="The text is in your reply")).to_be_visible()
    assert_fine(page, "case, with a ready text")
    page.get_by_label("What was done").fill("Done")
    page.get_by_role("button", name="Close the case").click()
    assert_fine(page, "queue, after closing")
    page.goto(f"/staff/cases/{third}")
    assert_fine(page, "case, closed")
    agent = windows.open("agent")
    agent.goto("/staff/people")
    assert_fine(agent, "refused")
    page.goto("/staff/people")
    page.get_by_role("button", name="New password for Name of other").click()
    assert_fine(page, "people, with a password")


@pytest.fixture
def told_windows(
    chromium: Browser, sqlite_url: str, told_settings: Settings, current: CurrentStatusInService
) -> Iterator[Windows]:
    """Windows on a console whose staff are told by e-mail and by a webhook."""
    with open_house(sqlite_url, told_settings, current) as house:
        opened = Windows(chromium, house)
        yield opened
        for context in opened.contexts:
            context.close()
        assert opened.heard == []


def test_staff_are_told_and_an_administrator_sees_how(
    told_windows: Windows, receiver: Receiver
) -> None:
    house = told_windows.house
    page = told_windows.open("chief", Role.ADMINISTRATOR)
    page.get_by_role("link", name="Telling staff").click()
    assert_fine(page, "telling staff")
    receiver.answers.statuses = [500]
    page.get_by_role("button", name="Send a test on every way").click()
    expect(page.get_by_role("alert")).to_contain_text("Not every way took the test")
    e_mail = page.get_by_role("region", name="E-mail")
    expect(e_mail).to_contain_text("The mail server took a test")
    expect(page.get_by_role("region", name="Webhook")).to_contain_text("the receiver answered 500")
    assert_fine(page, "telling staff, one failed")
    e_mail.get_by_role("button", name="Switch off").click()
    expect(e_mail).to_contain_text("switched off")
    assert_fine(page, "telling staff, one switched off")
    e_mail.get_by_role("button", name="Switch on").click()
    expect(e_mail.get_by_role("button", name="Switch off")).to_be_visible()
    assert [what for _, what, _ in house.did()][-3:] == [
        "notices_tried",
        "notices_switched_off",
        "notices_switched_on",
    ]


def test_every_page_says_by_itself_that_nobody_claims(windows: Windows) -> None:
    house = windows.house
    case, claimed = house.asked(), house.asked()
    house.signed_in("other").do(f"/staff/cases/{claimed}/claim")
    page = windows.open("chief", Role.ADMINISTRATOR)
    page.goto("/staff/people")
    told = page.get_by_role("banner").get_by_role("status")
    expect(told).to_have_text("")
    house.clock.forward(31 * 60)
    expect(told).to_have_text("1 case unclaimed for too long", timeout=30_000)
    assert_fine(page, "people, with the alarm")
    told.get_by_role("link").click()
    expect(page.locator(f"#case-{case}")).to_contain_text("unclaimed for too long")
    house.console.switchboard.keep(claimed, house.member("other"))
    house.clock.forward(44 * 60)
    page.goto("/staff")
    expect(page.locator(f"#case-{claimed}")).to_contain_text("overdue: no reply yet")
    assert_fine(page, "queue, with cases that are late")
    page.goto(f"/staff/cases/{case}")
    page.get_by_role("button", name="Claim this case").click()
    expect(page.get_by_role("banner").get_by_role("status")).to_have_text("")


def press_until(page: Page, name: str, key: str = "Tab") -> None:
    """Move the focus on until it is on what has this name."""
    for _ in range(80):
        page.keyboard.press(key)
        focused = page.evaluate(
            "(() => { const one = document.activeElement;"
            "return (one.labels?.[0]?.textContent || one.textContent).trim() })()"
        )
        if focused.startswith(name):
            return
    raise AssertionError(f"the keyboard does not lead to {name}")


def test_a_case_is_claimed_and_answered_by_keyboard_alone(windows: Windows) -> None:
    case = windows.house.asked()
    page = windows.open("mlee")
    press_until(page, case)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/cases/{case}")
    expect(page.get_by_role("button", name="Claim this case")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_label("English (the resident reads this)")).to_be_focused()
    page.keyboard.type("Bring the receipt.")
    press_until(page, "Send the reply")
    page.keyboard.press("Enter")
    page.wait_for_url("**done=replied**")
    assert windows.house.staff_said(case) == ["Bring the receipt."]
    expect(page.get_by_label("English")).to_have_value("")


def test_the_queue_stays_new_and_the_focus_where_it_is(windows: Windows) -> None:
    first = windows.house.asked()
    page = windows.open("mlee")
    page.locator(f"#case-{first}").focus()
    second = windows.house.asked("and another one", topic="recording")
    expect(page.locator(f"#case-{second}")).to_be_visible()
    expect(page.locator(f"#case-{first}")).to_be_focused()
    expect(page.locator("[data-news]")).to_have_text("1 new case")


def test_a_case_stays_new_while_somebody_writes(windows: Windows) -> None:
    house = windows.house
    case = house.asked()
    page = windows.open("mlee")
    page.goto(f"/staff/cases/{case}")
    page.get_by_role("button", name="Claim this case").click()
    box = page.get_by_label("English (the resident reads this)")
    box.press_sequentially("I am wri")
    house.says(case, "one more thing")
    expect(page.get_by_role("log")).to_contain_text("one more thing")
    expect(box).to_be_focused()
    box.press_sequentially("ting")
    expect(box).to_have_value("I am writing")


def test_the_other_window_sees_who_has_it(windows: Windows) -> None:
    case = windows.house.asked()
    one, other = windows.open("one"), windows.open("other")
    for page in (one, other):
        page.goto(f"/staff/cases/{case}")
    one.get_by_role("button", name="Claim this case").click()
    expect(one.locator("#holder")).to_contain_text("You have this case.")
    expect(other.locator("#holder")).to_contain_text("Name of one has this case.")
    other.get_by_role("button", name="Claim this case").click()
    expect(other.get_by_role("alert")).to_contain_text("Name of one was faster")
    expect(other.get_by_role("button", name="Claim this case")).to_have_count(0)


def test_a_draft_survives_a_reload_and_a_lost_session(windows: Windows) -> None:
    house = windows.house
    case = house.asked()
    page = windows.open("mlee")
    page.goto(f"/staff/cases/{case}")
    page.get_by_role("button", name="Claim this case").click()
    page.get_by_label("Spanish").fill("Traiga el recibo.")
    page.goto(f"/staff/cases/{case}")
    expect(page.get_by_label("Spanish")).to_have_value("Traiga el recibo.")
    page.get_by_label("English").fill("Bring the receipt.")
    house.clock.forward(IDLE.total_seconds() + 1)
    house.console.switchboard.run_out()
    expect(page.locator("[data-ended]")).to_be_visible()
    page.get_by_role("button", name="Send the reply").click()
    expect(page.get_by_role("alert")).to_contain_text("Your session ended")
    page.get_by_label("Sign-in name").fill("mlee")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_label("English")).to_have_value("Bring the receipt.")
    expect(page.get_by_label("Spanish")).to_have_value("Traiga el recibo.")
    assert page.url.endswith(f"/staff/cases/{case}")
    page.get_by_role("button", name="Claim this case, then send").click()
    page.get_by_role("button", name="Send the reply").click()
    page.wait_for_url("**done=replied**")
    assert house.staff_said(case) == ["Bring the receipt."]
    page.goto(f"/staff/cases/{case}")
    expect(page.get_by_label("English")).to_have_value("")


def test_a_desk_that_is_away_is_told_of(windows: Windows) -> None:
    windows.house.asked()
    page = windows.open("mlee")
    page.context.set_offline(True)
    expect(page.locator("[data-offline]")).to_be_visible()
    page.context.set_offline(False)
    expect(page.locator("[data-offline]")).to_be_hidden()


def test_a_phone_shows_one_column_at_a_time(windows: Windows) -> None:
    case = windows.house.asked()
    page = windows.open("mlee", viewport=PHONE)
    page.goto(f"/staff/cases/{case}")
    page.get_by_role("button", name="Claim this case").click()
    page.get_by_label("English (the resident reads this)").fill("Not lost")

    def shown() -> list[str]:
        return [
            name for name in ("others", "talk", "facts") if page.locator(f"#{name}").is_visible()
        ]

    assert shown() == ["talk"]
    page.get_by_role("link", name="Status and facts").click()
    assert shown() == ["facts"]
    page.get_by_role("link", name="Queue", exact=True).click()
    assert shown() == ["others"]
    page.get_by_role("link", name="Conversation").click()
    assert shown() == ["talk"]
    expect(page.get_by_label("English (the resident reads this)")).to_have_value("Not lost")


@contextmanager
def without_javascript(windows: Windows) -> Iterator[Page]:
    yield windows.open("mlee", java_script_enabled=False)


def test_everything_works_without_javascript(windows: Windows) -> None:
    case = windows.house.asked()
    with without_javascript(windows) as page:
        page.goto(f"/staff/cases/{case}")
        page.get_by_role("button", name="Claim this case").click()
        page.get_by_role("button", name="We are looking into it").click()
        page.get_by_role("button", name="Send the reply").click()
        page.wait_for_url("**done=replied**")
    [said] = windows.house.staff_said(case)
    assert case in said


def test_the_ledger_is_asked_without_javascript(windows: Windows) -> None:
    tell(windows.house, 52)
    with without_javascript(windows) as page:
        page.get_by_role("link", name="Ledger").click()
        expect(page.get_by_role("heading", level=2)).to_have_count(50)
        page.get_by_role("link", name="Older").click()
        expect(page.get_by_role("heading", level=2)).to_have_count(2)
        page.get_by_label("Channel").select_option("sms")
        page.get_by_role("button", name="Show").click()
        expect(page.get_by_role("heading", level=2)).to_have_count(1)
        expect(page.get_by_text("Answer <b>1</b>.")).to_be_visible()
        with page.expect_download() as table:
            page.get_by_role("link", name="as a table").click()
        assert table.value.suggested_filename == "ledger.csv"


def test_forced_colors_show_what_has_the_focus_and_whose_it_is(windows: Windows) -> None:
    case = windows.house.asked()
    page = windows.open("mlee", forced_colors="active")
    page.goto(f"/staff/cases/{case}")
    width = page.locator("#holder .notice").evaluate("one => getComputedStyle(one).borderLeftWidth")
    assert width == "6px"
    assert violations(page, "html") == []
