"""One module per row of the table. Each has ``CASE``, a ``bench.harness.Case``; a new file is found by itself."""

from __future__ import annotations

import pkgutil
from importlib import import_module

from bench.harness import Case


def names() -> list[str]:
    """The names of all cases, in the order of the alphabet."""
    return sorted(module.name for module in pkgutil.iter_modules(__path__))


def load(name: str) -> Case:
    """A case by the name of its module."""
    case = import_module(f"{__name__}.{name}").CASE
    assert isinstance(case, Case), name
    return case
