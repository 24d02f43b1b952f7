"""``suifang`` with a fault inside: the command works on somebody's record and then something nobody foresaw happens."""

import sys
from argparse import Namespace
from typing import NoReturn

from ui.cli import main, women
from ui.cli.opening import opened, woman_of


def broken(options: Namespace) -> NoReturn:
    """Fails with her whole record in the message and in the cause, as a careless library would."""
    with opened(options) as ledger:
        story = woman_of(ledger, options.woman)
        try:
            raise KeyError(story.woman)
        except KeyError as error:
            raise ValueError(f"cannot show {story}") from error


if __name__ == "__main__":
    women.show = broken
    sys.exit(main.main())
