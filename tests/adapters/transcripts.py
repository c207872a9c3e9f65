"""One quiz, told without a platform: who does what, and what everybody can read then."""

from __future__ import annotations

from dataclasses import dataclass

STARTED = {"questions": 8, "seed": 5, "seconds": 600}
PLAYERS = ("Amina", "Omid")


@dataclass(frozen=True, slots=True)
class Round:
    """One question.

    Attributes:
        reads: What everybody can read when it is asked, in order.
        answers: What each of `PLAYERS` answers, as it is typed at a keyboard; None where it is skipped.
        reveals: What everybody can read when it was revealed, in order.
    """

    reads: tuple[str, ...]
    answers: tuple[str, str] | None
    reveals: tuple[str, ...]


ROUNDS = (
    Round(
        (
            "Question 1 of 8",
            "Put these in order, the earliest first.",
            "a) The flood",
            "b) The bridge",
            "c) The accord",
        ),
        ("a c b", "c b a"),
        ("Right order", "The flood", "The accord", "The bridge", "Both banks signed the accord in the mill."),
    ),
    Round(
        ("Question 2 of 8", "Amina Darya spoke for the north bank."),
        ("true", "false"),
        (
            "Right answer: True",
            "Amina Darya spoke for the north bank.",
            "“A Chronicle”, A. Writer, 2001, One",
        ),
    ),
    Round(
        (
            "Question 3 of 8",
            "Which source says that the north bank broke the accord first?",
            "a) A Chronicle",
            "b) The Gazette",
        ),
        None,
        ("Right answer: A Chronicle", "This question was skipped and does not count."),
    ),
    Round(
        ("Question 4 of 8", "Match each with its place."),
        ("1b 2a 3c", "1b 2c 3a"),
        ("Right", "Amina Darya", "the north bank", "Omid Sahel", "the south bank"),
    ),
    Round(
        ("Question 5 of 8", "Where was the River Accord signed?", "a) At the ford", "b) In the mill"),
        ("b", "c"),
        ("Right answer: In the mill",),
    ),
    Round(
        ("Question 6 of 8", "Who spoke for the north bank?"),
        ("amina daria", "omid sahel"),
        ("Right answer: Amina Darya",),
    ),
    Round(
        ("Question 7 of 8", "Which of these happened in 1993?", "b) The river rose above the mill"),
        ("a c", "b"),
        (
            "Right answer",
            "The accord was signed",
            "The bridge was opened",
            "The bridge was opened a month later.",
        ),
    ),
    Round(
        ("Question 8 of 8", "In which year was the River Accord signed?"),
        ("1993", "1371"),
        ("Right answer: 1993 (1371 Solar Hijri)",),
    ),
)

# The second player knows the year, by the other calendar, and a part of what is to be matched.
TABLE = (
    "Final table · 7 questions counted",
    "Amina: 700 points, 7 of 7 right",
    "Omid: 133 points, 1 of 7 right",
)
