"""An error nobody foresaw, told without a word of anybody's.

Kinds of errors and places in the program, never messages or values: a message may quote what was typed.
"""

from __future__ import annotations

import traceback
from pathlib import Path

from app.errors import SuifangError


def describe(error: BaseException) -> str:
    """Kind and places of an error and of what caused it, without a word of its message."""
    lines: list[str] = []
    step: BaseException | None = error
    while step is not None:
        kind = f"{type(step).__module__}.{type(step).__qualname__}"
        lines.append(f"{kind} {step.code}" if isinstance(step, SuifangError) else kind)
        lines += [f"  {Path(f.filename).name}:{f.lineno} {f.name}" for f in traceback.extract_tb(step.__traceback__)]
        step = step.__cause__ or step.__context__
    return "\n".join(lines)
