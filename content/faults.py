"""What is wrong with content, said to its author: the file, the id, the fault and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing that is wrong in a pack or a question bank.

    `file` is the path inside the pack's folder. `id` names what in the file is meant (`entry`,
    `entry/claim`), or is empty where the file as a whole is meant. `wrong` and `remedy` are clauses without a
    full stop.
    """

    file: str
    id: str
    wrong: str
    remedy: str

    def __str__(self) -> str:
        place = f"{self.file}, {self.id}" if self.id else self.file
        return f"{place}: {self.wrong}; {self.remedy}"


class PackError(Exception):
    """A pack or a bank cannot be used; `faults` says all of what is wrong with it, sorted."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = faults
