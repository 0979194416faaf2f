"""The common moves: what they write loads whatever is filled in, and touches nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from countyline.problem import Problem
from countyline.publishing.moves import (
    AddOffice,
    AddSource,
    AddStatement,
    Admits,
    Certainty,
    ChangeStatement,
    CloseOffices,
    ExtendClosures,
    Move,
    Renew,
    Reopen,
    Together,
    WithdrawStatement,
    Words,
)
from countyline.publishing.yaml_editing import edited
from countyline.settings import PROJECT_ROOT
from countyline.status.loading import load
from countyline.status.model import StatusDocument

PATHS = (
    PROJECT_ROOT / "examples" / "template.yml",
    *sorted((PROJECT_ROOT / "examples" / "jackson-county-2024").glob("*.yml")),
)
TEXTS = {path.name: path.read_text(encoding="utf-8") for path in PATHS}
DOCUMENTS = {name: load(text) for name, text in TEXTS.items()}
APRIL_3, APRIL_16 = "2024-04-03.yml", "2024-04-16.yml"

# A whole document is written and loaded each time.
few = settings(
    max_examples=2,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    phases=(Phase.explicit, Phase.generate),
    database=None,
)
many = settings(few, max_examples=4)
# The template is short: most of the inputs go there.
names = st.sampled_from(["template.yml"] * 5 + [APRIL_3, APRIL_16, "2024-04-22.yml"])
# What looks like something else in YAML, or in the YAML of before, and what breaks its syntax.
TRICKY = (
    "on", "no", "~", "null", "17:00", "2024-04-03", "1e3", "0o17", "0x1F", ".inf", "1_000", "- a",
    "a: b", "a #b", "*a", "&a b", "!a", "%a", "@a", "`a", "[a", "{a", "'a", '"a', "a\nb", "a\n\nb",
    "<<", "=", "¿Qué? ñ", "---", "...", "a\tb", "| a", "> a", "x:",
)  # fmt: skip
words = st.one_of(
    st.sampled_from(TRICKY),
    st.text(
        st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Cf", "Cn", "Co", "Zl", "Zp")),
        min_size=1,
        max_size=60,
    ),
).filter(lambda text: bool(text.strip()))
told = st.builds(Words, en=words, es=words, short_en=words, short_es=words)
certainties: st.SearchStrategy[Certainty] = st.sampled_from(["confirmed", "expected"])
days = st.dates(date(2024, 4, 1), date(2024, 6, 30))


def changed(name: str, move: Move) -> StatusDocument:
    """Make a move in an example; what it writes must load."""
    return load(edited(TEXTS[name], move))


def offices_of(name: str, data: st.DataObject) -> list[str]:
    keys = sorted(DOCUMENTS[name].offices)
    return data.draw(st.lists(st.sampled_from(keys), min_size=1, unique=True))


def per_of(name: str, data: st.DataObject) -> str:
    return data.draw(st.sampled_from(sorted(DOCUMENTS[name].provenance)))


def unchanged(before: StatusDocument, after: StatusDocument, offices: Sequence[str]) -> None:
    """Only these offices differ."""
    assert before.model_copy(update={"offices": {}}) == after.model_copy(update={"offices": {}})
    for key, office in before.offices.items():
        assert key in offices or after.offices[key] == office, key


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.name)
def test_what_is_not_touched_stays_as_it_was_written(path: Path) -> None:
    text = TEXTS[path.name]
    assert edited(text, lambda _: None) == text


@many
@given(names, st.data(), days, st.integers(0, 20), certainties)
def test_closing(
    name: str, data: st.DataObject, since: date, more: int, certainty: Certainty
) -> None:
    offices, per = offices_of(name, data), per_of(name, data)
    through = since + timedelta(days=more)
    note = data.draw(st.one_of(st.just(Words(en="", es="")), told))
    after = changed(
        name,
        CloseOffices(
            offices=offices, since=since, through=through, certainty=certainty, per=per, note=note
        ),
    )
    unchanged(DOCUMENTS[name], after, offices)
    for key in offices:
        closure = after.offices[key].closure
        assert closure is not None
        assert (closure.stretches[-1].from_, closure.stretches[-1].through) == (since, through)
        assert (closure.note.en if closure.note else "") == note.en.strip()


@few
@given(st.data(), certainties)
def test_staying_closed_a_day_longer_counts_each_office_once(
    data: st.DataObject, certainty: Certainty
) -> None:
    before = DOCUMENTS[APRIL_3]
    closed = sorted(key for key, one in before.offices.items() if one.closure)
    offices = data.draw(st.lists(st.sampled_from(closed), min_size=1, unique=True))
    move = ExtendClosures(offices=offices, certainty=certainty, per="release")
    after = changed(APRIL_3, move)
    unchanged(before, after, offices)
    for key in offices:
        was, now = before.offices[key].closure, after.offices[key].closure
        assert was is not None and now is not None
        last = was.stretches[-1].through
        added = now.stretches[len(was.stretches) :]
        assert [one.from_ for one in added] == [last + timedelta(days=1)]
        assert last < added[0].through <= last + timedelta(days=3)
        assert added[0].through.weekday() < 5


@few
@given(
    names, st.data(), days, st.sampled_from(["walk_in", "appointment", "group"]), st.booleans()
)
def test_reopening(
    name: str, data: st.DataObject, on: date, admits: Admits, at_own_hours: bool
) -> None:
    offices, per = offices_of(name, data), per_of(name, data)
    document = DOCUMENTS[name]
    places = data.draw(st.lists(st.sampled_from(sorted(document.places)), unique=True))
    move = Reopen(
        offices=offices, on=on, certainty="confirmed", admits=admits, per=per,
        through=data.draw(st.one_of(st.none(), st.just(on + timedelta(days=3)))),
        opens=time(9) if at_own_hours else None,
        closes=time(11, 30) if at_own_hours else None,
        places=places if document.places else (),
        group=data.draw(told) if admits == "group" else Words(en="", es=""),
        text=data.draw(st.one_of(st.just(Words(en="", es="")), told)),
    )  # fmt: skip
    after = changed(name, move)
    unchanged(document, after, offices)
    for key in offices:
        office = after.offices[key]
        if office.closure:
            assert all(one.through < on for one in office.closure.stretches)
            assert office.closure.reopening and office.closure.reopening.on == on


@many
@given(names, st.data(), told, st.lists(words, max_size=3), st.lists(words, max_size=3))
def test_adding_a_statement(
    name: str, data: st.DataObject, text: Words, asks_en: list[str], asks_es: list[str]
) -> None:
    subjects = sorted(key for key, _ in DOCUMENTS[name].subjects_by_id())
    move = AddStatement(
        text=text, per=per_of(name, data), about=["how_to_pay/mail"], asks_en=asks_en,
        asks_es=asks_es, subjects=data.draw(st.lists(st.sampled_from(subjects), unique=True)),
    )  # fmt: skip
    before, after = DOCUMENTS[name], changed(name, move)
    (key,) = after.statements.keys() - before.statements.keys()
    added = after.statements[key]
    assert (added.text.en, added.text.es) == (text.en.strip(), text.es.strip())
    assert added.asks.en == tuple(one.strip() for one in asks_en)
    assert {**after.statements, key: None} == {**before.statements, key: None}


@many
@given(names, st.data(), told, told)
def test_changing_and_withdrawing_a_statement(
    name: str, data: st.DataObject, text: Words, brief: Words
) -> None:
    facts = [fact for fact, _ in DOCUMENTS[name].statements_by_id()]
    fact = data.draw(st.sampled_from(facts))
    move = ChangeStatement(fact=fact, text=text, brief=brief, per=per_of(name, data))
    said = dict(changed(name, move).statements_by_id())
    assert list(said) == facts
    assert said[fact].text.es == text.es.strip()
    new_brief = said[fact].brief
    assert new_brief is not None and new_brief.en == brief.en.strip()
    if fact != "incident.headline":
        assert fact not in dict(changed(name, WithdrawStatement(fact=fact)).statements_by_id())


@many
@given(names, st.data(), words, words, words)
def test_a_new_office_on_a_new_release(
    name: str, data: st.DataObject, name_en: str, name_es: str, title: str
) -> None:
    now = datetime(2024, 4, 16, 13, tzinfo=UTC)
    source = AddSource(
        id="release_new", title_en=title, title_es=title, published=date(2024, 4, 16), as_of=now,
        review_by=now + timedelta(days=1), url="https://www.jacksongov.org",
    )  # fmt: skip
    office = AddOffice(name_en=f"Ferry {name_en}", name_es=f"Barca {name_es}", per="release_new")
    after = changed(name, Together((source, office)))
    (key,) = after.offices.keys() - DOCUMENTS[name].offices.keys()
    assert after.offices[key].name.en == f"Ferry {name_en}".strip()
    assert after.provenance["release_new"].as_of == now
    assert after.sent >= now


@many
@given(names, st.data(), st.integers(1, 200))
def test_confirming_again(name: str, data: st.DataObject, hours: int) -> None:
    now = datetime(2024, 4, 17, 13, tzinfo=UTC)
    keys = [per_of(name, data)]
    review = now + timedelta(hours=hours)
    after = changed(name, Renew(provenance=keys, as_of=now, review_by=review))
    assert after.provenance[keys[0]].review_by == review


def test_what_the_april_16_document_could_not_say_yet() -> None:
    """The Recorder of Deeds reopens on Tuesday, April 16, by appointment."""
    move = Reopen(
        offices=["recorder_of_deeds"], on=date(2024, 4, 16), certainty="confirmed",
        admits="appointment", per="release",
    )  # fmt: skip
    recorder = changed(APRIL_3, move).offices["recorder_of_deeds"]
    (opening,) = recorder.arrangements.values()
    assert (opening.from_, opening.admits) == (date(2024, 4, 16), "appointment")
    assert recorder.closure and recorder.closure.reopening
    assert recorder.hours and not recorder.hours.in_force


@pytest.mark.parametrize(
    ("move", "said"),
    [
        (CloseOffices(offices=["collection"], since=date(2024, 4, 9), through=date(2024, 4, 8),
                      certainty="confirmed", per="release"), "before the first"),
        (CloseOffices(offices=["gone"], since=date(2024, 4, 9), through=date(2024, 4, 9),
                      certainty="confirmed", per="release"), "no 'gone'"),
        (ExtendClosures(offices=["collection"], certainty="confirmed", per="release",
                        through=date(2024, 4, 1)), "already"),
        (WithdrawStatement(fact="incident.headline"), "cannot be withdrawn"),
        (WithdrawStatement(fact="offices.collection"), "no statement"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_said_in_plain_words(move: Move, said: str) -> None:
    with pytest.raises(Problem, match=said):
        edited(TEXTS[APRIL_3], move)
