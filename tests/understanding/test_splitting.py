from hypothesis import given
from hypothesis import strategies as st

from countyline.understanding.splitting import Piece, halves, is_short, piece, sentences


def whole(message: str) -> Piece:
    return piece(message, 0, len(message))


def cut(message: str, *names: str) -> list[tuple[str, str]]:
    spans = [(message.index(name), message.index(name) + len(name)) for name in names]
    return [(left.text, right.text) for left, right in halves(whole(message), spans)]


def texts(message: str) -> list[str]:
    return [part.text for part in sentences(message)]


def test_conjunctions_cut_a_sentence_in_two() -> None:
    assert ("is it open today", "how do i pay") in cut("is it open today and how do i pay")
    assert ("está abierto hoy", "dónde está eso") in cut(
        "está abierto hoy y también dónde está eso"
    )


def test_sentences_end_where_they_are_marked() -> None:
    assert texts("¿Está abierto hoy? ¿Cómo puedo pagar?") == [
        "¿Está abierto hoy?", "¿Cómo puedo pagar?",
    ]  # fmt: skip
    assert texts("I drove an hour. The door was locked. Where do I pay?") == [
        "I drove an hour.", "The door was locked.", "Where do I pay?",
    ]  # fmt: skip


def test_a_list_of_names_is_no_cut() -> None:
    assert cut("are the recorder and the collector open", "recorder", "collector") == []


def test_a_name_with_a_conjunction_is_no_cut() -> None:
    assert cut("where can i find parks and recreation these days", "parks and recreation") == []


def test_what_is_set_aside_is_a_clause_of_its_own() -> None:
    assert texts("i didn't ask what's closed, i asked when it opens again") == [
        "i didn't ask what's closed,", "i asked when it opens again",
    ]  # fmt: skip
    assert texts("ya sé que está cerrado, pero dígame cuándo abren") == [
        "ya sé que está cerrado,", "pero dígame cuándo abren",
    ]  # fmt: skip


def test_an_unpunctuated_stretch_of_speech_falls_into_clauses() -> None:
    message = (
        "yeah hi um i went down to the courthouse this morning with my mother and the door was "
        "locked and nobody was there so i just want to know can i pay the bill by mail instead"
    )
    clauses = texts(message)
    assert len(clauses) > 1
    assert " ".join(clauses) == message


def test_a_long_question_stays_whole() -> None:
    question = (
        "How exactly am I supposed to pay the tax that I owe on the house and the truck, with the "
        "counter closed and the phones dead and nobody at the window to take a check from me?"
    )
    assert texts(question) == [question]


def test_short_messages_are_understood_as_a_whole() -> None:
    assert is_short(whole("is it open"))
    assert not is_short(whole("word " * 60))


@given(st.text(max_size=200))
def test_pieces_are_stretches_of_the_message(message: str) -> None:
    parts = sentences(message)
    pieces = [*parts, *(half for part in parts for pair in halves(part, []) for half in pair)]
    assert all(message[part.start : part.end] == part.text for part in pieces)
