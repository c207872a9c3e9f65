"""Whether questions can be asked: what they stand on exists, and each kind has what it needs."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, TypeAlias, assert_never

from content.faults import Fault
from content.model import Sensitivity
from content.reading import nearest
from content.spelling import fold, plain
from quizzes import questions
from quizzes.model import Choice, Named, Order, Pairs, QuestionKind, Year

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from content.library import Library
    from content.model import Entry
    from quizzes.model import Question
    from quizzes.questions import Placed

Wrong: TypeAlias = "tuple[str, str]"  # what is wrong, and what to do

FEWEST_OPTIONS, MOST_OPTIONS = 2, 4  # few enough to weigh, and to fit buttons in one row
FEWEST_ITEMS, MOST_ITEMS = 3, 4  # of an order or pairs; two would be a coin's toss


def faults(folder: Path, library: Library) -> tuple[Fault, ...]:
    """Every fault of a bank, sorted by file and id.

    Args:
        folder: The bank's folder of TOML files.
        library: The pack that its questions stand on.
    """
    read, found = questions.read(folder)
    return tuple(sorted((*found, *judge(read, library))))


def judge(read: Iterable[Placed], library: Library) -> tuple[Fault, ...]:
    """Every fault of questions that were read, beyond those of their form."""
    placed = list(read)
    first: dict[str, str] = {}
    found: list[Fault] = []
    by_id = {each.question.id: each.question for each in placed}
    for each in placed:
        question = each.question
        wrongs = [*_standing(question, library), *_shape(question), *_replacing(question, by_id)]
        if question.id in first:
            wrongs.append(
                (f"this id is already that of a question in {first[question.id]}", "give each its own")
            )
        first.setdefault(question.id, each.file)
        found.extend(Fault(each.file, question.id, *wrong) for wrong in wrongs)
    return tuple(found)


def _standing(question: Question, library: Library) -> Iterator[Wrong]:
    """Faults in what a question stands on. Stand-ins for what could not be read are passed over."""
    if question.topic and question.topic not in library.topics:
        hint = nearest(question.topic, library.topics)
        yield f"topic {question.topic!r} is unknown{hint}", "name one of topics.toml"
    if not question.claims:
        yield "stands on no claim", 'name one: claims = ["entry/claim"]'
    for claim_id in question.claims:
        yield from _claim(question, claim_id, library)
    if isinstance(question.body, Named) and question.body.entry:
        yield from _named(question.body, library)


def _claim(question: Question, claim_id: str, library: Library) -> Iterator[Wrong]:
    try:
        entry, _ = library.claim(claim_id)
    except KeyError:
        every = [
            f"{entry.id}/{claim.id}" for entry in library.entries.values() for claim in entry.statements()
        ]
        yield f"claim {claim_id!r} is unknown{nearest(claim_id, every)}", 'name it as "entry/claim"'
        return
    yield from _graphic(entry)
    dispute = library.disputed(claim_id)
    if dispute is not None and question.kind is not QuestionKind.WHICH_SOURCE:
        yield (
            f"claim {claim_id!r} is one position of the dispute {dispute.id!r}",
            "ask which source says it, or ask for something that sources agree on",
        )


def _graphic(entry: Entry) -> Iterator[Wrong]:
    if entry.sensitivity is Sensitivity.GRAPHIC:
        yield f"stands on {entry.id!r}, which is graphic", "ask about something else"


def _named(body: Named, library: Library) -> Iterator[Wrong]:
    asked = library.entries.get(body.entry)
    if asked is None:
        yield f"entry {body.entry!r} is unknown{nearest(body.entry, library.entries)}", "name one of the pack"
        return
    yield from _graphic(asked)
    accepted = {fold(spelling): spelling for spelling in body.accept}
    for other in library.entries.values() if accepted else ():  # to fold every name takes long
        if other.kind is asked.kind and other.id != asked.id:
            for spelling in other.name.spellings:
                if fold(spelling) in accepted:
                    yield (
                        f"accepts {accepted[fold(spelling)]!r}, which is a name of {other.id!r}",
                        "remove it",
                    )


def _shape(question: Question) -> Iterator[Wrong]:
    """Faults in what a question's kind needs."""
    match question.body:
        case Choice():
            yield from _choice(question.kind, question.body)
        case Order(items):
            yield from _count(len(items), FEWEST_ITEMS, MOST_ITEMS, "items")
            yield from _alike((item.text for item in items), "items")
        case Pairs(pairs):
            yield from _count(len(pairs), FEWEST_ITEMS, MOST_ITEMS, "pairs")
            yield from _alike((pair.left for pair in pairs), "left sides")
            yield from _alike((pair.right for pair in pairs), "right sides")
        case Year() | Named():
            return
        case _ as never:
            assert_never(never)


def _choice(kind: QuestionKind, body: Choice) -> Iterator[Wrong]:
    texts = [option.text for option in body.options]
    if kind is QuestionKind.TRUE_FALSE:
        if sorted(texts) != ["False", "True"]:
            yield "its options are not exactly 'True' and 'False'", "write these two"
    else:
        yield from _count(len(texts), FEWEST_OPTIONS, MOST_OPTIONS, "options")
        yield from _alike(texts, "options")
    right = sum(option.right for option in body.options)
    if kind is QuestionKind.MULTIPLE:
        if right < 2 or right == len(texts):
            yield f"{right} of its {len(texts)} options are right", "make at least two right and one wrong"
    elif right != 1:
        yield f"{right} of its options are right", "make exactly one right"


def _count(number: int, fewest: int, most: int, what: str) -> Iterator[Wrong]:
    if not fewest <= number <= most:
        yield f"has {number} {what}", f"write {fewest} to {most}"


def _alike(texts: Iterable[str], what: str) -> Iterator[Wrong]:
    """A fault for texts that differ in nothing that a reader would notice."""
    counted = Counter(plain(text) or text for text in texts if text)
    for text, count in counted.items():
        if count > 1:
            yield f"{count} {what} read {text!r}", "make them different"


def _replacing(question: Question, by_id: Mapping[str, Question]) -> Iterator[Wrong]:
    if question.replaces is None:
        return
    if question.replaces not in by_id:
        hint = nearest(question.replaces, by_id)
        yield f"replaces {question.replaces!r}, which is unknown{hint}", "name a question of this bank"
    passed = {question.id}
    older = by_id.get(question.replaces)
    while older is not None and older.id not in passed:
        passed.add(older.id)
        older = by_id.get(older.replaces or "")
    if older is not None:
        yield "replaces itself in the end", "let the newest replace the one before it, and so on"
