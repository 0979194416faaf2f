"""The preview of a draft over HTTP: what it shows, and what it says when it cannot."""

from __future__ import annotations

import asyncio
import sys
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from countyline.console.previews import PreviewFailed
from countyline.console.word_changes import word_changes
from countyline.running.previews import PreviewsInProcess
from countyline.settings import Settings
from countyline.status.publication_reader import PublicationReader
from tests.console.house import House, Role

CLOSED_UNTIL = "2024-04-05"


def text_of(settings: Settings) -> str:
    return settings.status.read_text(encoding="utf-8")


def drafted(house: House, text: str) -> str:
    """Begin a draft. Gives the address of its preview."""
    member = house.add("author", Role.PUBLISHER).member
    draft = house.console.publishing.drafts.begin(member, "A", text, 1)
    return f"/staff/publish/drafts/{draft.id}/preview"


def test_every_answer_that_changes_stands_old_beside_new(
    house: House, settings: Settings
) -> None:
    text = text_of(settings).replace(CLOSED_UNTIL, "2024-04-12")
    path = drafted(house, text)
    officer = house.signed_in("officer", Role.PUBLISHER)
    officer.client.timeout = 90
    page = officer.get(path)
    assert page.status == 200
    assert "answers change" in page.text
    assert "<del>" in page.text
    assert "<ins>" in page.text
    narrowed = officer.get(f"{path}?subject=recorder_of_deeds&language=es&channel=text")
    assert "Spanish, text message" in narrowed.text
    assert "Spanish, phone" not in narrowed.text
    assert "English, text message" not in narrowed.text
    assert "segment" in narrowed.text
    assert officer.get(f"{path}?subject=nothing&from=x&channel=%00").status == 200


def test_a_draft_that_says_the_same_says_so(house: House, settings: Settings) -> None:
    page = house.signed_in("officer", Role.PUBLISHER).get(drafted(house, text_of(settings)))
    assert "says the same as revision 1" in page.text


def test_a_draft_that_does_not_load_says_why_by_line(house: House, settings: Settings) -> None:
    path = drafted(house, text_of(settings).replace("mode: ", "mode: <b>", 1))
    page = house.signed_in("officer", Role.PUBLISHER).get(path)
    assert page.status == 200
    assert "cannot be published yet" in page.text
    assert "line " in page.text
    assert "<b>" not in page.text


def test_a_draft_that_is_not_there(house: House) -> None:
    officer = house.signed_in("officer", Role.PUBLISHER)
    assert officer.get("/staff/publish/drafts/none/preview").status == 404


def test_a_question_that_cannot_be_understood_now_is_said(
    house: House, settings: Settings
) -> None:
    path = drafted(house, text_of(settings).replace(CLOSED_UNTIL, "2024-04-12"))
    officer = house.signed_in("officer", Role.PUBLISHER)
    officer.client.timeout = 90
    page = officer.get(f"{path}?question=open%3F&spoken=en")
    assert "could not be understood" in page.text


def previews(settings: Settings, **more: Any) -> PreviewsInProcess:
    made = PreviewsInProcess(
        PublicationReader(settings.publication),
        lambda: PublicationReader(settings.publication).current().document.sent,  # type: ignore[union-attr]
        True,
        None,
    )
    return replace(made, **more)


@pytest.mark.parametrize(
    ("program", "seconds", "said"),
    [
        ("import time; time.sleep(60)", 0.5, "longer than a minute"),
        ("import sys; sys.exit(3)", 20.0, "could not be worked out"),
        ("print('no JSON')", 20.0, "could not be worked out"),
    ],
)
def test_a_preview_that_fails_says_so_in_a_sentence(
    settings: Settings, program: str, seconds: float, said: str
) -> None:
    failing = previews(settings, command=(sys.executable, "-c", program), seconds=seconds)
    with pytest.raises(PreviewFailed, match=said):
        asyncio.run(failing.of("text"))


class Heard:
    """A brain that understands everything, as something that no preview can read."""

    async def reply(self, turn: object, seconds: float) -> Any:
        return SimpleNamespace(basis={"asked": 1})


def test_many_at_once_take_turns_and_too_many_are_sent_away(
    settings: Settings, tmp_path: Path
) -> None:
    log = tmp_path / "log"
    program = (
        "import sys, time; sys.stdin.read(); "
        f"log = open({str(log)!r}, 'a', buffering=1); log.write('begin\\n'); time.sleep(0.05); "
        "log.write('end\\n'); print('{}')"
    )
    command = (sys.executable, "-c", program)
    crowded = previews(settings, command=command, brain=Heard())

    async def ask() -> list[object]:
        asked = [crowded.try_question("text", f"question {one}", "en") for one in range(12)]
        return await asyncio.gather(*asked, return_exceptions=True)

    said = [str(one) for one in asyncio.run(ask())]
    assert sum("try again in a minute" in one for one in said) == 5
    assert log.read_text().split() == ["begin", "end"] * 7


def test_the_words_that_changed_are_told_apart() -> None:
    old, new = word_changes("closed through Friday", "closed through Monday")
    assert old == [("same", "closed through "), ("old", "Friday")]
    assert new == [("same", "closed through "), ("new", "Monday")]
