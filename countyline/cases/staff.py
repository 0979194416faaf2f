"""Who works on cases: staff members and what each of them may do."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """`agent` answers residents, `publisher` also what is published, `administrator` everything."""

    AGENT = "agent"
    PUBLISHER = "publisher"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True, slots=True)
class StaffMember:
    """A staff member: `id` stays the same for ever, `name` is what colleagues read."""

    id: str
    name: str
    role: Role
