"""Cases: what goes to a person, durable, unique per conversation and turn."""

from countyline.cases.ids import case_id_from, find_ids
from countyline.cases.model import Case, CaseDraft, Reason, State
from countyline.cases.store import CaseAlreadyClosed, CaseBook, CaseNotFound, CasesUnavailable

__all__ = [
    "Case",
    "CaseAlreadyClosed",
    "CaseBook",
    "CaseDraft",
    "CaseNotFound",
    "CasesUnavailable",
    "Reason",
    "State",
    "case_id_from",
    "find_ids",
]
