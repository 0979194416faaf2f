"""Two changes of one text: what one alone changed is taken over, what both did is decided."""

from __future__ import annotations

from typing import Any

import pytest

from countyline.publishing.entries import with_entry, without_entry
from countyline.publishing.merging import Undecided, clashes, merged
from countyline.publishing.places import MISSING, plain
from countyline.settings import PROJECT_ROOT
from countyline.status.loading import load

BASE = (PROJECT_ROOT / "examples/jackson-county-2024/2024-04-03.yml").read_text(encoding="utf-8")
DATA = plain(BASE)


def worded(section: str, key: str, **text: str) -> str:
    """The example, with a statement in other words."""
    entry = DATA[section][key]
    changed = {**entry, "text": {**entry["text"], **text}}
    return with_entry(BASE, (section, key), changed)


def office(key: str, **fields: Any) -> str:
    entry = {**DATA["offices"][key], **fields}
    return with_entry(BASE, ("offices", key), entry)


def test_each_language_changed_by_another_is_one_clash() -> None:
    ours, theirs = worded("payments", "mail", en="Ours."), worded("payments", "mail", es="Suyo.")
    (clash,) = clashes(BASE, ours, theirs)
    assert clash.where == "payments.mail"
    before = DATA["payments"]["mail"]["text"]
    assert {name: said for name, *said in clash.lines()} == {
        "text.en": [before["en"], before["en"], "Ours."],
        "text.es": [before["es"], "Suyo.", before["es"]],
    }
    with pytest.raises(Undecided):
        merged(BASE, ours, theirs)


def test_what_is_decided_stands_there_and_nothing_else_is_lost() -> None:
    ours = without_entry(worded("payments", "mail", en="Ours."), ("payments", "online"))
    theirs = with_entry(
        worded("payments", "mail", en="Theirs."),
        ("elections", "not_affected"),
        {**DATA["elections"]["not_affected"], "text": {"en": "Vote.", "es": "Vote usted."}},
    )
    for value, said in (
        (plain(ours)["payments"]["mail"], "Ours."),
        (plain(theirs)["payments"]["mail"], "Theirs."),
        ({**DATA["payments"]["mail"], "text": {"en": "New.", "es": "Nuevo."}}, "New."),
    ):
        after = plain(merged(BASE, ours, theirs, {"payments.mail": value}))
        assert after["payments"]["mail"]["text"]["en"] == said
        assert "online" not in after["payments"]
        assert after["elections"]["not_affected"]["text"]["en"] == "Vote."


def test_words_for_one_and_taken_out_by_the_other() -> None:
    ours, theirs = worded("payments", "mail", en="Ours."), without_entry(BASE, ("payments", "mail"))
    (clash,) = clashes(BASE, ours, theirs)
    assert (clash.where, clash.theirs) == ("payments.mail", None)
    back = merged(BASE, ours, theirs, {clash.where: clash.ours})
    assert load(back).payments["mail"].text.en == "Ours."
    assert "mail" not in load(merged(BASE, ours, theirs, {clash.where: None})).payments


def test_an_office_taken_out_whose_closure_the_other_changed() -> None:
    name = {"en": "Dog pound", "es": "Perrera"}
    base = with_entry(BASE, ("offices", "dog_pound"), {"name": name})
    closure = {"per": "release", "stretches": [{"from": "2024-04-03", "through": "2024-04-05"}]}
    ours = with_entry(base, ("offices", "dog_pound"), {"name": name, "closure": closure})
    theirs = with_entry(base, ("offices", "dog_pound"), MISSING)
    assert [one.where for one in clashes(base, ours, theirs)] == ["offices.dog_pound"]
    assert [one.where for one in clashes(base, theirs, ours)] == ["offices.dog_pound"]


def test_different_facts_of_one_office_and_new_openings_do_not_clash() -> None:
    opening = {"per": "release", "from": "2024-04-16", "admits": "walk_in"}
    ours = office("collection", arrangements={"mine": opening}, aliases={"en": ["a new name"]})
    theirs = office("collection", arrangements={"theirs": opening})
    assert clashes(BASE, ours, theirs) == ()
    found = load(merged(BASE, ours, theirs)).offices["collection"]
    assert set(found.arrangements) == {"mine", "theirs"}
    assert found.aliases.en == ("a new name",)


def test_the_same_change_is_no_clash() -> None:
    both = worded("payments", "mail", en="The same.")
    assert clashes(BASE, both, both) == ()
    assert load(merged(BASE, both, both)).payments["mail"].text.en == "The same."


def test_a_note_of_a_shared_closure_changes_for_one_office_alone() -> None:
    shared = with_entry(
        BASE,
        ("offices", "collection", "closure", "note"),
        {"en": "Changed.", "es": "Cambiado."},
    )
    before, after = load(BASE), load(shared)
    changed = {key for key in before.offices if before.offices[key] != after.offices[key]}
    assert changed == {"collection"}
