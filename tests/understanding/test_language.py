import pytest

from countyline.understanding.language import decide
from countyline.understanding.language_identifier import identify
from countyline.understanding.subjects import SubjectFinder


@pytest.mark.parametrize(
    ("message", "language"),
    [
        ("is the recorder open friday", "en"),
        ("r u open 2day", "en"),
        ("asdf recordr assesmnt which one", "en"),
        ("yes", "en"),
        ("¿está abierto el registro el viernes?", "es"),
        ("puedo pagar mis taxes en la Recorder of Deeds", "es"),
        ("necesito renovar mis placas pero no tengo el receipt", "es"),
        ("donde voto", "es"),
        ("hola", "es"),
        ("do i need an appointment para el lunes", "en"),
        ("est-ce que le bureau est ouvert vendredi", "und"),
        ("Bonjour, puis-je payer mes impôts en ligne?", "und"),
        ("o escritório está aberto na sexta", "und"),
        ("quero pagar meus impostos", "und"),
        ("tôi muốn trả thuế", "und"),
        ("办公室今天开门吗", "und"),
        ("هل المكتب مفتوح اليوم", "und"),
        ("Kijan mwen ka peye taks mwen", "und"),
        ("merci", "und"),
    ],
)
def test_the_sentence_decides(message: str, language: str, subjects: SubjectFinder) -> None:
    names = [(mention.start, mention.end) for mention in subjects.find(message)]
    assert decide(message, None, identify, names).language == language


@pytest.mark.parametrize("conversation", ["en", "es"])
@pytest.mark.parametrize("message", ["ok", "Recorder of Deeds", "myJacksonCounty", "816", "?", ""])
def test_what_could_be_either_keeps_the_conversations_language(
    message: str, conversation: str, subjects: SubjectFinder
) -> None:
    names = [(mention.start, mention.end) for mention in subjects.find(message)]
    decided = decide(message, conversation, identify, names)
    assert (decided.language, decided.sure) == (conversation, False)


def test_a_change_of_language_is_followed() -> None:
    assert decide("¿y cuándo abren?", "en", identify).language == "es"
    assert decide("when do they open", "es", identify).language == "en"


def test_both_languages_in_one_sentence_are_marked() -> None:
    assert decide("can i pay today o tengo que esperar hasta el lunes", "en", identify).mixed
