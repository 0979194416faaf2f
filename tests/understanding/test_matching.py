"""Which published statement a sentence asks for."""

import numpy as np
import pytest

from countyline.revision import Revision
from countyline.understanding.encoder import encode
from countyline.understanding.grams import GramCounts, Vocabulary
from countyline.understanding.matching import Heard, Match, StatementFinder
from countyline.understanding.statements import Ask, Statement, statements
from countyline.understanding.telling import beginnings, telling_words
from countyline.understanding.word_counts import WordCounts

BUS = Statement(
    fact="statements.bus",
    about=(),
    texts=("A notary bus of Clay County stops at Cedar Plaza.",),
    asks=(Ask("where is the notary bus", "en"), Ask("dónde está el autobús notarial", "es")),
)
DOGS = Statement(
    fact="statements.dogs",
    about=("location/where",),
    texts=("Dogs are licensed in the barn.",),
    asks=(Ask("where can I license my dog", "en"),),
)
TEXTS = ["where is the recorder"] * 20 + ["where can I pay my dog tax"] * 2
VOCABULARY = Vocabulary.of(GramCounts.of(WordCounts.of(TEXTS)))


def likeliest(text: str, *among: Statement, foreign: tuple[str, ...] = ()) -> Match | None:
    finder = StatementFinder(among, str, {})
    return finder.likeliest(Heard(text, encode([text])[0], 0.0, foreign), VOCABULARY)


def test_where_nothing_is_published_nothing_is_found() -> None:
    assert likeliest("where is the notary bus") is None


@pytest.mark.parametrize(
    "text",
    ["where is the notary bus", "Where is the notary bus?", "¿Dónde está el autobús notarial?",
     "donde esta el autobus notarial"],
)  # fmt: skip
def test_an_example_question_is_as_published(text: str) -> None:
    match = likeliest(text, DOGS, BUS)
    assert match is not None
    assert (match.statement, match.as_published) == (BUS, True)


def test_other_words_are_weighed() -> None:
    match = likeliest("does the barn license dogs", BUS, DOGS)
    assert match is not None
    assert (match.statement, match.as_published) == (DOGS, False)
    stranger = likeliest("what is the speed of light", BUS, DOGS)
    assert stranger is not None
    assert stranger.probability < 0.1 < match.probability


def test_a_foreign_name_is_meant_only_by_the_statement_that_holds_it() -> None:
    text = "where is the notary bus"
    match = likeliest(text, DOGS, BUS, foreign=("Clay County",))
    assert match is not None
    assert match.statement == BUS
    assert likeliest(text, DOGS, BUS, foreign=("Cass County",)) is None


def test_vectors_that_are_known_are_not_encoded_again() -> None:
    first = StatementFinder([BUS], str, {})
    marked = dict.fromkeys(first.vectors, np.zeros(512, dtype=np.float32))
    again = StatementFinder([BUS, DOGS], str, marked)
    assert not again.vectors[BUS.asks[0].text].any()
    assert again.vectors[DOGS.asks[0].text].any()


def test_statements_without_example_questions_are_left_out() -> None:
    text = {"en": "A bus stops.", "es": "Un autobús para."}
    asks = {"en": ["where does it stop"], "es": ["dónde para", " "]}
    held = {"bus": {"text": text, "asks": asks, "about": ["location/where"]},
            "dogs": {"text": text}, "odd": None, "empty": {"asks": asks}}  # fmt: skip
    assert list(statements(Revision(1, {"statements": held}))) == [
        Statement(
            "statements.bus",
            ("location/where",),
            tuple(text.values()),
            (Ask("where does it stop", "en"), Ask("dónde para", "es")),
        )
    ]


def test_words_are_compared_by_how_they_begin() -> None:
    assert beginnings("Shredding 12 dogs") == beginnings("shredded dog") == {"shred", "dog"}


def test_rare_words_tell_more_than_common_ones() -> None:
    telling = telling_words("where is the notary 12", VOCABULARY)
    assert set(telling) == {"where", "i", "the", "notar"}
    assert telling["notar"] > telling["where"]
