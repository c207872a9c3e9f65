"""Topics: what the pack tells about, and how much of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process

from bot.message import GAP, Line, Message, Style, Text, line, pages
from content.spelling import fold

if TYPE_CHECKING:
    from bot.app import App, Request
    from bot.texts import Texts
    from content.library import Library
    from content.model import Topic

_EVERYTHING = {"all", "any"}
_COMMAS = re.compile(r"[,،;]")
_ALIKE = 75.0  # of 100: from there on a word is taken for a slip of another
_NEARLY = 3  # topics that may be meant by such a slip
_WHOLE = 4  # letters; of shorter words too many are alike


class TopicError(ValueError):
    """What was typed is no one topic. The text says what may be meant, in the reader's language."""


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
    return _named(app.library, typed)


def topics_like(app: App, typed: str) -> tuple[Topic, ...]:
    """The topics of whose id or name a word begins as typed; all where nothing is typed."""
    return _like(app.library, typed)


def topics_named(library: Library, typed: str, say: Texts) -> tuple[str, ...]:
    """The ids of the topics that somebody means who typed them with commas between; none for all.

    Raises:
        TopicError: One of them is no topic, or may be several.
    """
    names = [name.strip() for name in _COMMAS.split(typed) if name.strip()]
    if {name.casefold() for name in names} & _EVERYTHING:
        return ()
    found: dict[str, None] = {}
    for name in names:
        topic = _named(library, name)
        if topic is None:
            raise TopicError(_unknown(library, name, say))
        found[topic] = None
    return tuple(found)


def _unknown(library: Library, typed: str, say: Texts) -> str:
    """What is said where no one topic is meant: those that may be, else all that there are."""
    near = [topic.id for topic in _like(library, typed)] or _near(library, typed)
    wanted = typed[:40]
    if len(near) == 1:
        return say("There is no one topic “{wanted}”. Is {topic} meant?", wanted=wanted, topic=near[0])
    if 1 < len(near) < len(library.topics):
        known = ", ".join(near)
        return say(
            "There is no one topic “{wanted}”. Is one of these meant: {known}?", wanted=wanted, known=known
        )
    sentence = "There is no one topic “{wanted}”. The topics are: {known}; or all."
    return say(sentence, wanted=wanted, known=", ".join(library.topics))


def _near(library: Library, typed: str) -> list[str]:
    """The ids of the topics of whose name a word, or all of it, is nearly as typed, the nearest first."""
    spelt = {
        (topic.id, words): fold(words)
        for topic in library.topics.values()
        for name in _names(topic)
        for words in (name, *(word for word in name.split() if len(word) >= _WHOLE))
    }
    near = process.extract(fold(_words(typed)), spelt, scorer=fuzz.ratio, score_cutoff=_ALIKE)
    return [*dict.fromkeys(topic for _, _, (topic, _) in near)][:_NEARLY]


def _named(library: Library, typed: str) -> str | None:
    wanted = _words(typed)
    exact = [topic for topic in library.topics.values() if wanted in _names(topic)]
    chosen = exact or (_like(library, typed) if wanted else ())
    return chosen[0].id if len(chosen) == 1 else None


def _like(library: Library, typed: str) -> tuple[Topic, ...]:
    begin = f" {_words(typed)}"
    topics = library.topics.values()
    return tuple(topic for topic in topics if any(begin in f" {name}" for name in _names(topic)))


def _words(typed: str) -> str:
    return " ".join(typed.replace("-", " ").split()).casefold()


def _names(topic: Topic) -> tuple[str, str]:
    return _words(topic.id), _words(topic.name)
