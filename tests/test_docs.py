"""What the documents tell people to type works."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
DOCUMENTS = sorted([ROOT / "README.md", ROOT / "CONTRIBUTING.md", *ROOT.glob("docs/**/*.md")])


def blocks(document: str, kind: str) -> list[str]:
    text = (ROOT / document).read_text(encoding="utf-8")
    return [
        line for block in re.findall(rf"```{kind}\n(.*?)```", text, re.DOTALL) for line in block.splitlines()
    ]


def run(command: str, tmp_path: Path, typed: str = "") -> subprocess.CompletedProcess[str]:
    environ = {**os.environ, "TARIKH_DATABASE_URL": f"sqlite:///{tmp_path}/docs.sqlite3"}
    return subprocess.run(
        ["/bin/sh", "-c", command],
        cwd=ROOT,
        env=environ,
        input=typed,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


@pytest.mark.parametrize("command", [each for each in blocks("README.md", "sh") if "clone" not in each])
def test_the_commands_of_the_readme_run(command: str, tmp_path: Path) -> None:
    done = run(command, tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()


def test_the_commands_of_the_guide_to_daily_posts_run(tmp_path: Path) -> None:
    assert run("scripts/run migrate", tmp_path).returncode == 0  # as where the bot runs
    commands = blocks("docs/how-to/daily.md", "sh")
    assert commands
    for command in commands:
        done = run(command, tmp_path)
        assert done.returncode == 0, done.stderr
        assert done.stdout.strip()


@pytest.mark.parametrize("document", ["README.md", "docs/how-to/class.md"])
def test_what_the_documents_type_into_the_chat_is_understood(document: str, tmp_path: Path) -> None:
    typed = [line.removeprefix("tarikh> ") for line in blocks(document, "text")]
    assert typed
    for line in typed:
        done = run("scripts/run", tmp_path / str(len(line)), line + "\n")
        assert done.returncode == 0, done.stderr
        for bad in ("no command", "does not understand", "do not cover", "no one topic", "Nothing fits"):
            assert bad not in done.stdout, done.stdout


def test_links_lead_somewhere() -> None:
    broken = [
        f"{document.relative_to(ROOT)}: {target}"
        for document in DOCUMENTS
        for target in re.findall(r"\]\(([^)#]+)\)", document.read_text(encoding="utf-8"))
        if "://" not in target and not (document.parent / target).exists()
    ]
    assert not broken


def test_no_document_names_a_machine() -> None:
    for document in DOCUMENTS:
        assert not re.search(r"(?<![\w.])/(home|root|tmp|work)/", document.read_text(encoding="utf-8")), (
            document
        )
