"""A move that is brought onto another revision changes what it changed, and loads."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from countyline.publishing.merging import clashes, merged
from countyline.publishing.moves import AddSource, ExtendClosures, Together, WithdrawStatement
from countyline.publishing.yaml_editing import edited
from countyline.settings import PROJECT_ROOT
from countyline.status.loading import load

BASE = (PROJECT_ROOT / "examples/jackson-county-2024/2024-04-03.yml").read_text(encoding="utf-8")


def test_a_release_of_now_and_one_office_of_those_that_share_a_closure() -> None:
    now = datetime(2024, 4, 5, 13, tzinfo=UTC)
    source = AddSource(
        id="release_now", title_en="Release", title_es="Comunicado", published=date(2024, 4, 5),
        as_of=now, review_by=now + timedelta(days=1),
    )  # fmt: skip
    extend = ExtendClosures(offices=["collection"], certainty="confirmed", per="release_now")
    ours = edited(BASE, Together((source, extend)))
    theirs = edited(BASE, WithdrawStatement(fact="payments.mail"))
    assert clashes(BASE, ours, theirs) == ()
    before, after = load(BASE), load(merged(BASE, ours, theirs))
    assert after.sent >= now
    assert "mail" not in after.payments
    assert after.offices["collection"].closure == load(ours).offices["collection"].closure
    for key, office in before.offices.items():
        if key != "collection":
            assert after.offices[key].closure == office.closure, key
