"""Draws the session's states from its tables, for the documentation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quizzes.session import REFUSALS, TRANSITIONS
from quizzes.state import Phase

if TYPE_CHECKING:
    from quizzes.moves import Move


def mermaid() -> str:
    """A Mermaid state diagram of all transitions."""
    lines = ["stateDiagram-v2", f"    [*] --> {Phase.LOBBY}"]
    arrows: dict[tuple[Phase, Phase], list[str]] = {}
    for (phase, move), transition in TRANSITIONS.items():
        for target in transition.leads_to:
            arrows.setdefault((phase, target), []).append(move.__name__)
    lines.extend(f"    {phase} --> {target}: {', '.join(moves)}" for (phase, target), moves in arrows.items())
    lines.append(f"    {Phase.FINISHED} --> [*]")
    return "\n".join(lines)


def refusals() -> str:
    """A Markdown table of what is always refused, and the reason."""
    moves: dict[type[Move], dict[Phase, str]] = {}
    for (phase, move), reason in REFUSALS.items():
        moves.setdefault(move, {})[phase] = f"`{reason}`"
    lines = ["| move | " + " | ".join(Phase) + " |", "|---" * (1 + len(Phase)) + "|"]
    for move, reasons in moves.items():
        lines.append(f"| {move.__name__} | " + " | ".join(reasons.get(phase, "") for phase in Phase) + " |")
    return "\n".join(lines)
