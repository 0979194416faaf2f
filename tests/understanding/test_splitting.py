from hypothesis import given
from hypothesis import strategies as st

from countyline.understanding.splitting import halves, sentences


def cut(message: str, *names: str) -> list[tuple[str, str]]:
    spans = [(message.index(name), message.index(name) + len(name)) for name in names]
    return [(left.text, right.text) for left, right in halves(message, spans)]


def test_conjunctions_and_sentence_ends_are_cuts() -> None:
    assert ("is it open today", "how do i pay") in cut("is it open today and how do i pay")
    assert ("¿Está abierto hoy?", "¿Cómo puedo pagar?") in cut(
        "¿Está abierto hoy? ¿Cómo puedo pagar?"
    )
    assert ("está abierto hoy", "dónde está eso") in cut(
        "está abierto hoy y también dónde está eso"
    )


def test_a_list_of_names_is_no_cut() -> None:
    assert cut("are the recorder and the collector open", "recorder", "collector") == []


def test_a_name_with_a_conjunction_is_no_cut() -> None:
    assert cut("where can i find parks and recreation these days", "parks and recreation") == []


@given(st.text(max_size=200))
def test_pieces_are_stretches_of_the_message(message: str) -> None:
    pieces = [*sentences(message), *(part for pair in halves(message, []) for part in pair)]
    assert all(message[part.start : part.end] == part.text for part in pieces)
