"""Messages and questions that every platform shows in its own way, each by the name of its golden file."""

from __future__ import annotations

from bot.message import (
    GAP,
    Button,
    Choice,
    Line,
    Link,
    Mention,
    Message,
    Moment,
    Person,
    Select,
    Style,
    Text,
    line,
)

NOW = 1_763_800_200.0  # 22 November 2025, 08:30 UTC

AMINA = Person("812345678901234567", "Amina")
OMID = Person("812345678901234568", "امید")

MESSAGES: dict[str, Message] = {
    "lobby": Message(
        (
            Line((Text("A quiz begins", strong=True), Text(" · Geneva talks · 5 questions")), Style.TITLE),
            Line((Text("In so far: "), Mention(AMINA), Text(", "), Mention(OMID), Text("."))),
            Line((Text("The first question comes "), Moment(NOW + 20, "soon"), Text(".")), Style.NOTE),
        ),
        (
            Button("I play", "quiz:7f3a:join"),
            Button("Start now", "quiz:7f3a:go"),
            Button("Stop", "quiz:7f3a:stop"),
        ),
    ),
    "question": Message(
        (
            Line((Text("Question 1 of 5", strong=True), Text(" · Geneva talks · easy")), Style.TITLE),
            line("When were the Geneva Accords signed?"),
            *(
                line(f"14 April {year} [sic_]", Style.ITEM, marker=f"{letter})")
                for letter, year in zip("abcd", (1986, 1987, 1988, 1989), strict=True)
            ),
            Line((Text("Closes "), Moment(NOW + 30.4, "after 30 seconds"), Text(".")), Style.NOTE),
        ),
        tuple(Button(letter, f"quiz:7f3a:0:c{n}") for n, letter in enumerate("ABCD")),
    ),
    "question-in-dari": Message(
        (
            line("پرسش ۱ از ۵", Style.TITLE),
            line("موافقت‌نامه‌های ژنو در چه سالی امضا شد؟"),
            line("سال ۱۳۶۷ (1988).", Style.ITEM, marker="a)"),
            line("۱۳۶۸", Style.ITEM, marker="b)"),
            line("کدام یک؟", Style.NOTE),
        ),
        (Button("الف", "quiz:7f3a:0:c0"), Button("ب", "quiz:7f3a:0:c1")),
    ),
    "question-of-several": Message(
        (line("Who signed? More than one is right."),),
        selects=(
            Select(
                "quiz:7f3a:1:m",
                "Choose all that are right",
                tuple(Choice(f"{letter}) Party {letter.upper()}", str(n)) for n, letter in enumerate("abc")),
                most=3,
            ),
        ),
    ),
    "table": Message(
        (
            Line((Text("Final table", strong=True), Text(" · 5 questions counted")), Style.TITLE),
            Line((Mention(AMINA), Text(": 9 points, 4 of 5 right")), Style.ITEM, "1. (tie)"),
            Line((Mention(OMID), Text(": 9 points, 4 of 5 right")), Style.ITEM, "1. (tie)"),
            Line(
                (Text("*Sher*_1 @everyone", strong=True), Text(": 3 points, 1 of 5 right")), Style.ITEM, "3."
            ),
            GAP,
            line("Play again: /quiz start", Style.NOTE),
        ),
    ),
    "settings": Message(
        (
            line("Settings of this server", Style.TITLE),
            Line((Text("Calendar: ", strong=True), Text("Solar Hijri first.")), Style.ITEM),
            Line((Text("Channels: ", strong=True), Text("two.")), Style.ITEM),
            GAP,
            line("Those who may manage the server can change them.", Style.NOTE),
        ),
        (Button("Everywhere", "set:channels:all"),),
        private=True,
        replaces=True,
        selects=(
            Select(
                "set:calendar",
                "Which calendar stands first",
                (Choice("Gregorian", "gregorian"), Choice("Solar Hijri", "solar_hijri", chosen=True)),
            ),
            Select(
                "set:channels",
                "Where I answer openly; nothing chosen means everywhere",
                (Choice("history", "912345678901234567", chosen=True), Choice("quiz", "912345678901234568")),
                least=0,
                most=25,
                channels=True,
            ),
        ),
    ),
    "links": Message(
        (
            line("Sources", Style.HEADING),
            Line(
                (Text("Read "), Link("the whole report", "https://example.org/a_(b)"), Text(".")), marker="§"
            ),
            Line(
                (Text("“Title”, 1994: "), Link("https://example.org/x_y", "https://example.org/x_y")),
                Style.NOTE,
                "[1]",
            ),
            Line((Link("chapter [2]", "https://example.org/2"),), Style.ITEM),
            GAP,
            Line(
                (Text("7 March 1993: "), Text("Accord #", strong=True), Text(" (33 years ago)")),
                Style.HEADING,
            ),
            line("1992. No list is begun by a year."),
            line("C#", Style.TITLE),
        ),
    ),
    "graphic": Message(
        (
            line("Content note: this entry reports atrocities.", Style.NOTE),
            line("It is shown to you only."),
        ),
        (Button("Show it to me", "show:raid"),),
        private=True,
    ),
    "empty": Message((GAP, line(""))),
}

# What is asked of the invented pack, by the name of the golden file that holds all pages of the answer.
ASKED = {
    "card": "River Accord",
    "card-of-a-person": "amina",
    "card-with-care": "night on the bank",
    "card-graphic": "the raid",
    "list": "1993",
    "unsure": "river ceremony",
    "not-covered": "battle of *stalingrad*",
    "misread-date": "31 April",
    "today": "/today 7 March",
    "today-disputed": "/today 1 May",
    "today-nothing": "/today 20 April",
    "topics": "/topics",
    "help": "/help",
    "help-of-one": "/help lookup",
}
