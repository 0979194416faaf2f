"""One entry of a document, such as an office or a statement: changed, added, taken out.

The rest of the text stays as it was written, comments included.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from countyline.publishing.moves import WithdrawStatement
from countyline.publishing.places import MISSING, Path, plain, put, towards
from countyline.publishing.yaml_editing import Data, as_moment, edited, sent_since
from countyline.status.model import STATEMENT_SECTIONS


def with_entry(text: str, path: Path, value: Any) -> str:
    """Give the text with plain data in the place of an entry.

    Raises StatusDocumentInvalid when the text is no good document before; whether it is one
    afterwards is checked by whoever asks.
    """
    wanted = [*towards(plain(text), path, value)]

    def change(data: Data) -> None:
        for place, one in wanted:
            put(data, place, one)
        for entry in data["provenance"].values():
            # What is no moment is refused when the text is checked.
            with suppress(KeyError, TypeError, ValueError):
                sent_since(data, as_moment(entry["as_of"]))

    return edited(text, change)


def without_entry(text: str, path: Path) -> str:
    """Give the text without an entry. Raises as `with_entry`, and Problem for the headline.

    A statement is taken out of what names it as a help, too; whatever else still names the entry
    makes the text no good document.
    """
    if path[0] in STATEMENT_SECTIONS:
        return edited(text, WithdrawStatement(fact=".".join(path)))
    return with_entry(text, path, MISSING)
