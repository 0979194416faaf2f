"""What holds of every office, whatever its closures, arrangements and hours."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from countyline.status.calendar import Calendar
from countyline.status.freshness import Freshness, weakest
from countyline.status.model import CERTAINTIES, WEEKDAYS, StatusDocument
from tests.status.offices import document

FIRST = date(2024, 4, 1)
ADMITS = ["walk_in", "appointment", "group", "nobody", "unspecified"]
OPENNESS = {"closed": 0, "unknown": 1, "open": 2}

days = st.integers(0, 40).map(lambda offset: FIRST + timedelta(days=offset))
certainties = st.sampled_from(["confirmed", "expected"])
weekdays = st.lists(st.sampled_from(WEEKDAYS), min_size=1, max_size=7, unique=True)


@st.composite
def spans(draw: st.DrawFn) -> tuple[str, str]:
    first = draw(days)
    return first.isoformat(), (first + timedelta(days=draw(st.integers(0, 9)))).isoformat()


@st.composite
def openings(draw: st.DrawFn) -> tuple[str, str]:
    opens = draw(st.integers(0, 22))
    return f"{opens:02}:00", f"{draw(st.integers(opens + 1, 23)):02}:00"


@st.composite
def closures(draw: st.DrawFn) -> dict[str, Any]:
    stretches = [
        {"from": first, "through": last, "certainty": draw(certainties)}
        for first, last in draw(st.lists(spans(), min_size=1, max_size=3))
    ]
    closure: dict[str, Any] = {"per": "p", "stretches": stretches}
    if draw(st.booleans()):
        closure["reopening"] = {"on": draw(days).isoformat(), "certainty": draw(certainties)}
    return closure


@st.composite
def arrangements(draw: st.DrawFn) -> dict[str, Any]:
    first, last = draw(spans())
    arranged: dict[str, Any] = {
        "per": "p",
        "from": first,
        "through": last,
        "days": draw(st.one_of(st.just([]), weekdays)),
        "except": [day.isoformat() for day in draw(st.lists(days, max_size=2))],
        "admits": draw(st.sampled_from(ADMITS)),
        "group": {"en": "seniors", "es": "mayores"},
        "certainty": draw(certainties),
    }
    if draw(st.booleans()):
        arranged["opens"], arranged["closes"] = draw(openings())
    return arranged


@st.composite
def offices(draw: st.DrawFn) -> dict[str, Any]:
    office: dict[str, Any] = {}
    if draw(st.booleans()):
        opens, closes = draw(openings())
        weekly = [{"days": draw(weekdays), "opens": opens, "closes": closes}]
        office["hours"] = {"per": "p", "weekly": weekly, "in_force": draw(st.booleans())}
    if draw(st.booleans()):
        office["closure"] = draw(closures())
    office["arrangements"] = {
        f"a{number}": one for number, one in enumerate(draw(st.lists(arrangements(), max_size=3)))
    }
    return office


documents = offices().map(document)


@given(documents, days)
def test_a_day_inside_a_stretch_is_never_open(doc: StatusDocument, on: date) -> None:
    closure = doc.offices["desk"].closure
    if closure and any(s.from_ <= on <= s.through for s in closure.stretches):
        assert Calendar(doc).day("desk", on).state == "closed"


@given(documents, days)
def test_what_is_open_has_hours_and_facts_and_what_is_unknown_claims_nothing(
    doc: StatusDocument, on: date
) -> None:
    day = Calendar(doc).day("desk", on)
    facts = dict(doc.facts_by_id())
    assert set(day.facts) <= facts.keys()
    assert (day.state == "unknown") == (day.certainty == "unknown")
    if day.state == "open":
        assert any(window.admits != "nobody" for window in day.windows)
    if day.state != "unknown":
        assert day.facts
    assert day.certainty == "unknown" or all(
        CERTAINTIES.index(facts[fact].certainty) <= CERTAINTIES.index(day.certainty)
        for fact in day.facts
    )


@given(documents, days)
def test_unknown_never_becomes_open_by_itself(doc: StatusDocument, on: date) -> None:
    """An opening comes from an arrangement, a reopening or hours that are in force."""
    office = doc.offices["desk"]
    if office.hours is None or not office.hours.in_force:
        bare = office.model_copy(update={"arrangements": {}, "closure": None})
        assert Calendar(_with(doc, bare)).day("desk", on).state != "open"


@given(documents, days, st.times())
def test_the_moment_agrees_with_the_day(doc: StatusDocument, on: date, clock: time) -> None:
    calendar = Calendar(doc)
    moment = calendar.moment("desk", datetime.combine(on, clock.replace(fold=0), tzinfo=doc.zone))
    day = calendar.day("desk", moment.at.date())
    assert moment.day == day
    assert (moment.open_now is None) == (day.state == "unknown")
    if moment.open_now:
        assert day.state == "open" and moment.window in day.windows
    else:
        assert moment.window is None
    if moment.later:
        assert moment.later.opens > moment.at.time()


@given(documents, days)
def test_removing_a_closure_never_makes_a_day_more_closed(doc: StatusDocument, on: date) -> None:
    """Unless it brings an announced reopening, which opens days."""
    office = doc.offices["desk"]
    if office.closure and office.closure.reopening is None:
        without = _with(doc, office.model_copy(update={"closure": None}))
        before, after = Calendar(doc).day("desk", on), Calendar(without).day("desk", on)
        assert OPENNESS[after.state] >= OPENNESS[before.state]


@given(documents, days)
def test_next_open_is_the_first_open_day(doc: StatusDocument, after: date) -> None:
    calendar = Calendar(doc)
    found = calendar.next_open("desk", after)
    if found:
        assert found.state == "open" and found.on > after
        between = calendar.days("desk", after + timedelta(days=1), found.on - timedelta(days=1))
        assert all(day.state != "open" for day in between)


@given(documents, st.datetimes(), st.timedeltas(timedelta(0), timedelta(days=3000)))
def test_certainty_never_rises_with_time(
    doc: StatusDocument, now: datetime, later: timedelta
) -> None:
    if now.year > 9000:
        return
    first = Freshness(doc, now.replace(tzinfo=doc.zone))
    second = Freshness(doc, now.replace(tzinfo=doc.zone) + later)
    for _, fact in doc.facts_by_id():
        for said in (None, *CERTAINTIES):
            before, after = first.certainty(fact, said), second.certainty(fact, said)
            assert CERTAINTIES.index(after) >= CERTAINTIES.index(before)


@given(st.lists(st.sampled_from(CERTAINTIES), min_size=1))
def test_facts_told_together_are_as_sure_as_the_least_sure(said: list[Any]) -> None:
    assert weakest(said) == max(said, key=CERTAINTIES.index)
    assert weakest([*said, "unknown"]) == "unknown"


def _with(doc: StatusDocument, office: Any) -> StatusDocument:
    return doc.model_copy(update={"offices": {"desk": office}})
