"""What Slack's own types for TypeScript say; skipped, with the reason, where node or npm is missing."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.servers.slack.checks import samples as s
from tests.servers.slack.checks import types

if TYPE_CHECKING:
    from tests.servers.slack.checks.samples import Payload

ROOT = Path(__file__).parents[3]
PLANTED: dict[str, tuple[Payload, str]] = {
    "unknown block": (s.message({"type": "paragraph"}), '"paragraph"'),
    "unknown block in a modal": (s.modal({"type": "paragraph"}), '"paragraph"'),
    "unknown block at home": (s.home({"type": "paragraph"}), '"paragraph"'),
    "unknown element": (s.message(s.actions(s.button() | {"type": "knob"})), '"knob"'),
    "unknown property": (s.message(s.section(colour="red")), '"colour"'),
    "unknown property of an element": (s.message(s.actions(s.button(colour="red"))), '"colour"'),
    "mrkdwn in a header": (s.message({"type": "header", "text": s.mrkdwn()}), '"mrkdwn"'),
    "mrkdwn on a button": (s.message(s.actions(s.button(text=s.mrkdwn()))), '"mrkdwn"'),
    "mrkdwn in a title": (s.modal(s.section(), title=s.mrkdwn()), '"mrkdwn"'),
    "text is a string": (s.message({"type": "section", "text": "x"}), "'string'"),
    "text is a number": (s.message({"type": "section", "text": {"type": "mrkdwn", "text": 1}}), "'number'"),
    "image without words": (
        s.message({"type": "image", "image_url": "https://a.invalid/b.png"}),
        "'alt_text'",
    ),
    "input without a label": (s.modal({"type": "input", "element": s.typed()}), "'label'"),
    "button asked for": (s.modal(s.asked(s.button())), '"button"'),
    "text field beside a section": (s.message(s.section(accessory=s.typed())), '"plain_text_input"'),
    "style": (s.message(s.actions(s.button(style="warning"))), '"warning"'),
    "flag": (s.modal(s.asked(s.typed(multiline="yes"))), "'boolean"),
    "null": (s.message(s.section(block_id=None)), "'null'"),
    "modal without a title": ({"type": "modal", "blocks": [s.section()]}, "'title'"),
    "home with a button to send": (s.home(s.section(), submit=s.plain()), '"submit"'),
    "rich text in preformatted": (
        s.message(
            s.rich({"type": "rich_text_preformatted", "elements": [{"type": "user", "user_id": "U1"}]})
        ),
        '"user"',
    ),
    "metadata of strings": (
        s.message(metadata={"event_type": "e", "event_payload": {"a": ["x"]}}),
        "'string'",
    ),
}


@pytest.fixture(scope="module")
def told() -> list[str]:
    """What the types say about all the samples and all the planted faults, asked once."""
    return types.faults(
        s.MESSAGES | s.VIEWS | {f"planted {name}": each for name, (each, _) in PLANTED.items()}
    )


def test_what_slack_takes_has_no_faults(told: list[str]) -> None:
    assert [fault for fault in told if not fault.startswith("planted ")] == []


@pytest.mark.parametrize("name", PLANTED)
def test_planted_faults_are_found_and_named(told: list[str], name: str) -> None:
    found = [fault for fault in told if fault.startswith(f"planted {name}: ")]
    assert found
    assert any(PLANTED[name][1] in fault for fault in found), found


def test_several_processes_may_ask_at_once(told: list[str]) -> None:
    assert told  # installed
    asking = (
        "from tests.servers.slack.checks import samples as s, types;"
        "print(types.faults({'a': s.message({'type': 'paragraph'}), 'b': s.home(s.section())}))"
    )
    processes = [
        subprocess.Popen([sys.executable, "-c", asking], cwd=ROOT, stdout=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    said = [process.communicate()[0] for process in processes]
    assert [process.returncode for process in processes] == [0, 0, 0]
    assert said[0] == said[1] == said[2]
    assert said[0].startswith("['a: ") or said[0].startswith('["a: ')
    assert "b: " not in said[0]


def test_nothing_is_asked_about_nothing(told: list[str]) -> None:
    assert told
    assert types.faults({}) == []


def test_without_node_it_is_skipped_and_says_why(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    types.missing.cache_clear()
    try:
        with pytest.raises(pytest.skip.Exception, match=r"@slack/types: node or npm is missing"):
            types.faults({"a": s.message(s.section())})
    finally:
        types.missing.cache_clear()


def test_an_installation_that_fails_says_why(told: list[str], tmp_path: Path) -> None:
    assert told  # node and npm are there
    package = json.loads((types.FOLDER / "package.json").read_text(encoding="utf-8"))
    package["devDependencies"]["typescript"] = "1.0.0"
    (tmp_path / "package.json").write_text(json.dumps(package), encoding="utf-8")
    lock = (types.FOLDER / "package-lock.json").read_text(encoding="utf-8")
    (tmp_path / "package-lock.json").write_text(lock, encoding="utf-8")
    assert types.missing(tmp_path).startswith("npm ci failed: ")


def test_versions_are_pinned_and_no_registry_is_named() -> None:
    package = json.loads((types.FOLDER / "package.json").read_text(encoding="utf-8"))
    lock = json.loads((types.FOLDER / "package-lock.json").read_text(encoding="utf-8"))
    for name, version in package["devDependencies"].items():
        assert lock["packages"][f"node_modules/{name}"]["version"] == version
    assert all("resolved" not in entry for entry in lock["packages"].values())
