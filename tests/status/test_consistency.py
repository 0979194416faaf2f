"""Contradictions are errors, oddities are warnings, and each stands on its line."""

import pytest

from countyline.status.loading import check
from tests.status.documents import SNAPSHOTS, edited, line_of

SECOND = next(path for path in SNAPSHOTS if "04-16" in path.name).read_text(encoding="utf-8")


def told(text: str) -> list[tuple[str, str]]:
    """Give the message and mend of each error."""
    return [(problem.message, problem.mend) for problem in check(text).errors]


def warned(text: str) -> list[str]:
    checked = check(text)
    assert checked.errors == ()
    return [problem.message for problem in checked.warnings]


@pytest.mark.parametrize(
    ("change", "message", "mend"),
    [
        (
            ("per: release\n", "per: relase\n"),
            "'relase' is not an entry of provenance.",
            "Did you mean 'release'?",
        ),
        (
            ("sources: [county_site]", "sources: [county_sit]"),
            "'county_sit' is not an entry of sources.",
            "Did you mean 'county_site'?",
        ),
        (
            ("subjects: [myjacksoncounty]", "subjects: [my_jackson_county]"),
            "'my_jackson_county' is not the id of an office, place, service, portal or authority.",
            "Did you mean 'myjacksoncounty'?",
        ),
        (
            ("office: collection", "office: colection"),
            "'colection' is not an entry of offices.",
            "Did you mean 'collection'?",
        ),
        (
            ("instead: [payments.online, payments.mail]", "instead: [payments.onlin]"),
            "'payments.onlin' is not a statement.",
            "Did you mean 'payments.online'?",
        ),
        (
            ("instead: [payments.online, payments.mail]", "instead: [online]"),
            "'online' is not a statement.",
            "Did you mean 'payments.online'?",
        ),
        (
            ("contacts: [collection_phone, recorder_phone]", "contacts: [phone_of_collection]"),
            "'phone_of_collection' is not an entry of contacts.",
            None,
        ),
        (
            ("    serves: [recorder_of_deeds,", "    serves: [recorder_deeds,"),
            "'recorder_deeds' is not the id of an office, place, service, portal or authority.",
            "Did you mean 'recorder_of_deeds'?",
        ),
        (
            ("  marriage_license:\n    name", "  collection:\n    name"),
            "'collection' is an id in offices too, so it is not clear which is meant.",
            "Give one of the two another id.",
        ),
        (
            ("{from: 2024-04-04, through: 2024-04-05", "{from: 2024-04-03, through: 2024-04-05"),
            "These days overlap with those above it: Wednesday, April 3, 2024 is in both.",
            "Let it begin on the day after the one above ends.",
        ),
        (
            ("{from: 2024-04-04, through: 2024-04-05", "{from: 2024-04-01, through: 2024-04-02"),
            "These days are earlier than those above.",
            "Put the earliest first.",
        ),
        (
            ("      note: {", "      reopening: {on: 2024-04-05}\n      note: {"),
            "Friday, April 5, 2024 is the day of reopening, but the closure lasts longer.",
            "Correct the day, or let the closure end on the day before.",
        ),
        (
            ("as_of: 2024-04-03T08:00:00", "as_of: 2024-04-03T09:00:00"),
            "The facts are dated later than the document was sent.",
            "Correct as_of here, or sent at the top.",
        ),
        (
            ("tax office, tax collector", "recorder, tax collector"),
            "'recorder' stands for 'collection' in offices too.",
            "Keep it where residents mean it, and remove it from the other.",
        ),
        (
            ("value: 816-881-3232", "value: 816-881-32"),
            "'816-881-32' is not a telephone number.",
            "Write it like 816-881-3232.",
        ),
        (
            ("value: IPP@jacksongov.org", "value: IPP at jacksongov.org"),
            "'IPP at jacksongov.org' is not an e-mail address.",
            "Write it like office@example.gov.",
        ),
        (
            ("17:00}]", "17:00}, {days: [fri], opens: 12:00, closes: 18:00}]"),
            "These hours overlap with hours further up on fri.",
            "Keep one of the two for that day.",
        ),
    ],
)
def test_errors(change: tuple[str, str], message: str, mend: str | None) -> None:
    errors = [one for one in told(edited(change)) if one[0] == message]
    assert errors
    assert mend is None or errors[0][1] == mend


def arranged(arrangement: str) -> str:
    """Give the assessment office of the first snapshot an arrangement."""
    closure = "    closure: &closure"
    arrangements = f"    arrangements:\n      one: {{per: release, {arrangement}}}\n"
    return edited((closure, f"{arrangements}{closure}"))


@pytest.mark.parametrize(
    ("arrangement", "message"),
    [
        (
            "from: 2024-04-05, through: 2024-04-08, admits: walk_in",
            "The office opens here on Friday, April 5, 2024, but its closure covers that day.",
        ),
        (
            "from: 2024-04-13, days: [sat], admits: walk_in",
            "No hours are given, and the office has no normal hours on sat.",
        ),
    ],
)
def test_arrangements(arrangement: str, message: str) -> None:
    text = arranged(arrangement)
    errors = check(text).errors
    assert [error.message for error in errors] == [message]
    assert errors[0].line == line_of("      one: {", text)


def test_nobody_admitted_is_no_contradiction_with_a_closure() -> None:
    assert told(arranged("from: 2024-04-03, through: 2024-04-05, admits: nobody")) == []


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            (
                "es: La búsqueda de personas detenidas no funciona.",
                "es: The inmate search is down.",
            ),
            "The Spanish text is the same as the English one.",
        ),
        (
            ("      es: [parque, parques del condado]\n", ""),
            "There are wordings in English, but none in Spanish.",
        ),
        (
            ("    about: [vehicle/plates, receipts/waiver]\n", ""),
            "Nobody is ever told this: it says neither what it is about nor how it is asked.",
        ),
        (
            ("contacts: [collection_phone, recorder_phone]", "contacts: []"),
            "No contact may be offered to residents whom the bot cannot help.",
        ),
        (
            (
                "    - {on: 2024-05-27",
                "    - {on: 2024-05-27, name: {en: a, es: b}}\n    - {on: 2024-05-27",
            ),
            "Monday, May 27, 2024 is listed twice.",
        ),
        (
            ("aliases:\n      en: [park,", "aliases:\n      en: [collector, park,"),
            "'collector' stands for 'collection' in offices too.",
        ),
    ],
)
def test_warnings(change: tuple[str, str], message: str) -> None:
    assert warned(edited(change)) == [message]


FEES = "        en: Paying online costs $2.00 for each transaction, plus card processing.\n"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            (FEES, FEES.replace("for each", "‘for each’ 漢")),
            "漢 would halve what fits in a text message.",
        ),
        (
            (FEES, f"        en: {'Paying online costs money. ' * 7}\n"),
            "It costs more as a text message than the long text.",
        ),
    ],
)
def test_short_forms_that_cost_room(change: tuple[str, str], message: str) -> None:
    assert warned(edited(change)) == [message]


def test_a_short_form_has_a_length_that_can_be_texted() -> None:
    change = (FEES, f"        en: {'Paying online costs money. ' * 13}\n")
    ((said, mend),) = told(edited(change))
    assert said.endswith("characters, too many to be read.")
    assert mend == "Use at most 306."


def test_a_short_form_stands_in_every_language() -> None:
    words = "Pagar por internet cuesta $2.00 cada vez. El cargo por usar tarjeta va aparte."
    spanish = f"        es: {words}\n"
    assert len(told(edited((spanish, "")))) == 1


def test_facts_that_were_due_before_the_document_was_sent() -> None:
    text = edited(
        ("as_of: 2024-04-03T08:00:00-05:00", "as_of: 2024-04-02T08:00:00-05:00"),
        ("review_by: 2024-04-04T08:00:00-05:00", "review_by: 2024-04-03T07:00:00-05:00"),
    )
    assert warned(text) == [
        "These facts were due for review before the document was sent, so residents are told "
        "that they are not confirmed."
    ]


def test_the_same_example_at_two_statements() -> None:
    asks = '    asks: {en: ["Can I pay?"], es: ["¿Puedo pagar?"]}\n'
    text = edited(("  mail:\n", f"  mail:\n{asks}"), ("  fees:\n", f"  fees:\n{asks}"))
    assert told(text) == [
        (
            f"'{question}' is an example of 'payments.mail' too.",
            "Keep it at the statement that answers it best.",
        )
        for question in ("Can I pay?", "¿Puedo pagar?")
    ]


def test_an_arrangement_without_a_day() -> None:
    text = edited(
        (
            "        days: [mon, tue, wed, thu, fri]\n",
            "        days: [sun]\n        opens: 08:00\n        closes: 09:00\n",
        ),
        text=SECOND,
    )
    assert warned(text) == ["There is no day on which this holds."]


def test_contacts_that_nobody_answers_are_not_offered() -> None:
    text = edited(
        ("value: 816-881-3232", "answered: false\n    value: 816-881-3232"),
        ("value: 816-881-4483", "answered: false\n    value: 816-881-4483"),
    )
    assert warned(text) == ["No contact may be offered to residents whom the bot cannot help."]


def test_damage_elsewhere_does_not_make_up_inconsistencies() -> None:
    """Only what is damaged is complained of, not everything that names it."""
    text = edited(
        ("name: {en: Collection, es: ", "name: {en: Collection, sp: "),
        ("sent: 2024-04-03T08:00:00-05:00", "sent: soon"),
        ("    as_of: 2024-04-03T08:00:00-05:00", "    as_of: soon"),
    )
    fields = {problem.field for problem in check(text).errors}
    assert fields == {
        "sent",
        "provenance → release → as_of",
        "offices → collection → name → es",
        "offices → collection → name → sp",
    }


def test_election_boards_may_share_an_everyday_name() -> None:
    text = edited()
    assert text.count("[election board, board of elections") == 2
    assert warned(text) == []
