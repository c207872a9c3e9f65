"""A small app with the real slack_bolt, and how it is run on a server of ours by both transports."""

from __future__ import annotations

import asyncio
import re
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from aiohttp import web
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from slack_bolt.context.ack.async_ack import AsyncAck
    from slack_bolt.context.respond.async_respond import AsyncRespond
    from slack_bolt.context.say.async_say import AsyncSay

    from tests.servers.slack.server import SlackServer
    from tests.servers.slack.wire import Json


def words(text: str) -> Json:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def button(label: str, token: str, **more: object) -> Json:
    text = {"type": "plain_text", "text": label}
    return {"type": "button", "text": text, "action_id": token, **more}


def option(value: str) -> Json:
    return {"text": {"type": "plain_text", "text": value.title()}, "value": value}


def actions(*elements: Json) -> Json:
    return {"type": "actions", "elements": list(elements)}


def field(name: str, *, optional: bool = False, **more: object) -> Json:
    element = {"type": "plain_text_input", "action_id": f"field:{name}"} | more
    label = {"type": "plain_text", "text": name.title()}
    return {
        "type": "input",
        "block_id": f"field:{name}",
        "label": label,
        "element": element,
        "optional": optional,
    }


def modal(*blocks: Json, **more: object) -> Json:
    title = {"type": "plain_text", "text": "Sample"}
    submit = {"type": "plain_text", "text": "Send"}
    told: Json = {"type": "modal", "callback_id": "form", "title": title, "blocks": list(blocks)}
    if any(block["type"] == "input" for block in blocks):
        told["submit"] = submit
    return told | more


BOARD: Json = {
    "text": "A board",
    "blocks": [
        words("A *board* for <https://example.org|all> &amp; <!date^1^{date}|one day>"),
        actions(
            button("Replace", "replace"),
            button("Whisper", "whisper"),
            button("Delete", "delete"),
            button("Count", "count"),
            button("Form", "form"),
            button("Abroad", "abroad", url="https://example.org"),
            {"type": "static_select", "action_id": "one", "options": [option("a"), option("b")]},
        ),
        actions(
            {"type": "checkboxes", "action_id": "pick:some", "options": [option("x"), option("y")]},
            button("Send", "some"),
        ),
    ],
}


class SampleApp:
    """The app, and what it heard, in order: (what, of which kind, the payload)."""

    def __init__(self, server: SlackServer) -> None:
        self.client = AsyncWebClient(token=server.bot_token, base_url=server.api_url, retry_handlers=[])
        self.app = AsyncApp(client=self.client, signing_secret=server.signing_secret)
        self.heard: list[tuple[str, Json]] = []
        self.app.command("/tarikh")(self.command)
        self.app.action(re.compile(".*"))(self.action)
        self.app.shortcut("look_this_up")(self.shortcut)
        self.app.view("form")(self.form)
        self.app.view_closed("form")(self.closed)
        for name in ("app_mention", "app_home_opened"):
            self.app.event(name)(getattr(self, name))
        self.app.event("message")(self.message)
        for name in ("app_uninstalled", "tokens_revoked", "member_joined_channel", "member_left_channel"):
            self.app.event(name)(self.noted)
        for name in ("channel_archive", "channel_deleted", "channel_left"):
            self.app.event(name)(self.noted)

    async def command(
        self, ack: AsyncAck, body: Json, respond: AsyncRespond, say: AsyncSay, client: AsyncWebClient
    ) -> None:
        self.heard.append(("command", body))
        text = body["text"]
        if text == "silent":
            await asyncio.Event().wait()
        elif text == "ack":
            await ack("in the acknowledgement")
        elif text == "all":
            await ack(text="for all", response_type="in_channel")
        elif text == "nothing":
            await ack()
        elif text == "later":
            await ack()
            await respond("by the response address")
        elif text == "form":
            await ack()
            await client.views_open(trigger_id=body["trigger_id"], view=modal(field("answer")))
        elif text == "board":
            await ack()
            await say(**BOARD)
        else:
            await ack(f"You typed {text}")

    async def action(self, ack: AsyncAck, body: Json, respond: AsyncRespond, client: AsyncWebClient) -> None:
        self.heard.append(("action", body))
        await ack()
        action = body["actions"][0]
        token = action["action_id"]
        if token == "replace":
            await respond(text="replaced", replace_original=True)
        elif token == "whisper":
            await respond(text="for you alone")
        elif token == "delete":
            await respond(delete_original=True)
        elif token == "count":
            where = {"channel": body["channel"]["id"], "ts": body["message"]["ts"]}
            await client.chat_update(text="counted", **where)
        elif token == "form":
            await client.views_open(trigger_id=body["trigger_id"], view=modal(field("answer")))
        elif token == "one":
            await respond(text=f"chose {action['selected_option']['value']}")
        elif token == "some":
            values = [each for block in body["state"]["values"].values() for each in block.values()]
            ticked = [each for value in values for each in value.get("selected_options") or ()]
            await respond(text=f"ticked {[each['value'] for each in ticked]}")
        elif token == "home":
            await publish(client, body["user"]["id"], "pressed")

    async def shortcut(self, ack: AsyncAck, body: Json, respond: AsyncRespond) -> None:
        self.heard.append(("shortcut", body))
        await ack()
        await respond(f"You mean: {body['message']['text']}")

    async def form(self, ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
        self.heard.append(("form", body))
        value = body["view"]["state"]["values"]["field:answer"]["field:answer"]["value"]
        if value == "wrong":
            await ack(response_action="errors", errors={"field:answer": "not that"})
        elif value == "more":
            await ack(response_action="push", view=modal(field("answer")))
        elif value == "again":
            await ack(response_action="update", view=modal(words("something else")))
        elif value == "clear":
            await ack(response_action="clear")
        else:
            await ack()
            await client.chat_postMessage(channel=body["user"]["id"], text=f"You sent {value}")

    async def closed(self, ack: AsyncAck, body: Json) -> None:
        self.heard.append(("closed", body))
        await ack()

    async def app_mention(self, event: Json, body: Json, say: AsyncSay) -> None:
        self.heard.append(("app_mention", body))
        await say(text=f"You said {event['text']}", thread_ts=event.get("thread_ts") or event["ts"])

    async def message(self, event: Json, body: Json, say: AsyncSay) -> None:
        self.heard.append(("message", body))
        if "bot_id" not in event and "subtype" not in event:
            await say(f"You wrote {event['text']}")

    async def app_home_opened(self, event: Json, body: Json, client: AsyncWebClient) -> None:
        self.heard.append(("app_home_opened", body))
        if event["tab"] == "home":
            await publish(client, event["user"], "opened")

    async def noted(self, event: Json, body: Json) -> None:
        self.heard.append((event["type"], body))

    def told(self, what: str) -> list[Json]:
        """List what was heard of one kind."""
        return [body for name, body in self.heard if name == what]


async def publish(client: AsyncWebClient, person: str, text: str) -> None:
    view = {"type": "home", "blocks": [words(text), actions(button("Press", "home"))]}
    await client.views_publish(user_id=person, view=view)


@asynccontextmanager
async def running(server: SlackServer, app: AsyncApp, *, sockets: int = 1) -> AsyncIterator[AsyncApp]:
    """Connect an app by Socket Mode until the block ends."""
    handlers = [AsyncSocketModeHandler(app, server.app_token, ping_interval=0.5) for _ in range(sockets)]
    before = len(server.socket.ready)
    try:
        for handler in handlers:
            await handler.connect_async()  # type: ignore[no-untyped-call]  # slack_bolt's own
        await server.connected(before + sockets)
        yield app
    finally:
        for handler in handlers:
            await handler.close_async()  # type: ignore[no-untyped-call]  # slack_bolt's own


@asynccontextmanager
async def serving(app: AsyncApp, *, port: int = 0) -> AsyncIterator[str]:
    """Serve an app by HTTP until the block ends; gives its request address."""
    runner = web.AppRunner(app.server(port=port, path="/slack/events").web_app, shutdown_timeout=0.1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", port).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
    finally:
        await runner.cleanup()
