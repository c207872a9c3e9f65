"""Reading a folder of TOML files that people write, without ever failing on what they may hold."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING

import tomli

from content.faults import Fault

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_BYTES = 1024 * 1024  # of one file; what is larger is a mistake, or too much for people to review


def shown(path: str) -> str:
    """A path as a fault may print it: with slashes, and whatever is no printable sign escaped."""
    return "".join(
        sign if sign.isprintable() else sign.encode("unicode_escape").decode()
        for sign in Path(path).as_posix()
    )


def _why(error: OSError) -> str:
    return (error.strerror or type(error).__name__).lower()


def toml_files(folder: Path) -> tuple[tuple[str, ...], tuple[Fault, ...]]:
    """The paths of all `.toml` files in a folder and below it, relative to it, sorted.

    Names that begin with a dot (editors' and version control's own) are passed over. A link to a folder is
    not followed, because it may lead back to where it stands: it is a fault.
    """
    found: list[str] = []
    faults: list[Fault] = []

    def refuse(error: OSError) -> None:
        place = os.path.relpath(error.filename, folder)
        faults.append(
            Fault(shown(place), "", f"the folder cannot be read ({_why(error)})", "give the pack's folder")
        )

    for here, folders, names in os.walk(folder, onerror=refuse):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in folders:
            path = os.path.join(here, name)  # noqa: PTH118 - os.walk gives strings, and 1,000 Paths cost time
            if Path(path).is_symlink():
                relative = shown(os.path.relpath(path, folder))
                faults.append(Fault(relative, "", "is a link to a folder", "put the folder itself there"))
        found.extend(
            os.path.relpath(os.path.join(here, name), folder)  # noqa: PTH118 - as above
            for name in names
            if name.lower().endswith(".toml") and not name.startswith(".")
        )
    return tuple(sorted(found)), tuple(faults)


def _content(path: Path) -> bytes | tuple[str, str]:
    """A file's bytes, or what is wrong with the file and what to do."""
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            return "is not a file", "put a TOML file there, or rename it"
        if status.st_size > MAX_BYTES:
            return f"has more than {MAX_BYTES // 1024} KiB", "split it into several files"
        return path.read_bytes()
    except OSError as error:
        return f"cannot be read ({_why(error)})", "put a readable file there"


def _decoded(content: bytes) -> str | tuple[str, str]:
    """The text of bytes that must be UTF-8, or what is wrong and what to do."""
    if content.startswith(b"\xef\xbb\xbf"):
        return "begins with a byte-order mark", "save it as UTF-8 without one"
    if content.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in content:
        return "is not UTF-8 text but looks like UTF-16", "save it as UTF-8"
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        row = content.count(b"\n", 0, error.start) + 1
        return f"is not UTF-8 text (line {row})", "save it as UTF-8"


def read_toml(folder: Path, name: str) -> Mapping[str, object] | Fault:
    """What the TOML file `name` of a folder says, or why it says nothing.

    A path that `toml_files` gave is shown in the fault as it is.
    """
    file = shown(name)
    content = _content(folder / name)
    if isinstance(content, tuple):
        return Fault(file, "", *content)
    text = _decoded(content)
    if isinstance(text, tuple):
        return Fault(file, "", *text)
    try:
        return tomli.loads(text)
    except RecursionError:
        return Fault(file, "", "is not valid TOML: brackets are nested too deeply", "close them")
    except ValueError as error:  # tomli's own error, or Python's on a number of thousands of digits
        return Fault(file, "", f"is not valid TOML: {str(error)[:200]}", "correct it there")
