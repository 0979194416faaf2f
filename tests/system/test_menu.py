"""What the topic buttons send is understood, in both languages, as what they say."""

import pytest

from countyline.page.loading import load_menu
from countyline.settings import PROJECT_ROOT
from countyline.status.model import LANGUAGES, Language
from tests.system.system import System

TOPICS = ("status", "how_to_pay", "reopening", "elections", "data_safety", "person")
MENU = load_menu(PROJECT_ROOT / "data")


def test_both_languages_have_the_same_buttons() -> None:
    assert {len(MENU[language]) for language in LANGUAGES} == {len(TOPICS)}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("number", "topic"), list(enumerate(TOPICS)))
def test_a_button_is_understood(
    county: System, resident: str, language: Language, number: int, topic: str
) -> None:
    reply = county.ask(resident, MENU[language][number].message, context={}, language=language)
    assert reply["topic"] == topic
    assert reply["language"] == language
    assert reply["kind"] == ("handoff" if topic == "person" else "answer")
