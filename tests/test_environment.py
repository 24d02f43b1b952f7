"""The pinned libraries load, and loading what the floors need does not bring Qt along."""

import importlib
import subprocess
import sys

import pytest


@pytest.mark.parametrize(
    "name",
    [
        "argon2",
        "cryptography",
        "filelock",
        "msgspec",
        "openpyxl",
        "platformdirs",
        "pypdfium2",
        "pypinyin",
        "pyrage",
        "python_calamine",
        "reportlab",
        "sqlalchemy",
        "sxtwl",
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
