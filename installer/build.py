"""`./dev build`: the frozen programs for the system this runs on, in ``dist/suifang``, tried before they are called done."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = ROOT / "dist" / "suifang"


def main() -> int:
    """Freezes, says how large it became, and runs the smoke test on it."""
    freeze = [
        "-m",
        "PyInstaller",
        "--noconfirm",
        "--clean",
        "--log-level",
        "WARN",
        str(ROOT / "installer" / "suifang.spec"),
    ]
    subprocess.run([sys.executable, *freeze], cwd=ROOT, check=True)
    size = sum(path.stat().st_size for path in PROGRAM.rglob("*") if path.is_file() and not path.is_symlink())
    print(f"{PROGRAM}: {size / 1e6:.0f} MB")
    return subprocess.call([sys.executable, str(ROOT / "installer" / "smoke.py"), str(PROGRAM)])


if __name__ == "__main__":
    sys.exit(main())
