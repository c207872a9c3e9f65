"""A Slack of our own, on loopback, to which the real slack_bolt and slack_sdk connect.

    from tests.servers.slack import SlackServer

    async with SlackServer() as server:
        room = server.team.add_channel("history")
        amina = server.team.person("Amina")
        ...                                         # an app with server.api_url, .bot_token, .app_token
        reply = await amina.command(room, "lookup Geneva Accords")
        assert "1988" in reply.text and not reply.private
        reply = await amina.press(reply.message, label="Sources")
        assert server.violations == []

`server.bot_token`, `.app_token`, `.signing_secret`, `.client_id` and `.client_secret` belong to the one
app, which is installed in `server.team`. What happens is delivered to its sockets, or after
`server.http.use(url)` to its request addresses. `sample` has a small app and shows how one is run by both.

Whatever the bot does that Slack would refuse is refused and written down in `server.violations`, and so is
what a careful app never does. What a person's client would not let them do raises `NotOfferedError`; a bot
that stays silent raises `UnansweredError`. A person gets the first answer; `reply.until(…)` waits for more.

`server.fail(…)` orders faults, `server.limits` enforces rate limits, `server.times` makes things last
longer or shorter, `server.escapes` tells whether what is typed after a command comes tagged with ids,
`server.judge.lost` names pictures that cannot be fetched and `server.judge.welcome` groups that the bot is
asked to call, `server.socket` drops, freezes and refreshes connections; `room.archive()`,
`room.remove_bot()`, `team.uninstall()`, `team.remove_scope(…)` and the like change the world under the
bot's feet. `load.Load` drives many at once; `python -m tests.servers.slack` is the server as a process of
its own (see `control`).
"""

from tests.servers.slack.conversation import Reply
from tests.servers.slack.elements import NotOfferedError
from tests.servers.slack.hands import UnansweredError
from tests.servers.slack.messages import Message
from tests.servers.slack.people import Person
from tests.servers.slack.places import Channel
from tests.servers.slack.server import SlackServer
from tests.servers.slack.teams import Team
from tests.servers.slack.views import View

__all__ = [
    "Channel",
    "Message",
    "NotOfferedError",
    "Person",
    "Reply",
    "SlackServer",
    "Team",
    "UnansweredError",
    "View",
]
