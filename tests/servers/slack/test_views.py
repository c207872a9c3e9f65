"""views.*: modals and homes, and what is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.servers.slack import interactions
from tests.servers.slack.acts import Act
from tests.servers.slack.delivery import Ack
from tests.servers.slack.sample import field, modal, words
from tests.servers.slack.test_chat import refused

if TYPE_CHECKING:
    from slack_sdk.web.async_client import AsyncWebClient

    from tests.servers.slack import Channel, Person, SlackServer

HOME = {"type": "home", "blocks": [words("x")]}


def act(person: Person, room: Channel) -> Act:
    """Something that a person did, of which the test plays the bot that hears of it."""
    made, _ = person.prepare_command(room, "x")
    return made


async def test_a_modal_is_opened_pushed_and_changed(
    client: AsyncWebClient, amina: Person, room: Channel
) -> None:
    first = await client.views_open(trigger_id=act(amina, room).trigger, view=modal(words("one")))
    second = await client.views_push(trigger_id=act(amina, room).trigger, view=modal(field("answer")))
    assert [view.id for view in amina.modals] == [first["view"]["id"], second["view"]["id"]]
    assert (second["view"]["root_view_id"], second["view"]["previous_view_id"]) == (first["view"]["id"],) * 2
    changed = await client.views_update(
        view_id=first["view"]["id"], hash=first["view"]["hash"], view=modal(words("two"))
    )
    assert changed["view"]["hash"] != first["view"]["hash"]
    assert amina.modals[0].text == "two"
    third = await client.views_open(trigger_id=act(amina, room).trigger, view=modal(words("three")))
    assert [view.id for view in amina.modals] == [third["view"]["id"]]


async def test_a_trigger_is_good_once_and_for_a_while(
    client: AsyncWebClient, server: SlackServer, amina: Person, room: Channel
) -> None:
    trigger = act(amina, room).trigger
    await client.views_open(trigger_id=trigger, view=modal(words("x")))
    assert await refused(client, "views.open", trigger_id=trigger, view=modal(words("x"))) == (
        "exchanged_trigger_id"
    )
    late = act(amina, room).trigger
    server.times.trigger_lives = -1.0
    assert await refused(client, "views.open", trigger_id=late, view=modal(words("x"))) == (
        "expired_trigger_id"
    )
    assert await refused(client, "views.open", trigger_id="1.2.x", view=modal(words("x"))) == (
        "expired_trigger_id"
    )
    other = server.add_team("Other school")
    other.install()
    elsewhere = act(other.person("Zahra"), other.add_channel("a")).trigger
    assert await refused(client, "views.open", trigger_id=elsewhere, view=modal(words("x"))) == (
        "invalid_trigger_id"
    )
    assert len(server.violations) == 4
    server.violations.clear()


async def test_no_more_than_three_lie_on_one_another(
    client: AsyncWebClient, server: SlackServer, amina: Person, room: Channel
) -> None:
    push = {"trigger_id": act(amina, room).trigger, "view": modal(words("x"))}
    assert await refused(client, "views.push", **push) == "not_found"
    await client.views_open(trigger_id=act(amina, room).trigger, view=modal(words("x")))
    for _ in range(2):
        await client.views_push(trigger_id=act(amina, room).trigger, view=modal(words("x")))
    push = {"trigger_id": act(amina, room).trigger, "view": modal(words("x"))}
    assert await refused(client, "views.push", **push) == "push_limit_reached"
    server.violations.clear()


async def test_external_ids_are_unique_and_name_a_view(
    client: AsyncWebClient, server: SlackServer, amina: Person, room: Channel
) -> None:
    named = modal(words("x"), external_id="mine")
    await client.views_open(trigger_id=act(amina, room).trigger, view=named)
    omid = server.team.person("Omid")
    assert await refused(client, "views.open", trigger_id=act(omid, room).trigger, view=named) == (
        "duplicate_external_id"
    )
    await client.views_update(external_id="mine", view=modal(words("y"), external_id="mine"))
    assert amina.modals[0].text == "y"
    await amina.close(amina.modals[0])
    assert await refused(client, "views.update", external_id="mine", view=named) == "not_found"
    await client.views_open(trigger_id=act(omid, room).trigger, view=named)
    server.violations.clear()


async def test_a_home_is_published_and_guarded_by_its_hash(
    client: AsyncWebClient, server: SlackServer, amina: Person
) -> None:
    first = (await client.views_publish(user_id=amina.id, view=HOME))["view"]
    second = (await client.views_publish(user_id=amina.id, view=HOME, hash=first["hash"]))["view"]
    assert (first["id"], first["hash"] == second["hash"]) == (second["id"], False)
    assert await refused(client, "views.publish", user_id=amina.id, view=HOME, hash=first["hash"]) == (
        "hash_conflict"
    )
    updated = {"view_id": first["id"], "view": HOME, "hash": first["hash"]}
    assert await refused(client, "views.update", **updated) == "hash_conflict"
    assert await refused(client, "views.publish", user_id="U1", view=HOME) == "user_not_found"
    assert server.violations == []


@pytest.mark.parametrize(
    ("method", "view"),
    [
        ("views.open", {"type": "modal", "blocks": [words("x")]}),
        ("views.open", HOME),
        ("views.open", modal(field("answer"), submit=None)),
        ("views.open", modal(words("x"), private_metadata="x" * 3001)),
        ("views.open", modal(*[words("x")] * 101)),
        ("views.open", None),
        ("views.open", "["),
        ("views.publish", modal(words("x"))),
    ],
)
async def test_a_view_beyond_the_limits_is_refused_and_written_down(
    client: AsyncWebClient,
    server: SlackServer,
    amina: Person,
    room: Channel,
    method: str,
    view: Any,  # noqa: ANN401 - any JSON
) -> None:
    told = {"trigger_id": act(amina, room).trigger, "user_id": amina.id, "view": view}
    assert await refused(client, method, **told) == "invalid_arguments"
    assert amina.modals == []
    assert server.violations.pop().startswith(f"{method}: invalid_arguments")
    assert await refused(client, "views.update", view=modal(words("x"))) == "invalid_arguments"
    server.violations.clear()


async def test_an_acknowledgement_that_slack_would_refuse_is_written_down(
    server: SlackServer, client: AsyncWebClient, amina: Person, room: Channel
) -> None:
    await client.views_open(trigger_id=act(amina, room).trigger, view=modal(field("answer")))
    form = amina.modals[0]
    sent = Act("submit", amina.user, amina.team, room, view=form)
    server.world.begin(sent)
    delivery = interactions.submission(sent, form)
    acks = server.hands.acks
    for payload, said in (
        ("text", "an object or nothing"),
        ({"response_action": "dance"}, "dance"),
        ({"text": "x"}, "no response_action"),
        ({"response_action": "errors", "errors": {"no such": "x"}}, "field:answer"),
        ({"response_action": "update"}, "view: missing"),
        ({"response_action": "update", "view": HOME}, "view.type"),
        ({"response_action": "push", "view": {"type": "modal"}}, "view"),
    ):
        acks.take(sent, delivery, Ack(payload))
        assert said in server.violations.pop()
        assert amina.modals == [form]
    press = interactions.press_in_view(sent, form, form.elements[0], {})
    acks.take(sent, press, Ack({"text": "x"}))
    assert "goes nowhere" in server.violations.pop()
