"""Topics: what the pack tells about, and how much of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.message import GAP, Line, Message, Style, Text, line, pages

if TYPE_CHECKING:
    from bot.app import App, Request
    from content.model import Topic


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
    wanted = _words(typed)
    exact = [topic for topic in app.library.topics.values() if wanted in _names(topic)]
    chosen = exact or (topics_like(app, typed) if wanted else ())
    return chosen[0].id if len(chosen) == 1 else None


def topics_like(app: App, typed: str) -> tuple[Topic, ...]:
    """The topics of whose id or name a word begins as typed; all where nothing is typed."""
    begin = f" {_words(typed)}"
    topics = app.library.topics.values()
    return tuple(topic for topic in topics if any(begin in f" {name}" for name in _names(topic)))


def _words(typed: str) -> str:
    return " ".join(typed.replace("-", " ").split()).casefold()


def _names(topic: Topic) -> tuple[str, str]:
    return _words(topic.id), _words(topic.name)
