"""The browser of the tests: a Chromium that is there, or one that can be had."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Sequence

_NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
_MAC = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
OPTIONS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
MISSING = "No Chromium was found: install the package chromium, then run the command again."

Run = Callable[[Sequence[str]], bool]
"""Runs a command; tells whether it succeeded."""


def find_browser() -> str | None:
    """Give the path of a Chromium or Chrome, None when there is none."""
    found = next((path for name in _NAMES if (path := shutil.which(name))), None)
    return found or shutil.which(_MAC)


def make_sure_of_browser(tell: Callable[[str], None], run: Run | None = None) -> None:
    """Install Chromium where that takes one command that may be run here; else say what to do.

    Tests that need it are skipped without it, each with the reason.
    """
    if find_browser() is not None:
        return
    apt = shutil.which("apt-get")
    if apt is None or os.geteuid() != 0:
        tell(MISSING)
        return
    tell("Installing Chromium for the browser tests (about 1 minute).")
    run = run or _run
    installed = run((apt, "install", "-y", "-qq", "chromium")) or (
        run((apt, "update", "-qq")) and run((apt, "install", "-y", "-qq", "chromium"))
    )
    if not installed or find_browser() is None:
        tell(MISSING)


def _run(command: Sequence[str]) -> bool:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    ended = subprocess.run(
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
    )
    return ended.returncode == 0
