"""One export of public records as a process, for the console.

python -m countyline.running.records_job FOLDER

It takes the folder of a job (`countyline.records.jobs`), writes its progress there, and at the end
the archive, or why there is none.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import time
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

from countyline.database import open_engine
from countyline.problem import Problem
from countyline.records.commands import county_zone, order_of
from countyline.records.export import export
from countyline.records.jobs import ARCHIVE, ERROR, ORDER, PROGRESS
from countyline.records.model import Format, Wanted
from countyline.settings import Settings

_SECONDS_FOR_THE_ORDER = 10.0


def main(folder: Path) -> None:
    """Export as ordered."""
    # Residents come first.
    os.nice(10)
    os.umask(0o077)
    try:
        _export(folder, _order(folder))
    except Problem as problem:
        _put(folder / ERROR, str(problem))
        sys.exit(1)
    except Exception as error:
        # Its words may hold what residents wrote.
        _put(folder / ERROR, f"It failed ({type(error).__name__}).")
        raise
    finally:
        shutil.rmtree(folder / "records", ignore_errors=True)


def _order(folder: Path) -> dict[str, Any]:
    """Read the order, which is written once the process is there."""
    deadline = time.monotonic() + _SECONDS_FOR_THE_ORDER
    while True:
        try:
            order: dict[str, Any] = json.loads((folder / ORDER).read_bytes())
            return order
        except (OSError, ValueError):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.02)


def _export(folder: Path, ordered: dict[str, Any]) -> None:
    settings = Settings.from_environment()
    engine = open_engine(settings.database_url)
    wanted = Wanted(
        first=date.fromisoformat(ordered["first"]),
        last=date.fromisoformat(ordered["last"]),
        zone=county_zone(settings),
    )
    order = order_of(settings, engine, wanted, Format(ordered["format"]), hides_contacts=True)
    export(order, folder / "records", lambda stage, count: _tell(folder, stage, count))
    engine.dispose()
    _pack(folder / "records", folder / ARCHIVE, f"records-{wanted.first}-to-{wanted.last}")


def _pack(records: Path, archive: Path, name: str) -> None:
    building = archive.with_suffix(".building")
    with zipfile.ZipFile(building, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as file:
        for path in sorted(records.rglob("*")):
            if path.is_file():
                file.write(path, f"{name}/{path.relative_to(records).as_posix()}")
    building.replace(archive)


def _tell(folder: Path, stage: str, count: int) -> None:
    _put(folder / PROGRESS, json.dumps({"stage": stage, "records": count}))


def _put(path: Path, text: str) -> None:
    building = path.with_suffix(".new")
    building.write_text(text, encoding="utf-8")
    building.replace(path)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
