"""The pinned libraries load, and loading what the floors need does not bring Qt along."""

import importlib
import logging
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest


@pytest.mark.parametrize(
    "name",
    [
        "alembic",
        "argon2",
        "cryptography",
        "filelock",
        "httpx",
        "msgspec",
        "openpyxl",
        "platformdirs",
        "psycopg",
        "pypdfium2",
        "pypinyin",
        "pyrage",
        "python_calamine",
        "reportlab",
        "sqlalchemy",
        "starlette",
        "sxtwl",
        "uvicorn",
        "xlsxwriter",
        "zstandard",
    ],
)
def test_a_pinned_library_loads(name: str) -> None:
    assert importlib.import_module(name).__name__ == name


def test_the_encrypted_driver_really_encrypts() -> None:
    code = "import sqlcipher3; print(sqlcipher3.connect(':memory:').execute('PRAGMA cipher_version').fetchone()[0])"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert shown.startswith("4.")


@pytest.mark.parametrize("floor", ["app", "storage", "sync"])
def test_no_floor_below_ui_loads_qt(floor: str) -> None:
    code = f"import sys, {floor}; print(any(m.startswith('PySide6') for m in sys.modules))"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert shown.strip() == "False"


def test_a_warning_nobody_expected_is_a_complaint(log_watch: Any) -> None:
    logging.getLogger("stove").warning("smoke")
    assert log_watch.complaints() == ["logged, not expected: stove: WARNING: smoke"]
    log_watch.seen.clear()


def test_a_warning_that_was_expected_must_come(log_watch: Any, expect_log: Callable[[str], None]) -> None:
    expect_log("smoke")
    assert log_watch.complaints() == ["expected, not logged: smoke"]
    logging.getLogger("stove").warning("smoke")
    assert log_watch.complaints() == []
