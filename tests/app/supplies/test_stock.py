"""The cupboard's law, against a count by hand: random movements, undos, two laptops."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from itertools import count

from hypothesis import given
from hypothesis import strategies as st

from app.actions import supplies as acts
from app.records import Consent, SupplyBatch, SupplyItem, SupplyMovement, Woman
from app.records.story import Story, story_of
from app.records.writes import Add, Edit, Write
from app.supplies.month import days_out, item_month
from app.supplies.notices import Notice, lines
from app.supplies.stock import Stock, expired
from app.values.dates import PartialDate

TODAY = date(2026, 11, 22)
SIGN = {"in": 1, "out": -1, "returned": 1, "loss": -1, "sent_back": -1, "found": 1}
ITEM = SupplyItem(id="i", subject="", article="condom", lasts_days=30, low_at=5)
EXPIRIES = (None, "2026-11-21", "2026-11-22", "2026-12", "2027", "2026-11", "2026-10")
LAST_DAY = dict(zip(EXPIRIES, (None, "2026-11-21", "2026-11-22", "2026-12-31", "2027-12-31", "2026-11-30", "2026-10-31"),
                    strict=True))  # fmt: skip


def ids() -> Callable[[], str]:
    numbers = count(1)
    return lambda: f"{next(numbers):032x}"


def woman(*more: object, **fields: object) -> Story:
    record = Woman(id="w", subject="w", name="王秀兰", **fields)  # type: ignore[arg-type]
    return story_of(record, more)  # type: ignore[arg-type]


movements = st.tuples(
    st.integers(0, 3), st.sampled_from(sorted(SIGN)), st.integers(1, 30), st.integers(-60, 0), st.booleans()
)
shelves = st.tuples(st.lists(st.sampled_from(EXPIRIES), min_size=4, max_size=4), st.lists(movements, max_size=30))


def built(shelf: tuple[list[str | None], list[tuple[int, str, int, int, bool]]]) -> tuple[Stock, Counter[str]]:
    """A cupboard, and by hand what is left of each batch: what was undone does not count."""
    expiries, told = shelf
    batches = [SupplyBatch(id=f"b{n}", subject="", item="i", number=f"N{n}", expiry=e) for n, e in enumerate(expiries)]
    moved, by_hand = [], Counter[str]()
    for number, (batch, code, quantity, days, undone) in enumerate(told):
        moved.append(
            SupplyMovement(
                id=f"m{number:03}", subject="", batch=f"b{batch}", movement=code, quantity=quantity,
                date=(TODAY + timedelta(days=days)).isoformat(), retired="undone" if undone else None,
            )
        )  # fmt: skip
        if not undone:
            by_hand[f"b{batch}"] += SIGN[code] * quantity
    return Stock([ITEM], batches, moved), by_hand


def over(batch: SupplyBatch, on: date) -> bool:
    last = LAST_DAY[batch.expiry]
    return last is not None and last < on.isoformat()


@given(shelves)
def test_a_balance_is_what_came_less_what_went(
    shelf: tuple[list[str | None], list[tuple[int, str, int, int, bool]]],
) -> None:
    stock, by_hand = built(shelf)
    for batch in stock.batches("i"):
        assert stock.balance(batch) == by_hand[batch.id]
    assert stock.balance_of("i") == sum(by_hand.values())
    assert stock.usable("i", TODAY) == sum(max(0, by_hand[b.id]) for b in stock.batches("i") if not over(b, TODAY))


@given(shelves, st.integers(1, 80))
def test_what_is_proposed_is_there_in_date_and_over_first(
    shelf: tuple[list[str | None], list[tuple[int, str, int, int, bool]]], wanted: int
) -> None:
    stock, by_hand = built(shelf)
    proposal = stock.propose("i", wanted, TODAY)
    assert sum(p.quantity for p in proposal.parts) + proposal.missing == wanted
    assert proposal.missing == max(0, wanted - stock.usable("i", TODAY))
    ends = []
    for part in proposal.parts:
        assert 0 < part.quantity <= by_hand[part.batch.id]
        assert not over(part.batch, TODAY)
        ends.append(LAST_DAY[part.batch.expiry] or "9")
    assert ends == sorted(ends)
    last = ends[-1] if ends else ""
    for batch in stock.batches("i"):  # nothing that is over sooner is left behind
        taken = sum(p.quantity for p in proposal.parts if p.batch.id == batch.id)
        if not over(batch, TODAY) and (LAST_DAY[batch.expiry] or "9") < last:
            assert by_hand[batch.id] - taken <= 0


def applied(stock: tuple[list[SupplyItem], list[SupplyBatch], list[SupplyMovement]], writes: list[Write]) -> None:
    for write in writes:
        assert isinstance(write, Add)
        kind = {SupplyItem: 0, SupplyBatch: 1, SupplyMovement: 2}[type(write.record)]
        stock[kind].append(write.record)  # type: ignore[arg-type]


@given(shelves, st.integers(1, 80))
def test_handing_out_takes_just_so_many_whatever_the_books_have(
    shelf: tuple[list[str | None], list[tuple[int, str, int, int, bool]]], wanted: int
) -> None:
    stock, _ = built(shelf)
    writes = list(acts.hand_out(woman(birth_date="1990-01-01"), ITEM, wanted, TODAY, stock, ids()))
    moved = [w.record for w in writes if isinstance(w, Add) and isinstance(w.record, SupplyMovement)]
    assert sum(m.quantity for m in moved) == wanted
    assert all(m.movement == "out" and m.subject == "w" for m in moved)
    assert [m.until for m in moved if m.until] == (
        [(TODAY + timedelta(days=30 * wanted)).isoformat()] if wanted <= 36 else []
    )
    known = {b.id for b in stock.batches("i")}
    assert all(not expired(stock.batch(m.batch), TODAY) for m in moved if m.batch in known)  # type: ignore[arg-type]


@given(st.lists(st.tuples(st.booleans(), st.integers(1, 9)), max_size=12))
def test_two_laptops_that_wrote_down_one_shelf_keep_one_shelf(given_out: list[tuple[bool, int]]) -> None:
    fresh = ids()
    both: tuple[list[SupplyItem], list[SupplyBatch], list[SupplyMovement]] = ([], [], [])
    own: dict[bool, SupplyItem] = {}
    for laptop in (False, True):  # each lists the usual article and its batch; one of them receives
        (made,) = acts.add_item({"article": "condom", "lasts_days": 30}, fresh=fresh)
        assert isinstance(made, Add)
        assert isinstance(made.record, SupplyItem)
        own[laptop] = made.record
        applied(both, [made])
        applied(
            both,
            list(acts.receive(own[laptop], 20, TODAY, Stock([own[laptop]], [], []), fresh, number="A1", expiry="2027")),
        )
    for laptop, quantity in given_out:
        mine = Stock([own[laptop]], [b for b in both[1] if b.item == own[laptop].id], both[2])
        applied(both, list(acts.hand_out(None, own[laptop], quantity, TODAY, mine, fresh)))
    merged = Stock(*both)
    (item,) = merged.items
    assert len(merged.batches(item.id)) == 1
    assert merged.balance_of(item.id) == 40 - sum(quantity for _, quantity in given_out)
    assert merged.alike(item.id) == tuple(sorted(i.id for i in own.values()))
    assert merged.balance_of(own[True].id) == merged.balance_of(own[False].id)


def stock_of(*batches: tuple[str, str | None, int], item: SupplyItem = ITEM, day: str = "2026-10-01") -> Stock:
    made = [SupplyBatch(id=n, subject="", item="i", number=n, expiry=e) for n, e, _ in batches]
    came = [
        SupplyMovement(id=f"m{n}", subject="", batch=n, movement="in" if q > 0 else "out", quantity=abs(q), date=day)
        for n, _, q in batches if q
    ]  # fmt: skip
    return Stock([item], made, came)


def notices(stock: Stock) -> tuple[Notice, ...]:
    return lines(stock, TODAY, near_days=90)[0].notices


def test_below_zero_is_shown_even_where_other_batches_make_up_for_it() -> None:
    stock = stock_of(("A", "2028", -3), ("B", "2029", 40))
    assert notices(stock) == (Notice.BELOW_ZERO,)
    assert stock.usable("i", TODAY) == 40


def test_what_is_told_of_an_article() -> None:
    assert notices(stock_of(("A", "2028", 6))) == ()
    assert notices(stock_of(("A", "2028", 5))) == (Notice.LOW,)
    assert notices(stock_of()) == (Notice.OUT,)
    assert notices(stock_of(("A", "2026-11-21", 9))) == (Notice.EXPIRED, Notice.OUT)
    assert notices(stock_of(("A", "2027-02-20", 9))) == (Notice.NEAR_EXPIRY,)
    assert notices(stock_of(("A", "2027-02-21", 9))) == ()


def test_an_article_nobody_counts_on_is_not_missing() -> None:
    assert lines(Stock([ITEM.with_values(low_at=None)], [], []), TODAY)[0].notices == ()


def test_what_was_taken_back_after_some_of_it_went_is_still_counted() -> None:
    out = SupplyMovement(id="o", subject="", batch="A", movement="out", quantity=2, date="2026-11-01")
    stock = Stock([ITEM], [SupplyBatch(id="A", subject="", item="i", retired="undone")], [out])
    assert stock.balance_of("i") == -2
    assert notices(stock)[0] is Notice.BELOW_ZERO


def test_nobody_named_and_a_woman_who_wants_no_entry_leave_no_name() -> None:
    stock = stock_of(("A", "2028", 9))
    refused = Consent(id="c", subject="w", scope="care", state="refused", date="2026-01-01")
    for story in (None, woman(refused)):
        (write,) = acts.hand_out(story, ITEM, 2, TODAY, stock, ids(), visit="v", until=date(2027, 1, 1))
        assert isinstance(write, Add)
        assert isinstance(write.record, SupplyMovement)
        assert (write.record.subject, write.record.visit, write.record.until) == ("", None, None)


def test_what_she_still_has_lasts_first_and_her_own_day_goes_before() -> None:
    stock = stock_of(("A", "2028", 90))
    earlier = SupplyMovement(
        id="e", subject="w", batch="A", movement="out", quantity=1, date="2026-11-01", until="2026-12-01"
    )  # fmt: skip
    hers = woman(earlier)
    assert acts.runs_out(hers, ITEM, 2, TODAY, stock) == date(2027, 1, 30)
    assert acts.runs_out(woman(), ITEM, 2, TODAY, stock) == date(2027, 1, 21)
    assert acts.runs_out(hers, ITEM.with_values(lasts_days=None), 2, TODAY, stock) is None
    assert acts.runs_out(hers, ITEM, 100_000, TODAY, stock) is None
    (write,) = acts.hand_out(hers, ITEM, 2, TODAY, stock, ids(), visit="v", until=date(2026, 12, 24))
    assert isinstance(write, Add)
    assert write.record.until == "2026-12-24"  # type: ignore[attr-defined]


def test_split_over_batches_runs_out_once() -> None:
    writes = acts.hand_out(woman(), ITEM, 7, TODAY, stock_of(("A", "2027", 4), ("B", "2028", 9)), ids())
    moved = [(w.record.batch, w.record.quantity, bool(w.record.until)) for w in writes]  # type: ignore[union-attr]
    assert moved == [("A", 4, False), ("B", 3, True)]


def test_more_than_the_books_have_goes_below_zero_and_is_never_taken_from_what_is_over() -> None:
    stock = stock_of(("old", "2026-01", 50), ("A", "2028", 2))
    (write,) = acts.hand_out(None, ITEM, 5, TODAY, stock, ids())
    assert (write.record.batch, write.record.quantity) == ("A", 5)  # type: ignore[union-attr]
    new, out = acts.hand_out(None, ITEM, 5, TODAY, stock_of(("old", "2026-01", 50)), ids())
    assert new.record.number is None  # type: ignore[union-attr]
    assert out.record.batch == new.record.id  # type: ignore[union-attr]


def test_brought_back_to_the_last_piece_nothing_is_left_to_run_out() -> None:
    stock = stock_of(("A", "2028", 20))
    out = SupplyMovement(
        id="o", subject="w", batch="A", movement="out", quantity=3, date="2026-11-01", until="2027-01-30"
    )
    batch = stock.batch("A")
    assert batch is not None
    some = acts.bring_back(woman(out), ITEM, batch, 2, TODAY, stock, ids())
    assert [w for w in some if isinstance(w, Edit)] == []
    every = acts.bring_back(woman(out), ITEM, batch, 3, TODAY, stock, ids())
    assert [w for w in every if isinstance(w, Edit)] == [Edit("supply_movement", "o", {"until": None})]


@given(shelves, st.dictionaries(st.sampled_from(["b0", "b1", "b2", "b3"]), st.integers(0, 60)))
def test_after_counting_the_books_say_what_was_counted(
    shelf: tuple[list[str | None], list[tuple[int, str, int, int, bool]]], counted: dict[str, int]
) -> None:
    stock, by_hand = built(shelf)
    writes = acts.count_up(counted, TODAY, stock, ids(), "盘点")
    after = by_hand.copy()
    for write in writes:
        assert isinstance(write, Add)
        record = write.record
        assert isinstance(record, SupplyMovement)
        assert record.movement in ("found", "loss")
        after[record.batch] += SIGN[record.movement] * record.quantity
    assert all(after[b] == counted.get(b, by_hand[b]) for b in ("b0", "b1", "b2", "b3"))


@given(shelves)
def test_the_days_without_are_those_at_whose_end_nothing_in_date_was_left(
    shelf: tuple[list[str | None], list[tuple[int, str, int, int, bool]]],
) -> None:
    stock, _ = built(shelf)
    month = PartialDate("2026-11")
    standing = list(stock.movements)
    first = min((m.date for m in standing if SIGN[m.movement] > 0), default=None)
    expected = []
    for number in range(1, 23):
        day = date(2026, 11, number)
        left = Counter[str]()
        for m in standing:
            left[m.batch] += SIGN[m.movement] * m.quantity if m.date <= day.isoformat() else 0
        here = any(left[b.id] > 0 and not over(b, day) for b in stock.batches("i"))
        if first is not None and first <= day.isoformat() and not here:
            expected.append(day)
    assert list(days_out(stock, ITEM, month, TODAY)) == expected


@given(shelves)
def test_a_month_adds_up(shelf: tuple[list[str | None], list[tuple[int, str, int, int, bool]]]) -> None:
    stock, _ = built(shelf)
    october, november = (item_month(stock, ITEM, PartialDate(m)) for m in ("2026-10", "2026-11"))
    for month in (october, november):
        assert month.opening + sum(SIGN[code] * n for code, n in month.sums.items()) == month.closing
        assert [e.after for e in month.entries][-1:] in ([], [month.closing])
    assert october.closing == november.opening
    assert november.closing == stock.balance_of("i")
