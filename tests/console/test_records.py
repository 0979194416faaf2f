"""Public records on a page: an export in a process of its own, downloaded and deleted."""

from __future__ import annotations

import io
import re
import time
import zipfile
from datetime import date
from pathlib import Path

import pytest

from countyline.records.checking import check
from countyline.records.jobs import ExportJobs, State, StillRunning
from tests.console.house import House, Person, Role

LONG_ENOUGH = 60.0


def waited(person: Person) -> str:
    """Wait until nothing runs; give the id of the newest export."""
    deadline = time.monotonic() + LONG_ENOUGH
    while "running:" in (text := person.get("/staff/records").text):
        assert time.monotonic() < deadline
        time.sleep(0.2)
    found = re.search(r'id="export-([0-9a-f]{12})"', text)
    assert found is not None, text
    return found[1]


def test_an_export_is_started_downloaded_and_deleted(any_house: House, tmp_path: Path) -> None:
    any_house.asked("llámeme al 816-555-0123")
    chief = any_house.signed_in("chief", Role.ADMINISTRATOR, "Chris Fox")
    day = any_house.clock().date()
    days = {"first": f"{day.replace(day=1)}", "last": str(day), "format": "jsonl"}
    assert chief.do("/staff/records", **days).status == 303
    name = waited(chief)
    page = chief.get("/staff/records")
    assert "done, " in page.text, page.text
    got = chief.get(f"/staff/records/{name}/download").response
    assert got.headers["content-type"] == "application/zip"
    assert f"records-{days['first']}-to-{day}.zip" in got.headers["content-disposition"]
    with zipfile.ZipFile(io.BytesIO(got.content)) as archive:
        archive.extractall(tmp_path / "out")
    [folder] = (tmp_path / "out").iterdir()
    assert check(folder).faults == ()
    said = (folder / "messages.jsonl").read_text("utf-8")
    assert "[phone " in said
    assert "555-0123" not in said
    assert chief.do(f"/staff/records/{name}/remove").status == 303
    assert chief.get(f"/staff/records/{name}/download").status == 404
    deeds = [what for _, what, _ in any_house.did()][-3:]
    assert deeds == ["records_exported", "records_downloaded", "records_removed"]


@pytest.mark.parametrize(
    ("first", "last"),
    [("", "2024-04-01"), ("2024-04-02", "2024-04-01"), ("2024-04-02", "9999-12-31")],
)
def test_days_that_are_none_are_said_and_kept(house: House, first: str, last: str) -> None:
    chief = house.signed_in("chief", Role.ADMINISTRATOR)
    page = chief.do("/staff/records", first=first, last=last, format="csv")
    assert page.status == 400
    assert "write both days" in page.notices()
    assert page.inputs["last"] == last


def test_one_at_a_time_and_a_killed_one_is_told(tmp_path: Path) -> None:
    jobs = ExportJobs(tmp_path, {"COUNTYLINE_DATABASE_URL": f"sqlite:///{tmp_path}/no.db"})
    day = date(2024, 4, 1)
    name = jobs.start(day, day, "csv", "Chris Fox")
    with pytest.raises(StillRunning):
        jobs.start(day, day, "csv", "Chris Fox")
    assert not jobs.remove(name)
    process = jobs._processes[name]
    process.kill()
    process.wait(LONG_ENOUGH)
    for seen in (jobs, ExportJobs(tmp_path, {})):
        [job] = seen.all()
        assert (job.state, job.error) == (State.FAILED, "The program that wrote it was ended.")
    assert jobs.archive(name) is None
    assert jobs.get("../etc") is None
    assert jobs.remove(name)
    assert jobs.all() == []
