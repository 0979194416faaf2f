"""How residents name a building by its street."""

import pytest

from countyline.understanding.streets import street_names
from countyline.understanding.text import folded_words


@pytest.mark.parametrize(
    ("street", "said"),
    [
        ("415 E. 12th St", "the courthouse on 12th"),
        ("415 E. 12th St", "415 East 12th"),
        ("415 E. 12th St", "415 e 12th"),
        ("415 E. 12th St", "415 12th Street"),
        ("415 E. 12th St", "la de la calle 12"),
        ("415 E. 12th St", "the twelfth street one"),
        ("415 E. 12th St", "the building on twelfth"),
        ("415 E. 12th St", "el de la calle doce"),
        ("308 W. Kansas Ave", "308 West Kansas"),
        ("308 W. Kansas Ave", "308 Kansas"),
        ("110 N. Liberty St", "110 north liberty"),
    ],
)
def test_a_building_is_known_by_its_street(street: str, said: str) -> None:
    words = folded_words(said)
    names = {folded_words(name) for name in street_names({"street": street})}
    assert any(
        words[start : start + len(name)] == name
        for name in names
        for start in range(len(words))
    )


@pytest.mark.parametrize("address", [None, {}, {"street": "4407"}, {"street": "Main Plaza"}])
def test_what_is_no_street_names_nothing(address: object) -> None:
    assert list(street_names(address)) == []


def test_a_street_alone_is_no_building() -> None:
    names = {folded_words(name) for name in street_names({"street": "308 W. Kansas Ave"})}
    assert ("kansas",) not in names
