"""The words and column heads of the forms are data: ``resources/forms/<form>.toml``.

Chinese only: they are official papers.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import resources


@resources.cached
def texts(form: str) -> Mapping[str, Any]:
    """What ``resources/forms/<form>.toml`` says."""
    return MappingProxyType(tomllib.loads(resources.read(f"forms/{form}.toml")))
