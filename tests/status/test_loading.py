"""A damaged document is never a traceback: every problem has its line, its field and its mend."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from countyline.status.loading import Problem, StatusDocumentInvalid, check, load
from countyline.status.yaml_text import Node, read_tree
from tests.status.documents import DOCUMENTS, FIRST, TEMPLATE, edited, line_of

JARGON = re.compile(
    r"pydantic|input should|validation error|yaml\.|scalar|traceback|mapping values|type=|\bloc\b|"
    r"_type\b|parsing|token|dict\b|tuple|(?-i:None\b)",
    re.IGNORECASE,
)


def only(text: str | bytes) -> Problem:
    problems = check(text).errors
    assert len(problems) == 1, problems
    return problems[0]


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_examples_have_neither_errors_nor_warnings(path: Path) -> None:
    checked = check(path)
    assert (checked.errors, checked.warnings) == ((), ())
    assert load(path) == checked.document


@pytest.mark.parametrize(
    ("change", "field", "message", "mend"),
    [
        (
            ("opens: 08:00", "opens: 25:00"),
            "offices → assessment → hours → weekly → first entry → opens",
            "'25:00' is not a time of day.",
            "Write it like 08:00 or 17:00.",
        ),
        (
            ("opens: 08:00", "opens: 8"),
            "offices → assessment → hours → weekly → first entry → opens",
            "'8' is not a time of day.",
            "Write it like 08:00 or 17:00.",
        ),
        (
            ("opens: 08:00", "opens: 08:00Z"),
            "offices → assessment → hours → weekly → first entry → opens",
            "A time of day has no time zone here.",
            "Write it like 08:00 or 17:00.",
        ),
        (
            ("closes: 17:00", "closes: 07:00"),
            "offices → assessment → hours → weekly → first entry",
            "Closes must be later than opens.",
            "Correct one of the two.",
        ),
        (
            ("mode: exercise", "mode: excercise"),
            "mode",
            "'excercise' cannot stand here.",
            "Did you mean 'exercise'? Write actual, exercise or test.",
        ),
        (
            ('postal_code: "64050"', "postal_code: 64050"),
            "places → truman_courthouse → address → postal_code",
            "64050 is read as a number.",
            'Put it in quotes: "64050".',
        ),
        (
            ("sent: 2024-04-03T08:00:00-05:00", "sent: 2024-04-03T08:00:00"),
            "sent",
            "'2024-04-03T08:00:00' does not say its difference from UTC.",
            "Write day, time and difference from UTC like 2024-04-03T08:00:00-05:00.",
        ),
        (
            ("from: 2024-04-03,", "from: 2024-02-30,"),
            "offices → assessment → closure → stretches → first entry → from",
            "There is no day 2024-02-30 in the calendar.",
            "Write year, month and day like 2024-04-03.",
        ),
        (
            ("in_force: false", "in_force: no"),
            "offices → assessment → hours → in_force",
            "'no' is neither true nor false.",
            "Write true or false.",
        ),
        (
            ("{en: Jackson County, es: Condado de Jackson}", "{en: Jackson County}"),
            "organization → name → es",
            "The Spanish text is missing.",
            "Add es: with the Spanish text.",
        ),
        (
            ("    note: {en: at every", "    notes: {en: at every"),
            "offices → assessment → closure → notes",
            "'notes' is not a field here.",
            "Did you mean 'note'?",
        ),
        (
            ("how_to_pay/mail]", "mail]"),
            "payments → mail → about → second entry",
            "'mail' is not something residents can ask.",
            "Did you mean 'how_to_pay/mail'?",
        ),
        (
            ("time_zone: America/Chicago", "time_zone: Chicago"),
            "organization → time_zone",
            "'Chicago' is not a time zone.",
            "Write an IANA name such as America/Chicago.",
        ),
        (
            ("  headline:", "  headlines:"),
            "incident → headline",
            "Incident needs a headline: what residents must know first.",
            "Is 'headlines' meant to be 'headline'?",
        ),
        (
            ("https://www.jacksongov.org", "www.jacksongov.org"),
            "organization → website",
            "'www.jacksongov.org' is not a web address.",
            "Write all of it, starting with https://.",
        ),
    ],
)
def test_one_damage_gives_one_problem_in_plain_words(
    change: tuple[str, str], field: str, message: str, mend: str
) -> None:
    text = edited(change)
    problem = only(text)
    assert (problem.field, problem.message, problem.mend) == (field, message, mend)
    if field.startswith("incident → headline"):
        assert problem.line == line_of("incident:", text)
    else:
        assert abs(problem.line - line_of(change[1], text)) <= 1


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("    about: [status/over", "\tabout: [status/over"), "A tab stands here"),
        (("mode: exercise", "mode exercise"), "The colon after the name is missing"),
        (("identifier: us", "identifier: 'us"), "The quote that opens here is only closed on line"),
        (("identifier: us", 'identifier: "us'), "The quote that opens here is only closed on line"),
        (("contacts: [collection_phone, rec", 'contacts: ["collection_phone, rec'), "quote"),
        (("contacts: [collection_phone, recorder_phone]", "contacts: [collection_phone"), "list"),
        (("mode: exercise", "mode: @exercise"), "cannot start with this character"),
        (("mode: exercise", "mode: a: b"), "A colon stands where none can be"),
        (("mode: exercise", "mode: *exercise"), "'*exercise' repeats a part"),
        (("mode: exercise", "mode: !!python/name:os.system exercise"), "cannot start with !"),
        (("mode: exercise", "mode: ex\x07ercise"), "An invisible control character"),
        (("mode: exercise", "mode: exercise\nmode: test"), "'mode' stands twice here"),
        (("mode: exercise", "? [a, b]\n: c"), "A name is expected before the colon"),
    ],
)
def test_text_that_is_no_yaml_is_told_with_its_line(change: tuple[str, str], message: str) -> None:
    text = edited(change)
    problem = only(text)
    assert message in problem.message
    assert problem.mend
    extra = change[1].count("\n")
    assert line_of(change[1], text) <= problem.line <= line_of(change[1], text) + extra + 1


def test_all_problems_are_told_at_once_in_the_order_of_the_file() -> None:
    text = edited(
        ("sent: 2024-04-03T", "sent: yesterday T"),
        ("time_zone: America/Chicago", "time_zone: Chicago"),
        ("per: release", "per: relaese"),
        ("opens: 08:00", "opens: 25:00"),
        ("places: [truman_courthouse]", "places: [truman_courthose]"),
        ("kind: phone", "kind: fone"),
    )
    errors = check(text).errors
    told = [(problem.field, problem.mend) for problem in errors]
    assert [field.split(" → ")[0] for field, _ in told] == [
        "sent",
        "organization",
        "incident",
        "offices",
        "offices",
        "contacts",
    ]
    assert told[2][1] == "Did you mean 'release'?"
    assert told[3][1] == "Did you mean 'truman_courthouse'?"
    assert [problem.line for problem in errors] == sorted(problem.line for problem in errors)


def test_a_part_repeated_by_name_complains_once() -> None:
    assert only(edited(("weekly: [{days: [mon,", "weekly: [{days: [monday,"))).field.endswith(
        "days → first entry"
    )


def test_encodings() -> None:
    assert check(FIRST.encode("utf-8-sig")).document is not None
    assert check(FIRST.replace("\n", "\r\n").encode()).document is not None
    text = edited(("website: https", "# ñ\n  website: https"))
    latin = only(text.encode("latin-1", "replace"))
    assert "UTF-8" in latin.mend
    assert latin.line == line_of("# ñ", text)
    assert "UTF-16" in only(FIRST.encode("utf-16")).message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "The document is empty."),
        ("# only a comment\n", "The document is empty."),
        ("- a\n- b\n", "The file does not hold a status document."),
        ("just words", "The file does not hold a status document."),
        ("a: 1\n---\nb: 2\n", "A second document starts here."),
        ("[" * 5000, "More than 20 levels stand inside each other."),
        ("a: &a [*a]", "'*a' repeats a part that is not marked with &a further up."),
    ],
)
def test_odd_files(text: str, message: str) -> None:
    assert check(text).errors[0].message == message


def test_repetition_cannot_blow_up() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    assert "grows beyond" in only("\n".join(lines)).message


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    assert check(tmp_path / "none.yml").errors[0].message == "The file does not exist."
    assert "folder" in check(tmp_path).errors[0].message
    large = tmp_path / "large.yml"
    large.write_bytes(b"# " + b"x" * 1_000_000)
    assert "1 MB" in check(large).errors[0].message
    with pytest.raises(StatusDocumentInvalid, match=r"large\.yml: The file is larger"):
        load(large)


def test_the_exception_tells_all_problems() -> None:
    text = edited(("mode: exercise", "mode: x"), ("kind: phone", "kind: y"))
    with pytest.raises(StatusDocumentInvalid, match="2 problems") as caught:
        load(text)
    assert len(caught.value.problems) == 2
    assert "line 6, mode: 'x' cannot stand here." in str(caught.value)


# Random damage

Step = str | int


def _scalars(node: Node, path: tuple[Step, ...] = ()) -> list[tuple[tuple[Step, ...], Node]]:
    if node.fields is not None:
        return [one for key, child in node.fields.items() for one in _scalars(child, (*path, key))]
    if node.items is not None:
        return [one for n, child in enumerate(node.items) for one in _scalars(child, (*path, n))]
    return [(path, node)]


SMALL = TEMPLATE.read_text(encoding="utf-8")
SCALARS = _scalars(read_tree(SMALL)[0])
ODD_VALUES = st.sampled_from(
    (
        *("25:00", "", "~", "no", "true", "1e999", "9" * 40, "2024-02-30", "'0'", '"\\ud800"'),
        *("[]", "{}", "[[]]", "{a: b}", "*x", "&x", "!!int 1", ".nan", "0x1F", "Ñandú", "a: b"),
        *("'", "\t", "'2030-01-01T00:00:00'", "nowhere", "payments.nothing", "_", "-"),
        "12345678901234567890",
    )
)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(SCALARS), ODD_VALUES | st.text(max_size=20))
def test_any_damage_of_one_field_is_told_near_its_line(
    chosen: tuple[tuple[Step, ...], Node], value: str
) -> None:
    _, node = chosen
    lines = SMALL.split("\n")
    row, column = node.place.line - 1, node.place.column - 1
    old = re.match(r'"[^"]*"|[^\s,\]}]+', lines[row][column:])
    assert old is not None
    lines[row] = lines[row][:column] + value + lines[row][column + old.end() :]
    checked = check("\n".join(lines))
    assert (checked.document is None) == bool(checked.errors)
    for problem in (*checked.errors, *checked.warnings):
        assert 1 <= problem.line <= len(lines) + value.count("\n") + 1
        told = f"{problem.message} {problem.mend}".replace(value, "")
        assert not JARGON.search(told), told
        assert problem.message.endswith((".", "!", "?", "…"))
        assert problem.mend


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(SCALARS))
def test_a_value_of_the_wrong_kind_is_told_on_its_own_line(
    chosen: tuple[tuple[Step, ...], Node],
) -> None:
    path, node = chosen
    lines = SMALL.split("\n")
    row, column = node.place.line - 1, node.place.column - 1
    old = re.match(r'"[^"]*"|[^\s,\]}]+', lines[row][column:])
    assert old is not None
    lines[row] = lines[row][:column] + "{odd: value}" + lines[row][column + old.end() :]
    errors = check("\n".join(lines)).errors
    assert node.place.line in [problem.line for problem in errors], (path, errors)


@settings(max_examples=40, deadline=None)
@given(st.binary(max_size=200) | st.text(max_size=200))
def test_anything_at_all_gives_problems_and_no_traceback(content: bytes | str) -> None:
    assert check(content).errors


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, len(SMALL)))
def test_a_document_cut_anywhere_gives_no_traceback(length: int) -> None:
    checked = check(SMALL[:length])
    assert (checked.document is None) == bool(checked.errors)


def test_the_published_form_loads_again() -> None:
    document = load(FIRST)
    again = type(document).model_validate_json(document.model_dump_json(by_alias=True))
    assert again == document
    assert (
        json.loads(document.model_dump_json(by_alias=True))["offices"]["assessment"]["closure"][
            "stretches"
        ][0]["from"]
        == "2024-04-03"
    )
