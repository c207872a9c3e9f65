"""Topics: what the pack tells about, and how much of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.message import GAP, Line, Message, Style, Text, line, pages

if TYPE_CHECKING:
    from bot.app import App, Request


async def topics(app: App, request: Request) -> tuple[Message, ...]:
    """List the topics with their numbers of entries and questions."""
    say = request.say
    lines = [line(say("Topics"), Style.TITLE)]
    for topic in app.library.topics.values():
        entries = sum(topic.id in entry.topics for entry in app.library.entries.values())
        questions = sum(question.topic == topic.id for question in app.bank.questions.values())
        counted = say("{entries} entries, {questions} questions", entries=entries, questions=questions)
        lines.append(
            Line(
                (Text(topic.name, strong=True), Text(f" ({topic.id}): {topic.about} {counted}.")), Style.ITEM
            )
        )
    lines += [GAP, line(say("/quiz start topic:NAME plays one of them."), Style.NOTE)]
    return pages(tuple(lines))


def topic_named(app: App, typed: str) -> str | None:
    """The id of the topic that a person means: by id, or by words that begin one name or id only."""
    wanted = " ".join(typed.replace("-", " ").split()).casefold()
    topics = app.library.topics.values()
    exact = [topic.id for topic in topics if wanted in {topic.id.replace("-", " "), topic.name.casefold()}]
    near = [
        topic.id
        for topic in topics
        if wanted
        and any(f" {wanted}" in f" {name}" for name in (topic.id.replace("-", " "), topic.name.casefold()))
    ]
    chosen = exact or near
    return chosen[0] if len(chosen) == 1 else None
