"""What a message that is posted has beside its lines: a picture, and a role that is notified."""

from __future__ import annotations

from dataclasses import replace

from adapters.discord.render import Renderer, payload
from bot.message import Button, Line, Mention, Message, Person, Picture, line
from tests.adapters.discord.taken import contents, described, inside

PICTURED = Picture("https://upload.wikimedia.org/geneva.jpg", "The ministers sign, Geneva, 14 April 1988.")


def test_a_picture_stands_below_the_lines_and_above_the_buttons() -> None:
    body = payload(Message((line("x"),), (Button("y", "z"),), picture=PICTURED))
    described("MessageCreateRequest").validate(body)
    assert [each["type"] for each in inside(body)] == [10, 12, 1]
    assert inside(body)[1]["items"] == [
        {"media": {"url": PICTURED.address}, "description": PICTURED.description}
    ]


def test_only_the_role_that_is_meant_is_notified_and_nothing_that_is_typed() -> None:
    role = "912345678901234567"
    typed = "<@&812345678901234567> @everyone @here <@1>"
    body = payload(Message((line(typed), Line((Mention(Person(role, "Amina")),))), ping=role))
    described("MessageCreateRequest").validate(body)
    assert body["components"][0] == {"type": 10, "content": f"<@&{role}>"}
    assert body["allowed_mentions"] == {"parse": [], "users": [role], "roles": [role]}
    assert "<@&812345678901234567>" not in contents(body)[0]
    for none in ("", "S0TEAM", "@everyone", "912345678901234567>"):
        body = payload(Message((line(typed),), ping=none))
        assert body["allowed_mentions"] == {"parse": [], "users": []}
        assert len(body["components"]) == 1


def test_a_payload_is_not_that_of_a_message_with_another_picture_or_role() -> None:
    renderer, message = Renderer(), Message((line("x"),))
    plain = renderer.payload(message)
    pictured = renderer.payload(replace(message, picture=PICTURED))
    pinging = renderer.payload(replace(message, ping="912345678901234567"))
    assert renderer.payload(message) is plain
    assert [len(inside(each)) for each in (plain, pictured, pinging)] == [1, 2, 1]
    assert [len(each["components"]) for each in (plain, pictured, pinging)] == [1, 1, 2]
