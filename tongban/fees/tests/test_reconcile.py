"""The daily comparison: every kind of difference becomes a line with a duty, and goes away when the books agree."""

from __future__ import annotations

import datetime as dt

import pytest

from tongban.duties import selectors as duties
from tongban.fees import selectors, services
from tongban.fees.channels import TEST_BANK, StatementRow
from tongban.fees.embedded_bank import TestBank
from tongban.fees.errors import ReasonMissing, StatementUnreadable
from tongban.fees.facts import difference_ref
from tongban.fees.models import BankTrade, Difference, Payment, Reconciliation
from tongban.fees.selectors import ReconciliationView
from tongban.fees.states import EntryKind
from tongban.fees.tests.conftest import MORNING, SYSTEM, City
from tongban.fees.tests.test_online import begun
from tongban.kernel import clock
from tongban.kernel.errors import MoveNotAllowed, NotFound, PermissionDenied
from tongban.ledger import services as ledger

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 24)
AT = "2026-11-24 09:30:00"


def bought(city: City) -> Payment:
    """A payment through the test bank."""
    uid, token = begun(city)
    services.pay_at_test_bank(token)
    return Payment.objects.get(order__uid=uid)


def compared(city: City, rows: list[StatementRow] | None = None) -> ReconciliationView:
    uid = services.reconcile(day=TODAY, rows=rows, actor=city.bureau)
    return selectors.reconciliation(uid, viewer=city.bureau)


def test_a_quiet_day_agrees(city: City) -> None:
    payment = bought(city)
    refund = services.request_refund(order_uid=payment.order.uid, amount=300, reason="多收", actor=city.cashier)
    services.grant_refund(refund_uid=refund, actor=city.approver)
    ledger.drain(raising=True)
    found = compared(city)
    assert (found.differences, found.open_count) == ((), 0)
    assert (found.bank_count, found.our_count, found.bank_text, found.our_text) == (2, 2, "7.00元", "7.00元")


def test_every_kind_of_difference(city: City) -> None:
    right, dearer, ours = bought(city), bought(city), bought(city)
    rows = list(TestBank().statement(TODAY))
    statement = [row for row in rows if row.channel_no != ours.channel_no]
    statement = [
        StatementRow(row.number, row.channel_no, row.entry, row.amount + 1, row.at)
        if row.channel_no == dearer.channel_no
        else row
        for row in statement
    ]
    statement.append(StatementRow("nobody", "TB-lost", EntryKind.PAYMENT, 77, MORNING))
    statement.append(StatementRow("nobody", "TR-lost", EntryKind.REFUND, 5, MORNING))
    found = compared(city, statement)
    kinds = {one.channel_no: (one.kind, one.bank_text, one.our_text) for one in found.differences}
    assert kinds == {
        dearer.channel_no: ("amount_differs", "10.01元", "10.00元"),
        ours.channel_no: ("ours_only", "", "10.00元"),
        "TB-lost": ("bank_only", "0.77元", ""),
        "TR-lost": ("bank_only", "0.05元", ""),
    }
    assert right.channel_no not in kinds
    assert found.open_count == 4
    for one in found.differences:
        (duty,) = duties.duties_of(difference_ref(one.uid))
        assert (duty.kind, duty.running) == ("fee.difference", True)


def test_a_lost_notification_shows_up_and_clears_itself(city: City) -> None:
    uid, token = begun(city)
    services.pay_at_test_bank(token, tells=False)
    (found,) = compared(city).differences
    assert found.kind == "bank_only"
    assert services.ask_channel(order_uid=uid, actor=city.resident) == "paid"
    after = compared(city)
    assert (after.open_count, after.differences[0].note) == (0, "再次对账，两边已经一致。")
    assert not [duty for duty in duties.duties_of(difference_ref(found.uid)) if duty.running]
    assert (Reconciliation.objects.count(), Difference.objects.count()) == (1, 1)


def test_a_difference_is_cleared_with_a_note_and_stays_so(city: City) -> None:
    bought(city)
    rows = [StatementRow("x", "TB-x", EntryKind.PAYMENT, 5, MORNING), *TestBank().statement(TODAY)]
    (found,) = compared(city, rows).differences
    with pytest.raises(ReasonMissing):
        services.clear_difference(difference_uid=found.uid, note="", actor=city.bureau)
    services.clear_difference(difference_uid=found.uid, note="银行误记，已冲正", actor=city.bureau)
    with pytest.raises(MoveNotAllowed):
        services.clear_difference(difference_uid=found.uid, note="再清", actor=city.bureau)
    again = compared(city, rows)
    assert (again.open_count, again.differences[0].note) == (0, "银行误记，已冲正")
    with pytest.raises(NotFound):
        services.clear_difference(difference_uid="x", note="没有", actor=city.bureau)


def test_an_open_difference_follows_the_newest_statement(city: City) -> None:
    payment = bought(city)
    (first,) = compared(city, []).differences
    assert first.kind == "ours_only"
    row = StatementRow(payment.number, payment.channel_no, EntryKind.PAYMENT, 1, MORNING)
    (second,) = compared(city, [row]).differences
    assert (second.uid, second.kind, second.bank_text) == (first.uid, "amount_differs", "0.01元")


def test_a_payment_at_midnight_is_no_difference(city: City) -> None:
    """The bank books it a day later than we."""
    payment = bought(city)
    row = StatementRow(payment.number, payment.channel_no, EntryKind.PAYMENT, 1000, MORNING + dt.timedelta(days=1))
    uid = services.reconcile(day=TODAY + dt.timedelta(days=1), rows=[row], actor=city.bureau)
    assert selectors.reconciliation(uid, viewer=city.bureau).differences == ()


def test_who_compares(city: City) -> None:
    for actor in (city.cashier, city.approver, city.resident):
        with pytest.raises(PermissionDenied):
            services.reconcile(day=TODAY, rows=[], actor=actor)
        with pytest.raises(PermissionDenied):
            selectors.reconciliations(viewer=actor)
        with pytest.raises(PermissionDenied):
            services.clear_difference(difference_uid="x", note="x", actor=actor)
    compared(city, [])
    assert [row.day for row in selectors.reconciliations(viewer=city.bureau)] == [TODAY]


def test_the_worker_compares_yesterday(city: City) -> None:
    from tongban.fees import reactions

    reactions.reconcile()
    assert not Reconciliation.objects.exists()  # nobody has paid online yet
    bought(city)
    with clock.frozen(MORNING + dt.timedelta(days=1)):
        reactions.reconcile()
    row = Reconciliation.objects.get()
    assert (row.channel, row.day, row.bank_count, row.differences.count()) == (TEST_BANK, TODAY, 1, 0)


def test_a_statement_file(city: City) -> None:
    text = f'我方单号,渠道流水号,类型,金额(元),时间\n\n2026X,TB1,payment,"1,200.50",{AT}\n,TR1,refund,0.01,{AT}+00:00\n'
    for content in (text.encode(), b"\xef\xbb\xbf" + text.encode(), text.encode("gb18030")):
        first, second = services.statement_rows(content)
        assert (first.number, first.channel_no, first.entry, first.amount) == ("2026X", "TB1", "payment", 120050)
        assert first.at == clock.at(TODAY, dt.time(9, 30))
        assert (second.amount, second.at) == (1, dt.datetime(2026, 11, 24, 9, 30, tzinfo=dt.UTC))


@pytest.mark.parametrize(
    "line",
    ["a,b,payment,1", "a,b,gift,1,2026-11-24", "a,,payment,1,2026-11-24", "a,b,payment,1.001,2026-11-24",
     "a,b,payment,1,yesterday", "a,b,payment,-1,2026-11-24"],
)  # fmt: skip
def test_a_line_that_says_nothing_is_named(line: str) -> None:
    good = f"a,b,payment,1,{AT}\n"
    with pytest.raises(StatementUnreadable) as refused:
        services.statement_rows((good + line).encode())
    assert "第2行" in refused.value.sentence


def test_the_statement_of_the_bank_holds_its_own_day_only(city: City) -> None:
    bought(city)
    assert len(TestBank().statement(TODAY)) == 1
    assert TestBank().statement(TODAY - dt.timedelta(days=1)) == []
    assert BankTrade.objects.count() == 1
    assert services.reconcile(day=TODAY, channel=TEST_BANK, actor=SYSTEM)
