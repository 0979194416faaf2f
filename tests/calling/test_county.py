"""What a call knows of the county, as the example of Jackson County publishes it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from countyline.calling.assembling import county_reader, spoken
from countyline.calling.county import County
from countyline.desk.stand_in import stand_in_for
from countyline.revision import PublicationReader as RevisionReader
from countyline.running.publishing import publisher_of
from countyline.settings import Settings
from countyline.status.publication_reader import PublicationReader

WEDNESDAY = datetime(2024, 4, 3, 15, tzinfo=UTC)
"""Ten in the morning in Jackson County."""


@pytest.fixture(scope="module")
def publication(tmp_path_factory: pytest.TempPathFactory) -> Path:
    settings = Settings.from_environment({"COUNTYLINE_VAR": str(tmp_path_factory.mktemp("var"))})
    assert publisher_of(settings).refresh().error is None
    return settings.publication


def county_at(publication: Path, now: datetime) -> County:
    reader = county_reader(PublicationReader(publication), RevisionReader(publication), lambda: now)
    return reader()


def test_the_county_as_it_is_published(publication: Path) -> None:
    county = county_at(publication, WEDNESDAY)
    assert county.names == {"en": "Jackson County", "es": "Condado de Jackson"}
    assert county.phone == "+18168813232"
    assert county.is_staffed
    assert county.hours["en"].startswith("Staff answer Monday to Friday")
    assert "Recorder of Deeds" in county.hints["en"]
    assert county.portal is not None and county.portal.startswith("https://")
    assert county.revision == 1


@pytest.mark.parametrize(
    "now", [datetime(2024, 4, 3, 4, tzinfo=UTC), datetime(2024, 4, 6, 15, tzinfo=UTC)]
)
def test_nobody_is_there_at_night_and_on_saturdays(publication: Path, now: datetime) -> None:
    assert not county_at(publication, now).is_staffed


def test_before_anything_was_published(tmp_path: Path) -> None:
    assert county_at(tmp_path, WEDNESDAY) == County()


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_headline_is_said_in_words(publication: Path, language: str) -> None:
    headline = spoken(stand_in_for(RevisionReader(publication), lambda: WEDNESDAY))
    told = headline("es" if language == "es" else "en")
    assert told.language == language
    assert not any(one.isdigit() for part in (told.text, *told.rest) for one in part)
