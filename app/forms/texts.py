"""The words and column heads of the forms are data: ``resources/forms/<form>.toml``.

Chinese only: they are official papers.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any


@cache
def texts(form: str) -> Mapping[str, Any]:
    """What ``resources/forms/<form>.toml`` says."""
    found = resources.files("resources") / "forms" / f"{form}.toml"
    return MappingProxyType(tomllib.loads(found.read_text(encoding="utf-8")))
