"""A staff member at the console: made on the command line, signed in, and at work on a case."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Mapping

from playwright.sync_api import Locator, Page, expect

from countyline.settings import PROJECT_ROOT
from docs.running_system import RunningSystem

OWN_PASSWORD = "a lamp beside the river"
HAS_IT = "You have this case."

_ONE_TIME = re.compile(r"^One-time password: (\S+)$", re.MULTILINE)
_SAID = """log => [...log.querySelectorAll("li")].map(entry => [
  entry.className.replace("by-", ""), entry.querySelector(".what").textContent.trim(),
])"""
_FILLED = "form => Object.fromEntries(new FormData(form))"
# The click comes when this has returned, so that two windows can be told to press at once.
_PRESS_SOON = "button => { setTimeout(() => button.click()); }"


def add_member(system: RunningSystem, login: str, name: str, role: str = "agent") -> str:
    """Add a staff member as the computer's operator does; give the one-time password."""
    command = [sys.executable, "-m", "countyline.cli", "staff", "add", login, "--name", name]
    command += ["--role", role]
    done = subprocess.run(
        command,
        check=False,
        cwd=PROJECT_ROOT,
        env=system.environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    found = _ONE_TIME.search(done.stdout)
    assert found, "no password was printed"
    return found[1]


class Console:
    """The console in a window."""

    def __init__(self, page: Page, name: str) -> None:
        self.page = page
        self.name = name
        self.log = page.get_by_role("log", name="Conversation")
        self.entries = self.log.get_by_role("listitem")
        self.holder = page.locator("#holder")
        self.claim_button = page.get_by_role("button", name="Claim this case", exact=True)
        self.alert = page.get_by_role("alert")
        self._reply_form = page.locator("#reply")

    def sign_in(self, login: str, one_time: str) -> Console:
        """Sign in for the first time, and again with a password of one's own; see the queue."""
        self.page.goto("/staff")
        self._enter(login, one_time)
        expect(self.page.get_by_role("heading", name="Change the password")).to_be_visible()
        self.page.get_by_label("The password that you have now").fill(one_time)
        self.page.get_by_label("The new password", exact=True).fill(OWN_PASSWORD)
        self.page.get_by_label("The new password again").fill(OWN_PASSWORD)
        self._press("Change the password")
        self._enter(login, OWN_PASSWORD)
        expect(self.page.get_by_role("heading", name="Cases")).to_be_visible()
        return self

    def queued(self, case: str) -> Locator:
        """Find a case in the queue."""
        return self.page.locator(f"#case-{case}")

    def open(self, case: str) -> None:
        """Go from the queue to a case."""
        self.page.goto("/staff")
        self.queued(case).click()
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(case)

    def claim(self) -> None:
        """Claim the case, which nobody has."""
        self.claim_button.click()
        expect(self.holder).to_contain_text(HAS_IT)

    def claim_soon(self) -> None:
        """Press the button, and do not wait for what comes of it."""
        self.claim_button.evaluate(_PRESS_SOON)

    def write(self, english: str) -> dict[str, str]:
        """Write a reply; give what the form would send."""
        self._reply_form.get_by_label(re.compile("^English")).fill(english)
        filled: dict[str, str] = self._reply_form.evaluate(_FILLED)
        return filled

    def send(self) -> None:
        """Send what was written."""
        self._press("Send the reply")
        expect(self.page.get_by_text("Your reply is on its way.")).to_be_visible()

    def send_again(self, case: str, filled: Mapping[str, str]) -> None:
        """Send a form once more, as a browser does that never heard that it had arrived."""
        site = re.sub(r"/staff.*", "", self.page.url)
        answer = self.page.request.post(
            f"{site}/staff/cases/{case}/reply", form=dict(filled), headers={"Origin": site}
        )
        assert answer.ok, answer.status

    def give_back(self) -> None:
        """Give the case back to the queue."""
        self._press("Give it back to the queue")
        expect(self.page.get_by_text("You gave the case back.")).to_be_visible()

    def close_case(self, outcome: str) -> None:
        """Close the case with what was done."""
        self.page.get_by_label(re.compile("^What was done")).fill(outcome)
        self._press("Close the case")
        expect(self.page.get_by_text("The case is closed.")).to_be_visible()

    def said(self) -> list[tuple[str, str]]:
        """Give who said what, in order, as staff read it."""
        return [(author, text) for author, text in self.log.evaluate(_SAID)]

    def _enter(self, login: str, password: str) -> None:
        self.page.get_by_label("Sign-in name").fill(login)
        self.page.get_by_label("Password", exact=True).fill(password)
        self._press("Sign in")

    def _press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()
