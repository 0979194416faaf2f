"""The language of a page, by what a browser says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countyline.channels.negotiating import preferred_language


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, "en"),
        ("", "en"),
        ("es", "es"),
        ("es-MX,es;q=0.9,en;q=0.8", "es"),
        ("en-US,en;q=0.9,es;q=0.8", "en"),
        ("fr,es;q=0.5,en;q=0.4", "es"),
        ("en;q=0.2, es;q=0.9", "es"),
        ("en;q=0,es;q=0", "en"),
        ("vi, zh;q=0.9", "en"),
        ("ES-us", "es"),
        ("est", "en"),
        ("es;q=nonsense", "en"),
        ("es;q=2", "es"),
    ],
)
def test_the_preferred_language(header: str | None, language: str) -> None:
    assert preferred_language(header) == language


@given(st.text(max_size=200))
def test_any_header_gives_a_language(header: str) -> None:
    assert preferred_language(header) in ("en", "es")
