"""Cases: what goes to a person, durable, unique per conversation and turn."""

from countyline.cases.history import CaseEvent, What
from countyline.cases.ids import case_id_from, find_ids
from countyline.cases.model import Case, CaseDraft, Reason, Sensitivity, State
from countyline.cases.staff import Role, StaffMember
from countyline.cases.store import CaseAlreadyClosed, CaseBook, CaseNotFound, CasesUnavailable

__all__ = [
    "Case",
    "CaseAlreadyClosed",
    "CaseBook",
    "CaseDraft",
    "CaseEvent",
    "CaseNotFound",
    "CasesUnavailable",
    "Reason",
    "Role",
    "Sensitivity",
    "StaffMember",
    "State",
    "What",
    "case_id_from",
    "find_ids",
]
