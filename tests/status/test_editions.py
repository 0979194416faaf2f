"""Editions: texts that were approved for publication, beside the file that people edit."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from countyline.status.edition_publisher import Edition, NothingNew, Superseded
from countyline.status.loading import StatusDocumentInvalid
from countyline.status.publication_reader import PublicationReader
from tests.status.documents import FIRST, ROOT, edited
from tests.status.publishing import editions, publisher

APPROVED = edited(("A ransomware attack has shut down", "A ransomware attack took down"))
BY_HAND = edited(("A ransomware attack has shut down", "Ransomware has shut down"))


def edition(**changes: object) -> Edition:
    made = Edition(key="7Q@1", text=APPROVED, expected=1, by="Ana", reason="Counters open again")
    return replace(made, **changes)  # type: ignore[arg-type]


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "status.yml"
    path.write_text(FIRST, encoding="utf-8")
    return path


@pytest.fixture
def directory(tmp_path: Path, source: Path) -> Path:
    """A publication with the file's first revision."""
    folder = tmp_path / "publication"
    assert publisher(source, folder).refresh().revision == 1
    return folder


def in_service(directory: Path) -> str:
    current = PublicationReader(directory).current()
    assert current is not None
    return current.document.incident["headline"].text.en


def test_an_edition_is_in_service_and_says_by_whom_and_why(source: Path, directory: Path) -> None:
    assert editions(directory).publish(edition()) == 2
    assert in_service(directory).startswith("A ransomware attack took down")
    reader = PublicationReader(directory)
    imprint = reader.imprint(2)
    assert imprint is not None
    assert (imprint.by, imprint.reason) == ("Ana", "Counters open again")
    assert reader.text(2) == APPROVED
    assert reader.text(1) == FIRST
    assert reader.text(3) is None and reader.imprint(3) is None


def test_a_file_that_nobody_touched_does_not_come_back(source: Path, directory: Path) -> None:
    running = publisher(source, directory)
    running.refresh()
    assert editions(directory).publish(edition()) == 2
    assert running.refresh().revision == 2
    # After a restart, and when the file was only written anew.
    source.write_text(FIRST, encoding="utf-8")
    for _ in range(2):
        assert publisher(source, directory).refresh().revision == 2
    assert in_service(directory).startswith("A ransomware attack took down")


def test_the_next_edit_of_the_file_holds(source: Path, directory: Path) -> None:
    editions(directory).publish(edition())
    source.write_text(BY_HAND, encoding="utf-8")
    assert publisher(source, directory).refresh().revision == 3
    assert in_service(directory).startswith("Ransomware has shut down")


def test_who_asks_for_the_file_gets_the_file(source: Path, directory: Path) -> None:
    editions(directory).publish(edition())
    publication = publisher(source, directory).publish_file()
    assert (publication.revision, publication.error) == (3, None)
    assert in_service(directory).startswith("A ransomware attack has shut down")


def test_a_broken_file_beside_an_edition_is_told_and_changes_nothing(
    source: Path, directory: Path
) -> None:
    editions(directory).publish(edition())
    source.write_text("countyline: [", encoding="utf-8")
    publication = publisher(source, directory).refresh()
    assert publication.revision == 2
    assert publication.error
    source.write_text(FIRST, encoding="utf-8")
    publication = publisher(source, directory).refresh()
    assert (publication.revision, publication.error) == (2, None)


def test_the_same_approval_publishes_once(source: Path, directory: Path) -> None:
    publishing = editions(directory)
    assert [publishing.publish(edition()) for _ in range(3)] == [2, 2, 2]
    assert PublicationReader(directory).numbers() == [1, 2]


def test_who_comes_second_is_told(source: Path, directory: Path) -> None:
    publishing = editions(directory)
    publishing.publish(edition())
    with pytest.raises(Superseded) as told:
        publishing.publish(edition(key="8R@1", text=BY_HAND))
    assert told.value.current == 2
    # The first one's approval, sent again after another publication, brings nothing back.
    assert publishing.publish(edition(key="8R@1", text=BY_HAND, expected=2)) == 3
    with pytest.raises(Superseded):
        publishing.publish(edition())
    assert PublicationReader(directory).numbers() == [1, 2, 3]


def test_what_is_wrong_or_not_new_publishes_nothing(source: Path, directory: Path) -> None:
    publishing = editions(directory)
    with pytest.raises(StatusDocumentInvalid):
        publishing.publish(edition(text="countyline: ["))
    with pytest.raises(NothingNew):
        publishing.publish(edition(text=FIRST + "# A remark.\n"))
    assert PublicationReader(directory).numbers() == [1]
    assert in_service(directory).startswith("A ransomware attack has shut down")


@pytest.mark.parametrize(("step", "before"), [("store", 1), ("swap", 1), ("end", 2)])
def test_a_desk_that_is_killed_leaves_nothing_half(
    source: Path, directory: Path, step: str, before: int
) -> None:
    approved = directory.with_name("approved.yml")
    approved.write_text(APPROVED, encoding="utf-8")
    program = ROOT / "tests" / "status" / "editing_process.py"
    killed = subprocess.run(
        [sys.executable, program, directory, approved, step],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=False,
    )
    assert killed.returncode == -signal.SIGKILL
    current = PublicationReader(directory).current()
    assert current is not None
    assert current.revision == before
    assert (current.folder / "fallback.json").is_file()
    # The approval is sent again, and nothing is there twice.
    assert editions(directory).publish(edition()) == 2
    assert PublicationReader(directory).numbers() == [1, 2]
    assert publisher(source, directory).refresh().revision == 2
