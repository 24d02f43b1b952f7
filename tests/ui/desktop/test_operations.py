"""Background work: one way to succeed, one to fail, nothing to a page that is gone."""

import gc
import threading
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from app.errors import Cancelled, StorageTrouble, SuifangError
from ui.desktop.operations import Operations, Progress


@pytest.fixture
def operations(qtbot: QtBot) -> Iterator[Operations]:
    made = Operations(lambda _: None, lambda _: SuifangError("crashed", log=""))
    yield made
    made.close()


def test_the_result_arrives_in_the_windows_thread(qtbot: QtBot, operations: Operations) -> None:
    owner, seen = QObject(), list[tuple[int, bool]]()
    here = threading.get_ident()
    operations.on_ledger(
        lambda _: threading.get_ident(),
        owner=owner,
        done=lambda there: seen.append((there, threading.get_ident() == here)),
    )
    qtbot.waitUntil(lambda: bool(seen))
    assert seen[0][0] != here
    assert seen[0][1]


def test_work_on_the_ledger_is_done_one_after_the_other(qtbot: QtBot, operations: Operations) -> None:
    owner, order = QObject(), list[int]()
    for number in range(20):
        operations.on_ledger(lambda _, n=number: order.append(n), owner=owner)  # type: ignore[misc]
    qtbot.waitUntil(lambda: not operations.busy())
    assert order == list(range(20))


def test_a_failure_comes_by_the_failure_path_only(qtbot: QtBot, operations: Operations) -> None:
    def work(_: Progress) -> None:
        raise StorageTrouble("ledger.disk_full", file="x")

    done, failed = list[object](), list[SuifangError]()
    owner = QObject()
    operations.on_ledger(work, owner=owner, done=done.append, failed=failed.append)
    qtbot.waitUntil(lambda: bool(failed))
    assert (done, failed[0].code) == ([], "ledger.disk_full")


def test_what_nobody_foresaw_comes_by_the_same_path_in_other_words(qtbot: QtBot, operations: Operations) -> None:
    failed = list[SuifangError]()
    owner = QObject()
    operations.on_ledger(lambda _: 1 // 0, owner=owner, failed=failed.append)
    qtbot.waitUntil(lambda: bool(failed))
    assert failed[0].code == "crashed"


def test_a_page_that_is_gone_hears_nothing(qtbot: QtBot, operations: Operations) -> None:
    import shiboken6

    owner, heard, gate = QObject(), list[object](), threading.Event()
    operations.on_ledger(lambda _: gate.wait(5), owner=owner, done=heard.append)
    shiboken6.delete(owner)
    gate.set()
    qtbot.waitUntil(lambda: not operations.busy())
    assert heard == []


def test_only_the_latest_of_a_name_is_answered(qtbot: QtBot, operations: Operations) -> None:
    owner, heard, gate = QObject(), list[str](), threading.Event()
    operations.on_ledger(lambda _: gate.wait(5), owner=owner)
    for typed in ("w", "wa", "wan"):
        operations.on_ledger(lambda _, t=typed: t, owner=owner, done=heard.append, latest="search")  # type: ignore[misc]
    gate.set()
    qtbot.waitUntil(lambda: not operations.busy())
    assert heard == ["wan"]


def test_a_stop_is_heard_where_the_work_looks(qtbot: QtBot, operations: Operations) -> None:
    failed = list[SuifangError]()
    begun = threading.Event()

    def work(progress: Progress) -> None:
        begun.set()
        while True:
            progress.at(1, 2)

    owner = QObject()
    operation = operations.beside(work, owner=owner, failed=failed.append)
    begun.wait(5)
    operation.cancel()
    qtbot.waitUntil(lambda: bool(failed))
    assert isinstance(failed[0], Cancelled)


def test_a_save_asked_just_before_closing_is_done_and_then_the_ledger_is_closed(qtbot: QtBot) -> None:
    operations = Operations(lambda _: None, lambda _: SuifangError("crashed", log=""))
    owner, order, go = QObject(), list[str](), threading.Event()
    operations.on_ledger(lambda _: go.wait(), owner=owner)
    operations.on_ledger(lambda _: order.append("save"), owner=owner)
    operations.on_ledger(lambda _: order.append("import"), owner=owner, title="long")
    threading.Timer(0.05, go.set).start()
    operations.close(lambda: order.append("closed"))
    operations.close()
    assert order == ["save", "closed"]


def test_what_has_ended_is_let_go(qtbot: QtBot, operations: Operations) -> None:
    class Held:
        """Something large."""

    owner, held = QObject(), Held()
    seen = weakref.ref(held)
    operations.on_ledger(lambda _, it=held: None, owner=owner)  # type: ignore[misc]
    del held
    qtbot.waitUntil(lambda: not operations.busy())
    gc.collect()
    assert seen() is None
