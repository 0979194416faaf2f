"""Published names that recognition took for other words."""

import pytest

from countyline.revision import Revision
from countyline.understanding.misheard import MisheardNames
from countyline.understanding.subjects import SubjectFinder
from tests.understanding.published import STATUS

NAMES = MisheardNames(
    [
        ("Property Search", ("property", "search")),
        ("oficina de tasación", ("oficina", "de", "tasacion")),
        ("Sheriff", ("sheriff",)),
        ("110 N. Liberty St", ("110", "n", "liberty", "st")),
    ],
    ordinary=["property", "tax", "the", "is", "oficina", "liberty", "street"],
    fillers=["the", "is"],
)


@pytest.mark.parametrize(
    ("heard", "mended"),
    [
        ("Is the proper research down?", "Is the Property Search down?"),
        ("está abierta la oficina metacación", "está abierta la oficina de tasación"),
        ("I paid my property tax", "I paid my property tax"),  # words that people do say
        ("is the cheriff in", "is the cheriff in"),  # too short to be told from anything
        ("liberty street", "liberty street"),
        ("", ""),
    ],
)
def test_a_name_is_put_where_words_sound_like_it(heard: str, mended: str) -> None:
    assert NAMES.mended(heard) == mended


def test_what_is_right_stays() -> None:
    heard = "the proper research"
    assert NAMES.mended(heard, [(4, len(heard))]) == heard


def test_the_names_of_a_revision_are_mended() -> None:
    finder = SubjectFinder(Revision(1, STATUS))
    right = "is the recorder of deeds open"
    assert finder.mended(right) == right
    mended = finder.mended("is the porter of deeds open")
    assert mended == right.replace("recorder of deeds", "Recorder of Deeds")
