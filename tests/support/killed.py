"""Killing a program at a random moment, and what it had said until then."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parents[2]


def told_until_killed(arguments: Sequence[str], after: float, *, lines: int = 1) -> list[str]:
    """Runs ``python <arguments>`` and kills it (SIGKILL) so many seconds after its first ``lines``; returns its whole lines.

    The program prints, and flushes, a line for each thing it was told is safe. One that ends by itself or never says
    anything fails the test with what it wrote on stderr.
    """
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        [sys.executable, "-P", *arguments], cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as child:
        assert child.stdout is not None
        assert child.stderr is not None
        first = b"".join(child.stdout.readline() for _ in range(lines))
        time.sleep(after)
        ended = child.poll()
        child.kill()
        rest, complaints = child.stdout.read(), child.stderr.read()
    assert first, complaints.decode()
    assert ended is None, complaints.decode()
    return (first + rest).decode().split("\n")[:-1]
