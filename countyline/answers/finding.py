"""What a topic has to say to a question, before it is worded as a whole reply."""

from __future__ import annotations

from dataclasses import dataclass, replace

from countyline.answers.answer import Reason
from countyline.status.model import Certainty


@dataclass(frozen=True)
class Finding:
    """The sentences that answer, in order, and the facts that they rest on.

    `said` holds certainties of parts of a fact, such as one stretch of a closure. `next_steps`
    help this resident further. `unknown`: nothing published answers the question itself, so staff
    are offered; the sentences then say what is known around it. `escalate` sends it to staff at
    once. `decline` turns it away.
    """

    sentences: tuple[str, ...]
    facts: tuple[str, ...] = ()
    said: tuple[Certainty, ...] = ()
    subjects: tuple[str, ...] = ()
    next_steps: tuple[str, ...] = ()
    next_facts: tuple[str, ...] = ()
    unknown: bool = False
    escalate: Reason | None = None
    decline: bool = False

    def then(
        self, *steps: str, facts: tuple[str, ...] = (), said: tuple[Certainty, ...] = ()
    ) -> Finding:
        """Add next steps that are not said yet, with the facts that they rest on."""
        told = {*self.sentences, *self.next_steps}
        new = tuple(step for step in dict.fromkeys(steps) if step and step not in told)
        if not new:
            return self
        return replace(
            self,
            next_steps=self.next_steps + new,
            next_facts=self.next_facts + facts,
            said=self.said + said,
        )

    def led_by(self, sentences: tuple[str, ...], facts: tuple[str, ...]) -> Finding:
        """Put sentences first, such as the correction of a false premise; say none twice."""
        new = tuple(sentence for sentence in sentences if sentence not in self.sentences)
        steps = tuple(step for step in self.next_steps if step not in new)
        return replace(
            self, sentences=new + self.sentences, facts=facts + self.facts, next_steps=steps
        )


def joined(findings: list[Finding]) -> Finding:
    """Join the findings for several subjects into one."""
    first, *others = findings
    for other in others:
        first = Finding(
            sentences=_unique(first.sentences + other.sentences),
            facts=_unique(first.facts + other.facts),
            said=first.said + other.said,
            subjects=_unique(first.subjects + other.subjects),
            next_steps=_unstated(first, other),
            next_facts=_unique(first.next_facts + other.next_facts),
            unknown=first.unknown or other.unknown,
            escalate=first.escalate or other.escalate,
            decline=first.decline and other.decline,
        )
    return first


def _unstated(one: Finding, other: Finding) -> tuple[str, ...]:
    stated = {*one.sentences, *other.sentences}
    steps = _unique(one.next_steps + other.next_steps)
    return tuple(step for step in steps if step not in stated)


def _unique(items: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(items))
