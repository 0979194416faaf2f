"""What a publisher is to look at again, and that good documents raise little of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone
from typing import Any

import pytest

from countyline.publishing.advice import advise
from countyline.publishing.yaml_editing import edited
from countyline.settings import PROJECT_ROOT
from countyline.status.loading import load
from countyline.status.spanish_reading import ease, syllables

NOW = datetime(2024, 4, 3, 9, tzinfo=timezone(timedelta(hours=-5)))
TEMPLATE = (PROJECT_ROOT / "examples" / "template.yml").read_text(encoding="utf-8")
EXAMPLES = sorted((PROJECT_ROOT / "examples" / "jackson-county-2024").glob("*.yml"))
HARD = (
    "La administración gubernamental correspondiente comunicará oportunamente las determinaciones "
    "administrativas relacionadas con la regularización de las obligaciones tributarias pendientes "
    "de los contribuyentes perjudicados."
)
EASY = (
    "La oficina está cerrada hoy. Puede pagar por correo. Haga el cheque a nombre del condado. No "
    "hay cargo. Si tiene dudas, llame y le ayudamos."
)


def about(change: Callable[[Any], None], now: datetime = NOW) -> dict[str, str]:
    """Give the advice that a change to the template raises, by place."""
    document = load(edited(TEMPLATE, change))
    before = {(one.about, one.message) for one in advise(load(TEMPLATE), now)}
    found: dict[str, str] = {}
    for one in advise(document, now):
        if (one.about, one.message) not in before:
            found[one.about] = f"{found.get(one.about, '')} {one.message}".strip()
    return found


def added(en: str, es: str) -> Callable[[Any], None]:
    def change(data: Any) -> None:
        per = next(iter(data["provenance"]))
        data.setdefault("statements", {})["added"] = {
            "per": per,
            "about": ["status/overview"],
            "text": {"en": en, "es": es},
        }

    return change


@pytest.mark.parametrize(
    ("word", "count"),
    [("país", 2), ("ciudad", 2), ("que", 1), ("quiere", 2), ("día", 2), ("pingüino", 3),
     ("poeta", 3), ("recaudación", 4), ("y", 1), ("816-881", 1)],
)  # fmt: skip
def test_syllables_of_spanish(word: str, count: int) -> None:
    assert syllables(word) == count


def test_hard_spanish_is_told_from_easy() -> None:
    assert ease(HARD) < 20
    assert ease(EASY) > 80
    assert "INFLESZ" in about(added("Closed.", HARD))["statements.added.text"]
    assert "INFLESZ" not in str(about(added("Closed.", EASY)))
    with pytest.raises(ValueError, match="no index"):
        ease("¿?")


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_examples_read_with_care_raise_little(path: Any) -> None:
    document = load(path)
    raised = [one.message for one in advise(document, document.sent)]
    hard = [one for one in raised if "hard to read" in one or "reads like" in one]
    # "Empresas externas de seguridad informática" has no shorter word: advice forbids nothing.
    assert len(hard) <= 3, hard


def test_a_long_text_without_a_short_form() -> None:
    long = "We open at 8. " * 40
    assert "no short form" in about(added(long, "Abre a las 8. " * 40))["statements.added.text"]


def test_a_statement_that_the_rest_denies() -> None:
    def change(data: Any) -> None:
        key, office = next(iter(data["offices"].items()))
        per = next(iter(data["provenance"]))
        day = date(2024, 4, 3)
        office["closure"] = {"per": per, "stretches": [{"from": day, "through": day}]}
        data["portals"] = {
            "pay": {
                "name": {"en": "County Pay", "es": "Pago del condado"},
                "state": {"per": per, "value": "down", "text": {"en": "Down.", "es": "No sirve."}},
            }
        }
        name = office["name"]["en"]
        added(f"{name} is open today. You can pay online.", "Abre hoy.")(data)
        del key

    document = load(edited(TEMPLATE, change))
    said = [one.message for one in advise(document, NOW) if one.about == "statements.added.text"]
    assert len(said) == 2
    assert "which is closed today" in said[0] and "County Pay is down" in said[1]


def test_the_same_in_both_languages() -> None:
    assert "same as the English" in about(added("We are closed.", "We are closed."))[
        "statements.added.text"
    ]


def opened(headline: str = "") -> Callable[[Any], None]:
    def change(data: Any) -> None:
        office = next(iter(data["offices"].values()))
        office.pop("closure")
        office["hours"]["in_force"] = True
        if headline:
            data["incident"]["headline"]["text"]["en"] = headline

    return change


def test_a_headline_that_still_says_closed() -> None:
    said = about(opened())["incident.headline"]
    assert "Tax is open today, and the headline seems to say that it is closed" in said
    assert "incident.headline" not in about(opened("Parks are closed. The Tax Office is open."))


def reopening(through: date, on: date) -> Callable[[Any], None]:
    def change(data: Any) -> None:
        office = next(iter(data["offices"].values()))
        per = next(iter(data["provenance"]))
        office.pop("arrangements", None)
        office["closure"] = {
            "per": per,
            "stretches": [{"from": date(2024, 4, 3), "through": through}],
            "reopening": {"on": on},
        }

    return change


@pytest.mark.parametrize(
    ("through", "on", "span"),
    [
        (date(2024, 4, 5), date(2024, 4, 16), "for Mon, Apr 8, 2024 to Mon, Apr 15, 2024,"),
        (date(2024, 4, 9), date(2024, 4, 11), "for Wed, Apr 10, 2024,"),
        # A weekend of an office that is open on workdays; the very next day.
        (date(2024, 4, 5), date(2024, 4, 8), ""),
        (date(2024, 4, 8), date(2024, 4, 9), ""),
    ],
)
def test_days_before_a_reopening_for_which_nothing_is_stated(
    through: date, on: date, span: str
) -> None:
    raised = about(reopening(through, on)).get("offices.tax_office.closure", "")
    assert ("nothing is stated" in raised) == bool(span)
    assert span in raised


def test_days_that_have_passed_or_are_kept_by_a_holiday_are_not_unstated() -> None:
    change = reopening(date(2024, 4, 5), date(2024, 4, 9))
    later = datetime(2024, 4, 9, 9, tzinfo=NOW.tzinfo)
    assert "nothing is stated" not in str(about(change, later))

    def with_holiday(data: Any) -> None:
        change(data)
        per = next(iter(data["provenance"]))
        name = {"en": "County Day", "es": "Día del condado"}
        data["holidays"] = {"per": per, "days": [{"on": date(2024, 4, 8), "name": name}]}

    assert "nothing is stated" in str(about(change))
    assert "nothing is stated" not in str(about(with_holiday))
