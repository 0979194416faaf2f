"""Where an entry of the status document is edited."""

from __future__ import annotations

from countyline.console.entry_words import SECTIONS
from countyline.status.model import StatusDocument

_ENTRIES = "/staff/publish/entries"


def edit_address(document: StatusDocument | None, about: str, draft: str = "") -> str:
    """Give the address of the form for a fact, or for a place of the document.

    Empty when the document has no such entry, or cannot be read.
    """
    section, *way = about.split(".")
    known = SECTIONS.get(section)
    if document is None or known is None:
        return ""
    key = ""
    if known.one:
        key, *way = way or [""]
        if key not in getattr(document, section):
            return ""
    elif getattr(document, section) is None:
        return ""
    # An entry's rows have numbers in the form.
    place = f"#b-e.{way[0]}" if way else ""
    return entry_address(section, key, draft) + place


def entry_address(section: str, key: str = "", draft: str = "") -> str:
    """Give the address of the form for an entry; without a key, of a new or the only one."""
    path = f"{_ENTRIES}/{section}" + (f"/{key}" if key else "")
    return f"{path}?draft={draft}" if draft else path
