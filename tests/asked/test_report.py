"""The report joins what was counted with what found no answer, on both databases."""

from datetime import timedelta

from countyline.asked.alike import alike
from countyline.asked.reading import Span
from countyline.asked.report import read_report
from tests.desk.scene import Clock
from tests.ledger.scene import Office, reply

LONG = timedelta(days=1)


def test_what_found_nothing_is_in_the_report(office: Office, clock: Clock) -> None:
    office.ask("is it open")
    for _ in range(2):
        office.ask("can I marry there", reply("No word yet.", certainty="unknown"))
    clock.forward(3600)
    office.ask("can I marry there", reply("No word yet.", certainty="unknown"))
    report = read_report(office.engine, Span(clock() - LONG, clock() + LONG), clock())
    assert report.counts.messages == 4
    (only,) = report.unanswered
    assert (only.text, only.count) == ("can I marry there", 3)
    (group,) = alike(report.unanswered)
    assert (group.count, group.topic) == (3, "status")
    assert group.wordings == {"en": ["can I marry there"]}
