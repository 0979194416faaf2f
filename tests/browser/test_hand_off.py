"""A person takes a conversation over, answers in it and gives it back, in a real browser."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from countyline.desk.words import paragraphs
from docs.running_system import RunningSystem, running_system
from tests.browser.axe import violations
from tests.browser.chat import Chat
from tests.browser.desk import kept
from tests.browser.staff import HAS_IT, Console, add_member
from tests.browser.texts import WAITING, is_general
from tests.browser.watching import Visits, watched
from tests.programs import held_up, kill, until_ready

UNPUBLISHED = "do i get a late penalty if i pay in may"
OFFICE = "is the recorder open friday"
MORE = "I paid on May 2, does that count?"
REPLY = ("We are asking Collection about this.", "Please keep your receipt.")
CASE = re.compile(r"\b\w\w-\w\w\b")

Join = Callable[[str, str], Console]


@pytest.fixture(scope="module")
def staffed_system(browser_path: str) -> Iterator[RunningSystem]:
    """A Countyline of this module's own: cases are opened in it, and its programs killed."""
    with running_system() as started:
        yield started


@pytest.fixture
def windows(chromium: Browser, staffed_system: RunningSystem) -> Iterator[Visits]:
    """Windows of residents and staff, in which nothing may go wrong; all programs work."""
    until_ready(staffed_system)
    with watched(chromium, staffed_system.site) as opened:
        yield opened


@pytest.fixture
def resident(windows: Visits) -> Chat:
    """The widget on the residents' page, open."""
    return Chat(windows.page("/en/")).open()


@pytest.fixture
def join(windows: Visits, staffed_system: RunningSystem) -> Join:
    """Add a staff member, and sign them in, in a window of their own."""

    def joined(login: str, name: str) -> Console:
        one_time = add_member(staffed_system, login, name)
        return Console(windows.window().new_page(), name).sign_in(login, one_time)

    return joined


def hand_over(chat: Chat) -> str:
    """Ask what is not published and accept staff; give the number of the case."""
    assert "has not said" in chat.ask(UNPUBLISHED).inner_text()
    opened = chat.press(chat.choices.filter(has_text="Ask a person"))
    number = CASE.search(opened.locator(".handoff .case").inner_text())
    assert number, "no case number is shown"
    expect(opened.locator("p").filter(has_text=f"case number is {number[0]}")).to_be_visible()
    return number[0]


def expect_person(chat: Chat) -> None:
    """The widget says that a person has the conversation."""
    expect(chat.panel.locator(".standing")).to_have_text(chat.words["personHasIt"])


def expect_told(chat: Chat, count: int, told: list[str]) -> None:
    """The newest of so many answers tells just this."""
    expect(chat.answers).to_have_count(count)
    assert chat.answers.last.locator(":scope > p:not(.head)").all_inner_texts() == told


def authors(system: RunningSystem, page: Page) -> list[str]:
    """Give who spoke, in order, as the desk has it."""
    return [entry["author"] for entry in kept(system, page)]


def assert_bot_answers(windows: Visits) -> None:
    """The bot is at work: another resident, who asks now, is answered."""
    other = Chat(windows.page("/en/")).open()
    assert not is_general(other.ask(OFFICE))


def test_staff_take_a_question_answer_it_and_give_it_back(
    resident: Chat, windows: Visits, join: Join, staffed_system: RunningSystem
) -> None:
    ana = join("aruiz", "Ana Ruiz")
    case = hand_over(resident)

    # It comes into the queue by itself.
    expect(ana.queued(case)).to_contain_text(UNPUBLISHED)
    expect(ana.queued(case)).to_contain_text("nobody has it")
    ana.open(case)
    expect(ana.entries).to_have_count(4)
    held = [(each["author"], each["text"]) for each in kept(staffed_system, resident.page)]
    assert ana.said() == held

    ana.claim()
    expect_person(resident)
    expect_told(resident, 3, paragraphs("en", case, "taken"))

    ana.write("\n".join(REPLY))
    ana.send()
    answer = resident.answer_after(3)
    for words in (resident.words["staff"], resident.words["staffNote"], *REPLY):
        expect(answer).to_contain_text(words)
    assert violations(resident.page, "countyline-widget") == []

    resident.say(MORE)
    expect(resident.own.last).to_contain_text(resident.words["delivered"])
    expect(ana.entries.last).to_contain_text(MORE)
    assert_bot_answers(windows)
    expect(resident.answers).to_have_count(4)
    expect(resident.status).to_have_text("")

    ana.give_back()
    expect_told(resident, 5, paragraphs("en", case, "released", "again"))
    expect(resident.panel.locator(".standing")).to_have_count(0)
    expect(resident.ask(OFFICE)).to_contain_text("The Recorder of Deeds office is likely closed")
    assert authors(staffed_system, resident.page) == [
        *("resident", "bot", "resident", "bot"),
        *("bot", "staff", "resident", "bot"),
        *("resident", "bot"),
    ]


def test_of_two_who_claim_a_case_one_has_it_and_the_other_is_told(
    resident: Chat, join: Join
) -> None:
    case = hand_over(resident)
    ben, eva = join("bcole", "Ben Cole"), join("evega", "Eva Vega")
    for each in (ben, eva):
        each.open(case)
    for each in (ben, eva):
        each.claim_soon()
    was_faster = ben.alert.or_(ben.page.get_by_text("The case is yours."))
    expect(was_faster).to_be_visible()
    winner, loser = (eva, ben) if ben.alert.count() else (ben, eva)

    expect(winner.page.get_by_text("The case is yours.")).to_be_visible()
    expect(winner.holder).to_contain_text(HAS_IT)
    expect(loser.alert).to_contain_text(f"{winner.name} was faster and has this case until")
    expect(loser.holder).to_contain_text(f"{winner.name} has this case.")
    for button in ("Claim this case", "Send the reply", "Close the case"):
        expect(loser.page.get_by_role("button", name=button, exact=True)).to_have_count(0)

    # Who comes later sees it in the list already.
    loser.page.goto("/staff")
    expect(loser.queued(case)).to_contain_text(f"{winner.name} has it")
    # The resident is told once.
    expect_person(resident)
    expect_told(resident, 3, paragraphs("en", case, "taken"))


def test_everything_is_killed_while_a_person_has_the_conversation(
    resident: Chat, windows: Visits, join: Join, staffed_system: RunningSystem
) -> None:
    system = staffed_system
    case = hand_over(resident)
    ida = join("iknox", "Ida Knox")
    ida.open(case)

    # The person comes while the bot is at work on a question.
    with held_up(system, "rasa"):
        resident.say(OFFICE)
        expect(resident.status).to_have_text(WAITING)
        ida.claim()
        expect_person(resident)
        filled = ida.write("\n".join(REPLY))
        ida.send()
        expect(resident.answers).to_have_count(4)
        for name in ("desk", "actions", "rasa"):
            kill(system, name)
        resident.say(MORE)
        expect(resident.own).to_have_count(4)
    until_ready(system)

    # Everybody sends once more what they do not know to have arrived.
    resident.page.reload()
    expect(resident.own.last).to_contain_text(resident.words["delivered"])
    assert send_last_again(resident, system) == 200
    ida.send_again(case, filled)

    ida.page.reload()
    expect(ida.holder).to_contain_text(HAS_IT)
    expect(ida.entries.last).to_contain_text(MORE)
    assert_bot_answers(windows)
    expect_person(resident)
    expect(resident.own).to_have_count(4)
    expect(resident.answers).to_have_count(4)
    expect(resident.answers.filter(has_text=REPLY[0])).to_have_count(1)
    until_now = ["resident", "bot", "resident", "bot", "resident", "bot", "staff", "resident"]
    assert authors(system, resident.page) == until_now

    ida.close_case("Collection has written to the resident.")
    expect_told(resident, 5, paragraphs("en", case, "closed", "again"))
    report = resident.ask("what happened to my request")
    expect(report).to_contain_text("Staff noted: Collection has written to the resident.")
    assert not is_general(resident.ask(OFFICE))
    answered = ["bot", "resident", "bot", "resident", "bot"]
    assert authors(system, resident.page) == [*until_now, *answered]


def send_last_again(chat: Chat, system: RunningSystem) -> int:
    """Post the resident's last message again, with the same id; give the status."""
    last = [entry for entry in kept(system, chat.page) if entry["message"]][-1]
    status: int = chat.page.evaluate(
        """async ([id, text]) => {
          const name = Object.keys(localStorage).find(key => key.endsWith(":conversation"));
          const { conversation, token } = JSON.parse(localStorage.getItem(name));
          const answer = await fetch(`/webhooks/web/conversations/${conversation}/messages`, {
            method: "POST",
            headers: { "Content-Type": "application/json", Authorization: `Bearer ${token}` },
            body: JSON.stringify({ id, text }),
          });
          return answer.status;
        }""",
        [last["message"], last["text"]],
    )
    return status
