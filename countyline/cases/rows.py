"""A case as a row of its table, and back."""

from typing import Any

from sqlalchemy import Row

from countyline.cases.model import Case, Reason, Sensitivity, State
from countyline.cases.schema import cases


def row_of(case: Case) -> dict[str, Any]:
    """Give a case as its table holds it."""
    row = {column.name: getattr(case, column.name) for column in cases.columns}
    return row | {
        "reason": case.reason.value,
        "state": case.state.value,
        "sensitivity": case.sensitivity and case.sensitivity.value,
        "subjects": list(case.subjects),
        "facts": None if case.facts is None else list(case.facts),
    }


def case_of(row: Row[Any]) -> Case:
    """Give the case that a row holds; columns that are no case's are passed over."""
    fields = {column.name: row._mapping[column.name] for column in cases.columns}
    return Case(
        **fields
        | {
            "reason": Reason(fields["reason"]),
            "state": State(fields["state"]),
            "sensitivity": fields["sensitivity"] and Sensitivity(fields["sensitivity"]),
            "subjects": tuple(fields["subjects"]),
            "facts": None if fields["facts"] is None else tuple(fields["facts"]),
        }
    )
