"""What is published is always whole, and the last good revision stays whatever happens."""

import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from countyline.status.file_publisher import FilePublisher
from countyline.status.loading import load
from countyline.status.model import StatusDocument
from countyline.status.publication_reader import PublicationReader
from countyline.status.revisions import JSON
from tests.status.documents import FIRST, ROOT, SNAPSHOTS, TEMPLATE, edited
from tests.status.publishing import publisher, real_now

SMALL = TEMPLATE.read_text(encoding="utf-8")


def numbered(number: int) -> str:
    """Give a small valid document whose identifier tells `number`."""
    return edited(("us-xx-example-2030-01-15", f"number-{number}"), text=SMALL)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "status.yml"
    path.write_text(FIRST, encoding="utf-8")
    return path


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    return tmp_path / "var" / "publication"


def record(directory: Path) -> dict[str, object]:
    fields: dict[str, object] = json.loads((directory / "current.json").read_text())
    return fields


def test_the_first_revision_has_the_shape_that_all_readers_share(
    source: Path, directory: Path
) -> None:
    before = real_now()
    publication = publisher(source, directory).refresh()
    assert (publication.revision, publication.error) == (1, None)
    assert publication.document == load(source)
    folder = directory / "revisions" / "000001"
    assert (folder / "document.yml").read_bytes() == source.read_bytes()
    assert sorted(path.name for path in folder.iterdir()) == [
        "document.yml",
        "fallback.json",
        "published.json",
        "status.json",
    ]
    status = (folder / "status.json").read_bytes()
    assert json.loads(status)["offices"]["collection"]["closure"]["stretches"][0] == {
        "from": "2024-04-03",
        "through": "2024-04-03",
        "certainty": "confirmed",
    }
    assert json.loads((folder / "fallback.json").read_text()) == {"of": "us-mo-jackson-2024-04-03"}
    current = record(directory)
    published_at = datetime.fromisoformat(str(current.pop("published_at")))
    assert before <= published_at <= real_now()
    assert published_at.utcoffset() == datetime.now(UTC).utcoffset()
    assert current == {
        "revision": 1,
        "digest": hashlib.sha256(status).hexdigest(),
        "source": str(source),
        "error": None,
        "taken": hashlib.sha256(source.read_bytes()).hexdigest(),
    }


def test_the_number_grows_only_with_the_content(source: Path, directory: Path) -> None:
    mine = publisher(source, directory)
    assert mine.refresh().revision == 1
    os.utime(source, ns=(0, 0))
    assert mine.refresh().revision == 1
    source.write_text("# a comment changes nothing\n" + FIRST, encoding="utf-8")
    assert mine.refresh().revision == 1
    source.write_text(edited(("at every location", "at all locations")), encoding="utf-8")
    assert mine.refresh().revision == 2
    assert publisher(source, directory).refresh().revision == 2
    source.write_text(FIRST, encoding="utf-8")
    assert mine.refresh().revision == 3


def test_every_snapshot_follows_the_other(source: Path, directory: Path) -> None:
    mine = publisher(source, directory)
    for number, snapshot in enumerate(SNAPSHOTS, start=1):
        source.write_bytes(snapshot.read_bytes())
        publication = mine.refresh()
        assert (publication.revision, publication.document) == (number, load(snapshot))


def test_an_edit_with_the_same_size_and_time_stamp_is_seen(source: Path, directory: Path) -> None:
    mine = publisher(source, directory)
    mine.refresh()
    stamps = source.stat()
    source.write_text(edited(("816-881-3232", "816-881-9999")), encoding="utf-8")
    os.utime(source, ns=(stamps.st_atime_ns, stamps.st_mtime_ns))
    assert mine.refresh().revision == 2


def test_editors_that_rename_and_links_are_followed(source: Path, directory: Path) -> None:
    link = source.with_name("link.yml")
    link.symlink_to(source)
    mine = publisher(link, directory)
    assert mine.refresh().revision == 1
    for number in (2, 3):
        draft = source.with_name(f"draft-{number}.yml")
        draft.write_text(numbered(number), encoding="utf-8")
        if number == 2:
            draft.replace(source)
        else:
            link.unlink()
            link.symlink_to(draft)
        publication = mine.refresh()
        assert publication.revision == number
        assert publication.document is not None
        assert publication.document.identifier == f"number-{number}"


def test_a_broken_edit_keeps_the_last_good_revision_and_says_why(
    source: Path, directory: Path
) -> None:
    mine = publisher(source, directory)
    good = mine.refresh()
    source.write_text(edited(("opens: 08:00", "opens: 25:00")), encoding="utf-8")
    publication = mine.refresh()
    assert (publication.revision, publication.document) == (1, good.document)
    assert publication.error is not None
    assert "'25:00' is not a time of day. Write it like 08:00 or 17:00." in publication.error
    assert record(directory)["error"] == publication.error
    assert record(directory)["revision"] == 1
    reader = PublicationReader(directory)
    current = reader.current()
    assert current is not None
    assert (current.revision, current.error) == (1, publication.error)
    assert mine.refresh() == publication
    assert publisher(source, directory).refresh() == publication
    source.unlink()
    assert "does not exist" in str(mine.refresh().error)
    source.write_text(FIRST, encoding="utf-8")
    assert mine.refresh().error is None
    assert record(directory)["error"] is None
    assert record(directory)["revision"] == 1


def test_without_any_good_revision(source: Path, directory: Path) -> None:
    source.write_text("incident", encoding="utf-8")
    publication = publisher(source, directory).refresh()
    assert (publication.revision, publication.document) == (None, None)
    assert publication.error
    assert PublicationReader(directory).current() is None
    source.write_text(FIRST, encoding="utf-8")
    assert publisher(source, directory).refresh().revision == 1


def test_an_edit_in_pieces_is_never_half_live(source: Path, directory: Path) -> None:
    whole = numbered(2)
    writer = (
        "import pathlib, sys, time\n"
        "path, text = pathlib.Path(sys.argv[1]), sys.argv[2]\n"
        "with path.open('w', encoding='utf-8') as file:\n"
        "    for start in range(0, len(text), 200):\n"
        "        file.write(text[start:start + 200]); file.flush(); time.sleep(0.02)\n"
    )
    mine = publisher(source, directory)
    mine.refresh()
    with subprocess.Popen([sys.executable, "-c", writer, source, whole]) as editor:
        seen: set[tuple[int | None, str | None]] = set()
        while editor.poll() is None or len(seen) < 1:
            publication = mine.refresh()
            seen.add((publication.revision, publication.error))
    publication = mine.refresh()
    assert (publication.revision, publication.error) == (2, None)
    assert publication.document == load(source)
    assert {revision for revision, _ in seen} <= {1, 2}


def test_a_rendering_that_fails_refuses_the_edit(source: Path, directory: Path) -> None:
    def renders(document: StatusDocument) -> JSON:
        if document.identifier == "number-2":
            raise ZeroDivisionError
        return {}

    mine = FilePublisher(source, directory, real_now, {"fallback.json": renders})
    assert mine.refresh().revision == 1
    source.write_text(numbered(2), encoding="utf-8")
    publication = mine.refresh()
    assert publication.revision == 1
    assert publication.error == "The edit is valid, but no answers could be made from it."
    assert [path.name for path in (directory / "revisions").iterdir()] == ["000001"]


def _truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:50])


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def _garble(path: Path) -> None:
    path.write_bytes(b"\xff\x00{")


@pytest.mark.parametrize("damage", [_truncate, _empty, _garble, Path.unlink])
@pytest.mark.parametrize("name", ["current.json", "revisions/000002/status.json"])
def test_readers_and_publishers_survive_corrupt_files(
    source: Path, directory: Path, damage: Callable[[Path], None], name: str
) -> None:
    mine = publisher(source, directory)
    mine.refresh()
    source.write_text(numbered(2), encoding="utf-8")
    mine.refresh()
    reader = PublicationReader(directory)
    second = reader.current()
    assert second is not None
    damage(directory / name)
    assert reader.current() == second
    fresh = PublicationReader(directory).current()
    assert fresh is not None
    assert fresh.revision in (1, 2)
    for again in (mine, publisher(source, directory)):
        publication = again.refresh()
        assert publication.error is None
        assert publication.document == second.document
    healed = PublicationReader(directory).current()
    assert healed is not None
    assert healed.document == second.document
    assert record(directory)["error"] is None


def test_old_revisions_can_be_read(source: Path, directory: Path) -> None:
    mine = publisher(source, directory)
    for number in range(1, 12):
        source.write_text(numbered(number), encoding="utf-8")
        mine.refresh()
    reader = PublicationReader(directory)
    for number in (*range(1, 12), 1):
        published = reader.revision(number)
        assert published is not None
        assert published.document.identifier == f"number-{number}"
        assert published.folder == directory / "revisions" / f"{number:06d}"
    assert reader.revision(12) is None


def test_a_reader_gives_the_same_object_while_nothing_changes(
    source: Path, directory: Path
) -> None:
    mine = publisher(source, directory)
    mine.refresh()
    reader = PublicationReader(directory)
    assert reader.current() is reader.current()
    source.write_text(numbered(2), encoding="utf-8")
    mine.refresh()
    current = reader.current()
    assert current is not None
    assert current.revision == 2


@contextmanager
def _files_of_at_most(size: int) -> Iterator[None]:
    """Let the kernel refuse to write more, as it does on a full disk."""
    resource = pytest.importorskip("resource")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)


@pytest.mark.parametrize("size", [0, 100, 1_000])
def test_a_full_disk_keeps_the_last_good_revision(source: Path, directory: Path, size: int) -> None:
    mine = publisher(source, directory)
    mine.refresh()
    source.write_text(numbered(2), encoding="utf-8")
    with _files_of_at_most(size):
        publication = mine.refresh()
        assert publication.revision == 1
        assert "could not be stored: the disk takes no more data" in str(publication.error)
        current = PublicationReader(directory).current()
        assert current is not None
        assert current.revision == 1
    assert sorted(path.name for path in (directory / "revisions").iterdir()) == ["000001"]
    publication = mine.refresh()
    assert (publication.revision, publication.error) == (2, None)


def test_a_folder_that_cannot_be_made(source: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    publication = publisher(source, tmp_path / "file" / "publication").refresh()
    assert publication.revision is None
    assert "could not be stored" in str(publication.error)


def test_a_folder_that_vanishes_is_made_again(source: Path, directory: Path) -> None:
    mine = publisher(source, directory)
    good = mine.refresh()
    directory.rename(directory.with_name("elsewhere"))
    publication = mine.refresh()
    assert publication.document == good.document
    assert publication.error is None
    current = PublicationReader(directory).current()
    assert current is not None
    assert current.document == good.document


def test_a_revision_stored_but_not_yet_current_is_taken_up(source: Path, directory: Path) -> None:
    """What a process leaves that is killed between its two last steps."""
    mine = publisher(source, directory)
    mine.refresh()
    first = (directory / "current.json").read_bytes()
    source.write_text(numbered(2), encoding="utf-8")
    mine.refresh()
    (directory / "current.json").write_bytes(first)
    assert publisher(source, directory).refresh().revision == 2
    assert len(list((directory / "revisions").iterdir())) == 2


def _start(source: Path, directory: Path) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, ROOT / "tests" / "status" / "publishing.py", source, directory],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    )


def test_processes_that_are_killed_at_any_moment_leave_a_valid_current(
    source: Path, directory: Path
) -> None:
    chance = random.Random(1)
    reader = PublicationReader(directory)
    running = [_start(source, directory) for _ in range(2)]
    try:
        for process in running:
            assert process.stdout is not None
            assert process.stdout.readline().strip() == "1"
        last = 1
        for number in range(6):
            draft = source.with_name("draft.yml")
            draft.write_text(numbered(number), encoding="utf-8")
            draft.replace(source)
            deadline = time.monotonic() + chance.uniform(0.0, 0.5)
            while time.monotonic() < deadline:
                current = reader.current()
                fresh = PublicationReader(directory).current()
                assert current is not None
                assert fresh is not None
                assert fresh.revision >= last
                last = fresh.revision
                assert (fresh.folder / "fallback.json").is_file()
            victim = running.pop(0)
            victim.send_signal(signal.SIGKILL)
            victim.communicate()
            assert json.loads((directory / "current.json").read_text())["digest"]
            running.append(_start(source, directory))
        publication = publisher(source, directory).refresh()
        assert publication.error is None
        assert publication.document is not None
        assert publication.document.identifier == "number-5"
    finally:
        for process in running:
            process.kill()
            process.communicate()
    digests = [
        hashlib.sha256((folder / "status.json").read_bytes()).hexdigest()
        for folder in sorted((directory / "revisions").iterdir())
        if not folder.name.startswith(".")
    ]
    assert len(digests) == len(set(digests))


def test_publishers_at_once_make_one_revision(source: Path, directory: Path) -> None:
    running = [_start(source, directory) for _ in range(3)]
    try:
        for process in running:
            assert process.stdout is not None
            assert process.stdout.readline().strip() == "1"
    finally:
        for process in running:
            process.kill()
            process.communicate()
    assert [path.name for path in (directory / "revisions").iterdir()] == ["000001"]
