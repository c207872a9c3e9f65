"""What Slack's own models for Python refuse and let pass, on record: a new version may refuse more."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.servers.slack.checks import models
from tests.servers.slack.checks import samples as s
from tests.servers.slack.checks.limits import LIMITS, Limit

if TYPE_CHECKING:
    from tests.servers.slack.checks.samples import Payload


@pytest.mark.parametrize("limit", LIMITS, ids=lambda limit: f"{limit.path} {limit.most}")
def test_the_models_know_the_limits_on_record_and_no_others(limit: Limit) -> None:
    assert models.faults(limit.build(limit.most)) == []
    refused = models.faults(limit.build(limit.most + 1)) != []
    assert refused == limit.modelled, "change `modelled` in limits.py: the models' opinion has changed"


REFUSED: dict[str, Payload] = {
    "unknown block": s.message({"type": "paragraph"}),
    "no object": {"text": "x", "blocks": ["x"]},
    "section of nothing": s.message({"type": "section"}),
    "empty row of context actions": s.message({"type": "context_actions", "elements": []}),
    "empty view": s.home(),
    "home with a button to send": s.home(s.section(), submit=s.plain()),
    "view of another type": {"type": "page", "blocks": [s.section()]},
    "button asked for": s.modal(s.asked(s.button())),
    "both sources": s.message(
        s.actions(s.select(option_groups=[{"label": s.plain(), "options": s.options(1)}])),
    ),
    "title of nothing": s.modal(s.section(), title=s.plain("")),
}
PASSED: dict[str, Payload] = {
    "unknown element": s.message(s.actions(s.button() | {"type": "knob"})),
    "mrkdwn in a header": s.message({"type": "header", "text": s.mrkdwn()}),
    "modal without a title": {"type": "modal", "blocks": [s.section()]},
    "input without submit": {"type": "modal", "title": s.plain(), "blocks": [s.asked()]},
    "initial option": s.message(s.actions(s.select(initial_option=s.option("z")))),
    "multi select in a row": s.message(s.actions(s.MANY[0])),
    "block_id twice": s.message(s.section(block_id="a"), s.section(block_id="a")),
    "empty text": s.message(s.section("")),
    "empty row": s.message(s.actions()),
    "markdown together": s.message(*[{"type": "markdown", "text": "x" * 6001}] * 2),
    "two tables": s.message(s.table(), s.table()),
    "unknown property": s.message(s.section(colour="red")),
}


@pytest.mark.parametrize("name", REFUSED)
def test_the_models_refuse(name: str) -> None:
    assert models.faults(REFUSED[name]) != []


@pytest.mark.parametrize("name", PASSED)
def test_the_models_let_pass_what_slack_refuses(name: str) -> None:
    assert models.faults(PASSED[name]) == []


def test_a_payload_is_not_changed_by_being_judged() -> None:
    payload = s.message(s.section(accessory=s.select()))
    models.faults(payload)
    assert payload == s.message(s.section(accessory=s.select()))
