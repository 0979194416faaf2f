"""What residents call a building besides its published names."""

import pytest

from countyline.revision import Revision
from countyline.understanding.buildings import building_names
from countyline.understanding.subjects import SubjectFinder
from tests.understanding.published import STATUS

ALIASES = ["downtown courthouse", "courthouse downtown", "kansas city courthouse",
           "palacio de justicia del centro", "the one downtown"]  # fmt: skip
NAMES = set(building_names(ALIASES, "Kansas City"))


def test_a_courthouse_is_a_building_and_an_office_too() -> None:
    assert {"downtown office", "building downtown", "oficina del centro"} <= NAMES
    assert "oficina en el downtown" in NAMES


def test_a_city_alone_tells_no_building_apart() -> None:
    assert not any("kansas city" in name for name in NAMES)
    assert "kansas city office" in set(building_names(ALIASES, ""))


def test_what_holds_no_word_for_a_courthouse_gives_no_names() -> None:
    assert list(building_names(["the one downtown", "annex"], "")) == []


@pytest.mark.parametrize(
    "message",
    [
        "What's the street address of the county building downtown on 12th?",
        "dir d la oficina en el downtown kc x favor",
        "¿dónde queda la oficina del centro?",
    ],
)
def test_a_building_is_found_by_what_tells_it_apart(message: str) -> None:
    address = {"street": "415 E. 12th St", "city": "Kansas City"}
    building = {"name": "County Courthouse", "aliases": ALIASES, "address": address}
    finder = SubjectFinder(Revision(1, {**STATUS, "places": {"downtown": building}}))
    assert [mention.id for mention in finder.find(message)] == ["downtown"]
