"""A bank: the questions that belong to a pack, read, checked and indexed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from content.faults import PackError
from quizzes import check, questions

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from content.library import Library
    from quizzes.model import Question


@dataclass(frozen=True, slots=True)
class Bank:
    """Questions by id, those that were replaced included: a quiz that began with one can still go on.

    `by_topic` holds what can be drawn: the questions of each topic that no other question replaces.
    """

    questions: Mapping[str, Question]
    by_topic: Mapping[str, tuple[Question, ...]]


def make(read: Iterable[Question]) -> Bank:
    """Index questions that are already sound."""
    every = {question.id: question for question in read}
    replaced = {question.replaces for question in every.values()}
    by_topic: dict[str, tuple[Question, ...]] = {}
    for question in every.values():
        if question.id not in replaced:
            by_topic[question.topic] = (*by_topic.get(question.topic, ()), question)
    return Bank(every, by_topic)


def load(folder: Path, library: Library) -> Bank:
    """Read a bank.

    Args:
        folder: The bank's folder of TOML files.
        library: The pack that its questions stand on.

    Raises:
        PackError: Something is wrong with a question (see `quizzes.check`): a doubtful one is not asked.
    """
    read, faults = questions.read(folder)
    faults += check.judge(read, library)
    if faults:
        raise PackError(tuple(sorted(faults)))
    return make(each.question for each in read)
