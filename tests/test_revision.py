import json
from pathlib import Path

from countyline.revision import PublicationReader
from tests.understanding.published import STATUS, publish


def test_nothing_published_gives_none(tmp_path: Path) -> None:
    assert PublicationReader(tmp_path / "missing").current() is None


def test_a_new_revision_is_seen_at_the_next_look(tmp_path: Path) -> None:
    reader = PublicationReader(tmp_path)
    publish(tmp_path, 1)
    first = reader.current()
    assert first is not None and first.number == 1 and "collection" in first.subjects()
    assert reader.current() is first
    publish(tmp_path, 2, {**STATUS, "offices": {}})
    second = reader.current()
    assert second is not None and second.number == 2 and "collection" not in second.subjects()


def test_broken_files_keep_the_last_good_revision(tmp_path: Path) -> None:
    publish(tmp_path, 1)
    reader = PublicationReader(tmp_path)
    good = reader.current()
    current = tmp_path / "current.json"
    for broken in ("", "{", "[]", '{"revision": "x"}', '{"revision": 9}', '{"other": 1}'):
        current.write_text(broken)
        assert reader.current() is good
    current.unlink()
    assert reader.current() is good
    publish(tmp_path, 3)
    healed = reader.current()
    assert healed is not None and healed.number == 3


def test_a_half_written_revision_is_read_once_it_is_whole(tmp_path: Path) -> None:
    publish(tmp_path, 1)
    status = tmp_path / "revisions" / "000001" / "status.json"
    whole = status.read_text()
    status.write_text(whole[: len(whole) // 2])
    reader = PublicationReader(tmp_path)
    assert reader.current() is None
    status.write_text(whole)
    assert reader.current() is not None


def test_a_broken_fallback_does_not_hide_the_status(tmp_path: Path) -> None:
    publish(tmp_path, 1)
    (tmp_path / "revisions" / "000001" / "fallback.json").write_text("{")
    revision = PublicationReader(tmp_path).current()
    assert revision is not None and revision.fallback == {}


def test_odd_shapes_of_the_document_are_survived(tmp_path: Path) -> None:
    publish(tmp_path, 1, json.loads('{"offices": [], "places": {"x": 5}, "services": null}'))
    revision = PublicationReader(tmp_path).current()
    assert revision is not None and revision.subjects() == {}
