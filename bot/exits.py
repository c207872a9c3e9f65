"""What the `tarikh` command says, and the status that it ends with."""

from __future__ import annotations

import os
import sys

# Exit statuses; the last two are what shells give for Ctrl-C and for a reader that has gone.
FOUND, NOT_FOUND, UNUSABLE, INTERRUPTED, HUNG_UP = 0, 1, 2, 130, 141


def say(text: str) -> None:
    """Print an answer."""
    print(text, flush=True)  # noqa: T201 -- a command's answers


def fail(*sentences: str) -> int:
    """Print what is wrong, a line a sentence; gives the status to end with."""
    for sentence in sentences:
        print(f"tarikh: {sentence}", file=sys.stderr)  # noqa: T201 -- a command's errors
    return UNUSABLE


def silence() -> None:
    """Let what is still to be printed go nowhere: without this, Python complains about it at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def notice(sentence: str) -> None:
    """Tell whoever has started the bot how it goes; that nobody reads it any more is no reason to stop."""
    try:
        say(sentence)
    except OSError:
        silence()
