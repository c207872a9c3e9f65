"""What `tarikh export` writes: the on-this-day calendar, to standard output or to a file."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot import clock, config
from bot.building import PACK
from bot.exits import FOUND, fail, say
from bot.texts import texts
from content.days import Calendar
from content.files import shown
from content.library import load

if TYPE_CHECKING:
    import argparse
    from pathlib import Path


def export(options: argparse.Namespace) -> int:
    """Write the calendar of `options.calendar`, to the file `options.output` if there is one."""
    from bot.calendar_feed import feed  # noqa: PLC0415 -- loads a library that only this command needs

    words = texts(config.read(os.environ).locale)
    at = datetime.fromtimestamp(clock.now(), UTC).replace(microsecond=0)
    written = feed(load(PACK), Calendar(options.calendar), at, words)
    output: Path | None = options.output
    if output is None:
        return _print(written)
    try:
        _save(written, output)
    except OSError as error:
        return fail(f"{shown(str(output))} could not be written: {error.strerror}. Nothing was changed.")
    say(f"{shown(str(output))} is written.")
    return FOUND


def _print(written: bytes) -> int:
    if sys.stdout is None:
        return fail("there is no standard output to write to; name a file: --output FILE.")
    # Past the text layer, which on some systems would end lines in its own way.
    sys.stdout.buffer.write(written)
    sys.stdout.flush()
    return FOUND


def _save(written: bytes, output: Path) -> None:
    """Put a file in its place at once: who reads it meanwhile, or a full disk, finds the one before it.

    Raises:
        OSError: It cannot be written there; what was there still is.
    """
    if output.exists() and not output.is_file():  # a device or a pipe is written to, not replaced
        output.write_bytes(written)
        return
    file = output.resolve()  # a link stays one
    part = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        part.write_bytes(written)
        part.replace(file)
    except OSError:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise
