"""The log names kinds and places, never what was typed; a person is told once."""

from collections.abc import Callable

from app.errors import StorageTrouble
from app.unforeseen import describe
from ui.crash import Watch


def fail(name: str) -> None:
    raise ValueError(f"cannot save {name}")


def caught(name: str) -> BaseException:
    try:
        fail(name)
    except ValueError as error:
        return error
    raise AssertionError


def test_the_description_holds_no_message() -> None:
    words = describe(caught("王秀兰"))
    assert "ValueError" in words
    assert "test_crash.py" in words
    assert "王秀兰" not in words


def test_the_description_holds_codes_and_causes() -> None:
    try:
        raise StorageTrouble("ledger.disk_full", file="x") from caught("李月琴")
    except StorageTrouble as error:
        words = describe(error)
    assert "ledger.disk_full" in words
    assert "ValueError" in words
    assert "李月琴" not in words


def test_a_person_is_told_once(expect_log: Callable[[str], None]) -> None:
    expect_log("suifang.crash: ERROR")
    told: list[BaseException] = []
    watch = Watch(told.append)
    watch.crashed(caught("a"))
    watch.crashed(caught("b"))
    assert len(told) == 1
