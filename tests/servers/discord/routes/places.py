"""Routes about the bot itself, guilds, channels, threads and direct messages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.servers.discord.answers import Answer, refused
from tests.servers.discord.permissions import Permission
from tests.servers.discord.places import THREADS, Channel, Kind
from tests.servers.discord.routes.messages import allowed, create, draft_of
from tests.servers.discord.rules.messages import faults

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.servers.discord.calls import Call


def me(call: Call) -> Answer:
    """GET /users/@me."""
    return Answer(
        body=call.world.bot.payload()
        | {"mfa_enabled": True, "locale": "en-US", "verified": True, "email": None}
    )


def application(call: Call) -> Answer:
    """GET /applications/@me and /oauth2/applications/@me."""
    return Answer(
        body={
            "id": str(call.world.application),
            "name": call.world.bot.name,
            "icon": None,
            "description": "",
            "summary": "",
            "type": None,
            "bot": call.world.bot.payload(),
            "bot_public": True,
            "bot_require_code_grant": False,
            "integration_types_config": {"0": {}, "1": {}},
            "verify_key": "0" * 64,
            "flags": 0,
            "flags_new": "0",
            "redirect_uris": [],
            "interactions_endpoint_url": None,
            "role_connections_verification_url": None,
            "owner": call.world.bot.payload(),
            "approximate_guild_count": sum(guild.has_bot for guild in call.world.guilds.values()),
            "approximate_user_install_count": 0,
            "approximate_user_authorization_count": 0,
            "explicit_content_filter": 0,
            "team": None,
            "eligible_oauth2_scopes": [],
        }
    )


def guild(call: Call) -> Answer:
    """GET /guilds/{guild_id}."""
    return Answer(body=call.world.guild(call.parameters["guild_id"]).payload())


def guild_channels(call: Call) -> Answer:
    """GET /guilds/{guild_id}/channels: all but threads."""
    found = call.world.guild(call.parameters["guild_id"]).channels.values()
    return Answer(body=[channel.payload() for channel in found if not channel.is_thread])


def active_threads(call: Call) -> Answer:
    """GET /guilds/{guild_id}/threads/active."""
    found = call.world.guild(call.parameters["guild_id"]).channels.values()
    threads = [channel.payload() for channel in found if channel.is_thread and not channel.archived]
    return Answer(body={"threads": threads, "members": [], "has_more": False})


def member(call: Call) -> Answer:
    """GET /guilds/{guild_id}/members/{user_id}."""
    found = call.world.guild(call.parameters["guild_id"])
    user_id = call.parameters["user_id"]
    user = call.world.users.get(int(user_id)) if user_id.isdecimal() else None
    if user is None:
        raise refused(10007)
    return Answer(body=found.bot_member() if user == call.world.bot else found.member(user))


def user(call: Call) -> Answer:
    """GET /users/{user_id}."""
    user_id = call.parameters["user_id"]
    found = call.world.users.get(int(user_id)) if user_id.isdecimal() else None
    if found is None:
        raise refused(10013)
    return Answer(body=found.payload())


def channel(call: Call) -> Answer:
    """GET /channels/{channel_id}."""
    found = call.world.channel(call.parameters["channel_id"])
    if not found.permissions_of(call.world.bot) & Permission.VIEW_CHANNEL:
        raise refused(50001)
    return Answer(body=found.payload())


def open_direct(call: Call) -> Answer:
    """POST /users/@me/channels."""
    wanted = str(call.object().get("recipient_id") or "")
    found = call.world.users.get(int(wanted)) if wanted.isdecimal() else None
    if found is None:
        raise refused(10013)
    if found.bot:
        raise refused(50007)
    return Answer(body=call.world.direct(found).payload())


def create_thread(call: Call) -> Answer:
    """POST /channels/{channel_id}/threads: a thread of a room, or a forum's post with its first message."""
    parent, body = call.world.channel(call.parameters["channel_id"]), call.object()
    if parent.kind is Kind.FORUM:
        allowed(parent, Permission.SEND_MESSAGES)
        first = draft_of(call, body["message"])
        call.ruled(lambda: faults(first))
        thread = _opened(parent, body["name"], Kind.PUBLIC_THREAD, parent.around.ids.next())
        message = create(call, thread, body["message"])
        return Answer(201, thread.payload() | {"message": message.payload()})
    if parent.kind not in {Kind.TEXT, Kind.ANNOUNCEMENT}:
        raise refused(50008)
    kind = Kind(body.get("type") or Kind.PRIVATE_THREAD)
    private = kind is Kind.PRIVATE_THREAD
    allowed(parent, Permission.CREATE_PRIVATE_THREADS if private else Permission.CREATE_PUBLIC_THREADS)
    if kind not in THREADS:
        raise refused(50035)
    return Answer(201, _opened(parent, body["name"], kind, parent.around.ids.next()).payload())


def create_thread_from(call: Call) -> Answer:
    """POST /channels/{channel_id}/messages/{message_id}/threads: the thread has its message's id."""
    parent = call.world.channel(call.parameters["channel_id"])
    message = call.world.message(parent, call.parameters["message_id"])
    if parent.kind not in {Kind.TEXT, Kind.ANNOUNCEMENT}:
        raise refused(50024)
    allowed(parent, Permission.CREATE_PUBLIC_THREADS)
    if message.thread is not None:
        raise refused(160004)
    message.thread = _opened(parent, call.object()["name"], Kind.PUBLIC_THREAD, message.id)
    message.touch()
    return Answer(201, message.thread.payload())


def _opened(parent: Channel, name: str, kind: Kind, snowflake: int) -> Channel:
    thread = parent.new_thread(name, kind=kind, owner=parent.around.bot.id, snowflake=snowflake)
    guild_id = None if parent.guild is None else parent.guild.id
    parent.around.tell("THREAD_CREATE", thread.payload() | {"newly_created": True}, guild_id)
    return thread


def change_channel(call: Call) -> Answer:
    """PATCH /channels/{channel_id}: a name; of a thread also whether it is archived or locked."""
    found, body = call.world.channel(call.parameters["channel_id"]), call.object()
    owned = found.is_thread and found.owner == call.world.bot.id
    if not owned:
        allowed(found, Permission.MANAGE_THREADS if found.is_thread else Permission.MANAGE_CHANNELS)
    found.name = body.get("name") or found.name
    if found.is_thread:
        found.archived = bool(body.get("archived", found.archived))
        found.locked = bool(body.get("locked", found.locked))
    guild_id = None if found.guild is None else found.guild.id
    name = "THREAD_UPDATE" if found.is_thread else "CHANNEL_UPDATE"
    found.around.tell(name, found.payload(), guild_id)
    return Answer(body=found.payload())


def join_thread(call: Call) -> Answer:
    """PUT /channels/{channel_id}/thread-members/@me."""
    call.world.channel(call.parameters["channel_id"])
    return Answer(204)


ROUTES: dict[tuple[str, str], Callable[[Call], Answer]] = {
    ("GET", "/users/@me"): me,
    ("GET", "/users/{user_id}"): user,
    ("GET", "/applications/@me"): application,
    ("GET", "/oauth2/applications/@me"): application,
    ("GET", "/guilds/{guild_id}"): guild,
    ("GET", "/guilds/{guild_id}/channels"): guild_channels,
    ("GET", "/guilds/{guild_id}/threads/active"): active_threads,
    ("GET", "/guilds/{guild_id}/members/{user_id}"): member,
    ("GET", "/channels/{channel_id}"): channel,
    ("PATCH", "/channels/{channel_id}"): change_channel,
    ("POST", "/users/@me/channels"): open_direct,
    ("POST", "/channels/{channel_id}/threads"): create_thread,
    ("POST", "/channels/{channel_id}/messages/{message_id}/threads"): create_thread_from,
    ("PUT", "/channels/{channel_id}/thread-members/@me"): join_thread,
}
