"""Whole calls over the real programs: the document shows what they say."""

from docs.make_calls import CALLS, PAGE, page_of, phones


def test_calls_in_both_languages_are_as_the_document_shows_them() -> None:
    with phones() as phone:
        calls = {language: hold(phone()) for language, hold in CALLS.items()}
    assert page_of(calls) == PAGE.read_text(encoding="utf-8")
    for said in calls.values():
        assert all(one.text for one in said if one.who == "county")
        assert said[-1].next == "transfer"
