"""Writing an export: a folder that is there as a whole or not at all.

Everything is read in one transaction, so it is what stood in the database at one moment, while the
desk goes on writing. Records come and go row by row: any number of them fits into memory.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, func, select

from countyline.cases.holding import holds, in_force
from countyline.cases.retention import deletions
from countyline.database.engine import snapshot
from countyline.problem import Problem
from countyline.records.chain_part import LEDGER, Part, part_of
from countyline.records.contacts import Veil, published_details
from countyline.records.model import Format, Kind, Wanted, moment
from countyline.records.page import index_page
from countyline.records.revisions import COLUMNS as REVISION_COLUMNS
from countyline.records.revisions import revisions_in
from countyline.records.writing import JsonLines, Table, Written, put_file
from countyline.status.publication_reader import PublicationReader

INDEX = "index.json"
PAGE = "index.html"
SHAPE = 1
"""The number of the index's shape; a change that a receiver must know of makes a new one."""

TELL_EVERY = 2000
_MOST_DOCUMENTS = 200
"""Revisions whose contact details are known as the county's own, the newest first."""

NOT_EXPORTED = (
    "names and passwords of staff accounts, and the addresses that staff signed in from",
    "names that phone systems and carriers give to calls and texts, and the protocol of each call",
    "drafts of staff that were never sent",
)
"""What no export holds, in plain words."""

Progress = Callable[[str, int], None]
"""Is told now and then what is being written, and how many records there are so far."""


@dataclass(frozen=True, kw_only=True)
class Order:
    """What is to be exported, and from what.

    Attributes:
        engine: the database.
        reader: the publication.
        kinds: the kinds of records; the ledger and the revisions are added.
        wanted: which records.
        format: how they are written.
        hides_contacts: whether contact details of residents become pseudonyms.
        version: of the program.
        made_at: the real time, aware.
    """

    engine: Engine
    reader: PublicationReader
    kinds: Sequence[Kind]
    wanted: Wanted
    format: Format
    hides_contacts: bool
    version: str
    made_at: datetime


@dataclass
class _Work:
    """What was written so far."""

    folder: Path
    order: Order
    progress: Progress
    veil: Veil
    files: list[Written] = field(default_factory=list)
    replaced: dict[str, Counter[str]] = field(default_factory=dict)
    rows: int = 0


def no_progress(_: str, __: int) -> None:
    """Tell nobody."""


def export(order: Order, to: Path, progress: Progress = no_progress) -> dict[str, Any]:
    """Write an export to a folder that is not there yet; give its index.

    Raises:
        Problem: the folder is there, or cannot be written.
        DatabaseUnavailable: the database failed; nothing is left.
    """
    if to.exists() or to.is_symlink():
        raise Problem(f"{to} is there already: name a folder that is not. Nothing was exported.")
    try:
        with _beside(to) as folder:
            return _written(folder, order, progress)
    except OSError as error:
        why = (error.strerror or "the disk failed").lower()
        raise Problem(f"{to} cannot be written: {why}. Nothing was exported.") from error


@contextmanager
def _beside(to: Path) -> Iterator[Path]:
    """Give a folder that takes its name once it is complete, and is gone when it is not."""
    folder = Path(tempfile.mkdtemp(dir=to.parent, prefix=f".{to.name}."))
    try:
        yield folder
        os.sync()
        if to.exists():
            raise FileExistsError(None, "another program made it meanwhile")
        folder.rename(to)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _written(folder: Path, order: Order, progress: Progress) -> dict[str, Any]:
    veil = Veil(
        secrets.token_bytes(32),
        _of_the_county(order.reader),
        hides_contacts=order.hides_contacts,
    )
    work = _Work(folder, order, progress, veil)
    with snapshot(order.engine) as connection:
        # First of all: from here on, everything is as it is now.
        part = part_of(connection, order.wanted)
        left_out = _left_out(connection, order)
        for kind in [*_wanted_kinds(order), LEDGER]:
            _write_kind(work, kind, connection)
    _write_revisions(work)
    index = _index(work, part, left_out)
    page = index_page(index).encode()
    work.files.append(put_file(folder, PAGE, "this index, to read", page))
    index["files"] = [one.as_json() for one in work.files]
    text = json.dumps(index, ensure_ascii=False, indent=1) + "\n"
    put_file(folder, INDEX, "the index", text.encode())
    progress("done", work.rows)
    return index


def _wanted_kinds(order: Order) -> list[Kind]:
    return [one for one in order.kinds if one.is_of_conversations or not order.wanted.is_narrow]


def _write_kind(work: _Work, kind: Kind, connection: Connection) -> None:
    rows = kind.rows(connection, work.order.wanted, work.veil)
    _write_rows(work, kind.name, kind.about, kind.columns, rows)


def _write_rows(
    work: _Work,
    name: str,
    about: str,
    columns: Sequence[str],
    rows: Iterator[Mapping[str, Any]],
) -> None:
    work.veil.counts.clear()
    files: list[JsonLines | Table] = []
    if work.order.format is not Format.CSV:
        files.append(JsonLines(work.folder, f"{name}.jsonl", about))
    if work.order.format is not Format.JSONL:
        files.append(Table(work.folder, f"{name}.csv", f"{about}, as a table", columns))
    work.progress(name, work.rows)
    for row in rows:
        for file in files:
            file.add(row)
        work.rows += 1
        if work.rows % TELL_EVERY == 0:
            work.progress(name, work.rows)
    work.files += [file.close() for file in files]
    if work.veil.counts:
        work.replaced[name] = Counter(work.veil.counts)


def _write_revisions(work: _Work) -> None:
    files: list[Written] = []

    def rows() -> Iterator[Mapping[str, Any]]:
        for told in revisions_in(work.order.reader, work.order.wanted):
            for name, content in told.files:
                files.append(put_file(work.folder, name, "a file of a revision", content))
            yield told.row

    about = "revisions of the status document"
    _write_rows(work, "revisions", about, REVISION_COLUMNS, rows())
    work.files += files


def _of_the_county(reader: PublicationReader) -> frozenset[tuple[str, str]]:
    """Give the contact details that the county has published itself."""
    documents = (
        json.loads((published.folder / "status.json").read_bytes())
        for number in reader.numbers()[-_MOST_DOCUMENTS:]
        if (published := reader.revision(number)) is not None
    )
    return published_details(documents)


def _left_out(connection: Connection, order: Order) -> dict[str, Any]:
    runs = connection.execute(select(deletions.c.counts)).all()
    deleted: Counter[str] = Counter()
    for run in runs:
        deleted.update(run.counts)
    held = connection.scalar(select(func.count()).select_from(holds).where(in_force)) or 0
    kinds = [one.name for one in order.kinds]
    given = {one.name for one in _wanted_kinds(order)}
    return {
        "deleted_by_age": {"runs": len(runs), "rows": dict(sorted(deleted.items()))},
        "legal_holds_in_force": held,
        "not_of_the_chosen_conversations": [one for one in kinds if one not in given],
        "never_exported": list(NOT_EXPORTED),
    }


def _index(work: _Work, part: Part, left_out: Mapping[str, Any]) -> dict[str, Any]:
    order, wanted = work.order, work.order.wanted
    return {
        "shape": SHAPE,
        "program": "countyline",
        "version": order.version,
        "made_at": moment(order.made_at),
        "period": {
            "from": wanted.first.isoformat(),
            "to": wanted.last.isoformat(),
            "time_zone": str(wanted.zone),
            "since": moment(wanted.since),
            "until": moment(wanted.until),
        },
        "only": {
            "cases": list(wanted.cases),
            "conversations": list(wanted.conversations),
            "topics": list(wanted.topics),
        },
        "contacts": "pseudonyms" if order.hides_contacts else "as stored",
        "ledger": {
            "first": part.first,
            "last": part.last,
            "previous_hash": part.previous,
            "head": str(part.head),
        },
        "left_out": {
            **left_out,
            "replaced": {name: dict(one) for name, one in sorted(work.replaced.items())},
        },
        "records": work.rows,
        "files": [one.as_json() for one in work.files],
    }
