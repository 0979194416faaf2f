"""One module per topic of the contract, each with `answer(situation) -> Finding`."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from countyline.answers.finding import Finding
from countyline.answers.situation import Situation
from countyline.answers.topics import (
    assessment,
    contact,
    data_safety,
    deadlines,
    elections,
    emergency,
    hours,
    how_to_pay,
    identity,
    incident,
    location,
    marriage_license,
    media,
    other_service,
    out_of_scope,
    person,
    receipts,
    recording,
    reopening,
    safety,
    status,
    vehicle,
    voting,
)

ANSWERS: Mapping[str, Callable[[Situation], Finding]] = MappingProxyType(
    {
        module.__name__.rpartition(".")[2]: module.answer
        for module in (
            assessment,
            contact,
            data_safety,
            deadlines,
            elections,
            emergency,
            hours,
            how_to_pay,
            identity,
            incident,
            location,
            marriage_license,
            media,
            other_service,
            out_of_scope,
            person,
            receipts,
            recording,
            reopening,
            safety,
            status,
            vehicle,
            voting,
        )
    }
)
