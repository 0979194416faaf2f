"""Tests write into memory where there is plenty of it, and leave nothing there."""

from pathlib import Path
from shutil import disk_usage

import pytest

from countyline.running import scratch as module
from countyline.running.scratch import scratch

PLENTY = "MemTotal: 16000000 kB\nMemAvailable:   12000000 kB\n"
LITTLE = "MemTotal: 16000000 kB\nMemAvailable:   1000000 kB\n"


@pytest.fixture
def memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Says that there is plenty of memory."""
    monkeypatch.setattr(module, "ROOM", disk_usage(tmp_path).free // 2)
    file = tmp_path / "meminfo"
    file.write_text(PLENTY, encoding="ascii")
    return file


def test_there_is_a_folder_which_is_gone_afterwards(tmp_path: Path, memory: Path) -> None:
    with scratch(tmp_path, memory) as variables:
        folder = Path(variables["TMPDIR"])
        assert folder.parent == tmp_path
        (folder / "file").write_text("thrown away")
    assert not folder.exists()


def test_with_little_memory_tests_write_where_everybody_does(tmp_path: Path, memory: Path) -> None:
    memory.write_text(LITTLE, encoding="ascii")
    with scratch(tmp_path, memory) as variables:
        assert variables == {}


def test_with_little_room_tests_write_where_everybody_does(
    tmp_path: Path, memory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "ROOM", disk_usage(tmp_path).total * 2)
    with scratch(tmp_path, memory) as variables:
        assert variables == {}


@pytest.mark.parametrize("written", ["", "MemAvailable: much", "MemAvailable:"])
def test_without_such_a_place_too(tmp_path: Path, memory: Path, written: str) -> None:
    with scratch(tmp_path / "nowhere", memory) as variables:
        assert variables == {}
    memory.write_text(written, encoding="ascii")
    with scratch(tmp_path, memory) as variables:
        assert variables == {}
