"""The documentation's diagram is drawn from the session's tables."""

from __future__ import annotations

from pathlib import Path

from quizzes.diagram import mermaid, refusals

DOCUMENT = Path(__file__).parents[2] / "docs" / "reference" / "quiz-states.md"


def test_the_document_holds_what_the_tables_say() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    assert f"```mermaid\n{mermaid()}\n```" in text
    assert refusals() in text


def test_the_diagram_reads_like_the_table() -> None:
    assert "    lobby --> open: Start" in mermaid().splitlines()
    assert "    finished --> [*]" in mermaid().splitlines()
    assert "| Answer | `not_started` |  | `late` | `finished` |" in refusals().splitlines()
