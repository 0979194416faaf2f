"""What a document says of itself when it is published, as the Common Alerting Protocol has it.

Each message has an identifier of its own, the time at which it was sent, and references to those
it replaces (OASIS CAP 1.2, 3.2.1: identifier, sent, references).
"""

from __future__ import annotations

import re
from datetime import datetime, tzinfo
from zoneinfo import ZoneInfo

from countyline.publishing.yaml_editing import Data, edited, moment

_LONGEST = 120
_STAMPED = re.compile(r"-\d{8}T\d{6}$")
_REFERENCES_KEPT = 20


def stamped(text: str, at: datetime) -> str:
    """Give the text with identifier and `sent` of an aware moment, and a reference to the last.

    Raises StatusDocumentInvalid when the text is no good document.
    """

    def stamp(data: Data) -> None:
        local = at.astimezone(_zone(data))
        last = str(data["identifier"])
        ending = f"-{local:%Y%m%dT%H%M%S}"
        stem = _STAMPED.sub("", last)[: _LONGEST - len(ending)]
        if stem + ending == last:
            return
        references = [str(one) for one in data.get("references") or ()]
        data["references"] = [*references, last][-_REFERENCES_KEPT:]
        data["identifier"] = stem + ending
        data["sent"] = moment(local)

    return edited(text, stamp)


def _zone(data: Data) -> tzinfo:
    return ZoneInfo(str(data["organization"]["time_zone"]))
