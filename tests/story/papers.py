"""What left as paper, as another program reads it."""

import subprocess
from pathlib import Path

from tests.story.hands import Hands


def printed(path: Path) -> str:
    """What another program finds in a PDF."""
    return subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, check=True, text=True).stdout


def saved(her: Hands, path: Path, said: str) -> str:
    """The form that is looked at, saved; what another program finds in it."""
    her.will_save(path)
    her.settle()
    her.key("Ctrl+S")
    her.until_read(said)
    return printed(path)
