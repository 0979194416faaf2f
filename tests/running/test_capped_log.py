"""A log cannot fill the disk, and a full disk cannot stop what is logged."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from countyline.running.capped_log import CappedLog


@given(st.lists(st.binary(min_size=1, max_size=40), max_size=60))
def test_it_stays_within_its_bounds_and_keeps_the_end(lines: list[bytes]) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "log" / "program.log"
        with CappedLog(path, most_bytes=100) as log:
            for line in lines:
                log.write(line)
        kept = b"".join(
            file.read_bytes() for file in (path.with_name("program.log.1"), path) if file.exists()
        )
    assert len(kept) <= 200
    assert b"".join(lines).endswith(kept)
    assert not lines or kept.endswith(lines[-1])


def test_a_disk_that_refuses_is_borne(tmp_path: Path) -> None:
    (tmp_path / "log").write_text("a file where a folder should be", encoding="utf-8")
    with CappedLog(tmp_path / "log" / "program.log") as log:
        log.write(b"lost\n")


def test_a_full_disk_is_borne() -> None:
    full = Path("/dev/full")
    if full.exists():  # Linux has it
        with CappedLog(full) as log:
            log.write(b"lost\n")
