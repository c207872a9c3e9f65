"""A daily post's messages: what they say, how soberly, and that they say it whole or leave it out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from random import Random
from typing import TYPE_CHECKING

import pytest

from bot.choosing import Chosen, Told, Why, choose, read, write
from bot.composing import MAX_TITLE, Composed, Previous, compose, outcome
from bot.message import MAX_TEXT, Message, MessageError, Picture, Style
from bot.schedules import EVERY_DAY, Schedule
from bot.subscriptions import Kind, Wish
from bot.texts import texts
from content.dates import parse
from content.days import Calendar, Mark
from content.library import Library, make
from content.model import Citation, Claim, Dispute, Entry, Name, Pack, Sensitivity, Source, SourceKind
from content.model import Kind as Sort
from quizzes import banks
from quizzes.shown import shown_order

if TYPE_CHECKING:
    from collections.abc import Callable

    from quizzes.banks import Bank

POST = "00112233445566ff"
SAY = texts("en")
WISH = Wish(Kind.DAY, Schedule(8, 0, "Asia/Kabul", EVERY_DAY), ping="pupils")
SIGNED = date(2027, 3, 7)

ACCORD = Told("river-accord", ("signed", "opinion"), True, "1993-03-07", 34, Mark.ON, Calendar.BOTH)
NIGHT = Told("night-on-the-bank", ("dead",), True, "1993-02-11/1993-02-12", 34, Mark.BEGAN, Calendar.BOTH)
RAID = Told("raid", ("burned",), True, "1994-01-30", 33, Mark.ON, Calendar.GREGORIAN)
FLOOD = Told("flood", ("rose",), True, "1992-04")
AMINA = Told("amina-darya", ("north-bank",), True)
FIRE = Told("mill-fire", ("first", "third"), False, "1994-05-01", 33, Mark.ON, Calendar.SOLAR_HIJRI)


def post(
    known: Library,
    bank: Bank,
    *told: Told,
    asks: str = "",
    why: Why = Why.DAY,
    day: date = SIGNED,
    wish: Wish = WISH,
    previous: Previous | None = None,
) -> Composed:
    """Compose a post that tells and asks this."""
    asked = bank.questions.get(asks)
    order = shown_order(asked, Random(POST)) if asked else ()
    return compose(known, bank, wish, POST, day, Chosen(why, told, asks, order), previous, SAY)


def shown(message: Message | None) -> str:
    """All that a message shows, in words."""
    assert message is not None
    lines = [f"{each.style:7} {each.marker:3} {each.text}".rstrip() for each in message.lines]
    lines += [f"[{button.label}] {button.token}" for button in message.buttons]
    for select in message.selects:
        lines.append(f"[{select.hint}] {select.token}: {', '.join(each.label for each in select.choices)}")
    if message.picture:
        lines.append(f"picture: {message.picture.address}: {message.picture.description}")
    if message.ping:
        lines.append(f"ping: {message.ping}")
    return "\n".join(lines) + "\n"


def words(message: Message | None) -> str:
    assert message is not None
    return message.text


RESULT = Previous("where-signed", 8, 5, ("Amina", "Omid", "Sara"))
POSTS: dict[str, dict[str, object]] = {
    "day": {"told": (ACCORD,)},
    "day-of-several": {"told": (ACCORD, FIRE), "asks": "amina-north"},
    "day-by-the-solar-calendar": {
        "told": (ACCORD, FIRE),
        "wish": replace(WISH, calendar=Calendar.SOLAR_HIJRI),
    },
    "day-with-care": {"told": (NIGHT,), "day": date(2027, 2, 11), "asks": "where-signed"},
    "day-of-atrocities": {"told": (RAID,), "day": date(2027, 1, 30)},
    "month": {"told": (FLOOD,), "why": Why.MONTH, "day": date(2027, 4, 12)},
    "subject": {"told": (AMINA,), "why": Why.SUBJECT, "day": date(2027, 7, 1)},
    "question": {"asks": "where-signed", "wish": replace(WISH, kind=Kind.QUESTION)},
    "question-after-another": {"asks": "year-of-accord", "previous": RESULT},
    "question-of-several-answers": {
        "asks": "what-happened-1993",
        "previous": Previous("order-of-events", 0, 0),
    },
}


@pytest.mark.parametrize("name", POSTS)
def test_what_a_post_says(
    name: str, sample: Library, sample_bank: Bank, golden: Callable[[str, str], None]
) -> None:
    of_it = dict(POSTS[name])
    told = of_it.pop("told", ())
    composed = post(sample, sample_bank, *told, **of_it)  # type: ignore[arg-type, misc] # a test's own
    parts = [shown(part) for part in (composed.day, composed.question) if part]
    golden(f"daily/{name}.txt", f"{composed.title}\n\n" + "\n".join(parts))


# --- Soberly ---


def test_what_people_suffered_is_told_soberly(sample: Library, sample_bank: Bank) -> None:
    composed = post(sample, sample_bank, NIGHT, asks="where-signed", day=date(2027, 2, 11))
    assert composed.sober
    assert composed.day is not None
    assert composed.question is not None
    note, head = composed.day.lines[:2]
    assert (note.style, note.text[:28]) == (Style.NOTE, "This is about people who suf")
    assert head.text == "On this day: 11 February · 22 Dalw"
    assert head.style is Style.TEXT
    assert (composed.day.ping, composed.question.ping) == ("", "")
    assert composed.day.picture is None
    assert [button.token for button in composed.question.buttons] == [
        f"daily:q:{POST}:c0",
        f"daily:q:{POST}:c1",
        f"daily:q:{POST}:c2",
    ]


def test_nobody_is_praised_beside_what_people_suffered(sample: Library, sample_bank: Bank) -> None:
    before = Previous("where-signed", 3, 1, ("Zarghuna",))
    day = date(2027, 2, 11)
    sober = post(sample, sample_bank, NIGHT, day=day, asks="amina-north", previous=before)
    plain = post(sample, sample_bank, AMINA, asks="amina-north", previous=before)
    assert (sober.sober, plain.sober) == (True, False)
    assert sober.question is not None
    assert plain.question is not None
    assert "1 of 3 answered right." in sober.question.text
    assert "Zarghuna" not in sober.question.text
    assert "1 of 3 answered right: Zarghuna." in plain.question.text


def test_what_an_event_that_needs_care_tells_too_is_told_soberly(sample: Library, sample_bank: Bank) -> None:
    """Omid's own entry needs no care; on the day of the night on the bank, what it cites does."""
    died = Claim("died", "It was said.", (Citation("gazette", "p. 2"),), when=parse("1993-02-11"))
    spoke = replace(died, id="spoke", when=parse("1993-02-13"))
    omid = replace(sample.entries["omid-sahel"], claims=(died, spoke))
    others = tuple(each for each in sample.pack.entries if each.id != omid.id)
    known = make(replace(sample.pack, entries=(*others, omid)))
    told = Told("omid-sahel", ("died",), False, "1993-02-11", 34)
    composed = post(known, sample_bank, told, asks="where-signed")
    assert composed.sober
    assert words(composed.day).startswith("This is about people who suffered or died")
    assert composed.question is not None
    assert "Table" not in [each.label for each in composed.question.buttons]
    assert not post(known, sample_bank, replace(told, claims=("spoke",), when="1993-02-13")).sober


def test_a_picture_does_not_stand_beside_it(sample: Library, sample_bank: Bank) -> None:
    composed = post(sample, sample_bank, ACCORD, NIGHT)
    assert composed.day is not None
    assert composed.day.picture is None
    assert "Picture:" not in words(composed.day)


def test_atrocities_are_noted_above_all(sample: Library, sample_bank: Bank) -> None:
    composed = post(sample, sample_bank, NIGHT, RAID)
    assert words(composed.day).startswith("Content note: this entry reports atrocities.\n")


GRAVE = Entry(
    "grave",
    Sort.EVENT,
    Name("The grave"),
    (Claim("is", "It is on the bank.", (Citation("report", "p. 1"),)),),
    ("talks",),
    sensitivity=Sensitivity.CARE,
)
REPORT = Source("report", SourceKind.REPORT, "A report", "An author", "A publisher", "2021")


def with_grave(sample: Library, bank: Bank) -> tuple[Library, Bank]:
    """The sample with an entry that needs care, and a question on it."""
    pack = sample.pack
    known = make(replace(pack, sources=(*pack.sources, REPORT), entries=(*pack.entries, GRAVE)))
    asked = replace(bank.questions["where-signed"], id="on-grave", claims=("grave/is",))
    return known, banks.make((*bank.questions.values(), asked))


def test_a_question_on_what_people_suffered_is_asked_soberly(sample: Library, sample_bank: Bank) -> None:
    known, bank = with_grave(sample, sample_bank)
    alone = post(known, bank, asks="on-grave", wish=replace(WISH, kind=Kind.QUESTION))
    assert alone.sober
    assert alone.question is not None
    assert alone.question.ping == ""
    assert words(alone.question).startswith("This is about people who suffered or died")
    assert not alone.question.lines[1].spans[0].strong  # type: ignore[union-attr] # a text
    beside = post(known, bank, ACCORD, asks="on-grave")
    assert beside.day is not None
    assert beside.day.ping == ""
    assert beside.day.picture is not None  # what the day tells is no such thing


def test_the_result_of_such_a_question_is_noted_too(sample: Library, sample_bank: Bank) -> None:
    known, bank = with_grave(sample, sample_bank)
    composed = post(known, bank, asks="where-signed", previous=Previous("on-grave", 3, 1, ("Amina",)))
    assert not composed.sober
    assert words(composed.question).startswith("This is about people who suffered or died")


def test_where_nothing_else_could_be_pressed_the_table_can(sample: Library, sample_bank: Bank) -> None:
    composed = post(sample, sample_bank, NIGHT, asks="what-happened-1993")
    assert composed.question is not None
    assert [button.token for button in composed.question.buttons] == [f"daily:table:{POST}"]


# --- Notified, pictured, named ---


def test_the_first_part_notifies(sample: Library, sample_bank: Bank) -> None:
    both = post(sample, sample_bank, ACCORD, asks="amina-north")
    assert [part.ping for part in (both.day, both.question) if part] == ["pupils", ""]
    alone = post(sample, sample_bank, asks="amina-north")
    assert alone.day is None
    assert alone.question is not None
    assert alone.question.ping == "pupils"


def test_a_picture_is_shown_with_its_credit_and_licence(sample: Library, sample_bank: Bank) -> None:
    composed = post(sample, sample_bank, FIRE, ACCORD)
    assert composed.day is not None
    assert composed.day.picture == Picture(
        "https://example.org/pictures/accord.jpg", "Two people sign a sheet of paper on a millstone."
    )
    last = composed.day.lines[-1]
    assert (last.style, last.text) == (Style.NOTE, "Picture: A. Painter (CC BY 4.0)")


def test_a_title_says_the_day_and_what_is_told(sample: Library, sample_bank: Bank) -> None:
    assert post(sample, sample_bank, ACCORD).title == "7 March: River Accord"
    solar = replace(WISH, calendar=Calendar.SOLAR_HIJRI)
    assert post(sample, sample_bank, ACCORD, wish=solar).title == "16 Hoot: River Accord"
    assert post(sample, sample_bank, asks="amina-north").title == "7 March: Question of the day"
    assert post(sample, sample_bank, FIRE).title == "7 March, in: Fire in the mill"
    assert post(sample, sample_bank, FLOOD, why=Why.MONTH).title == "In March: The flood"
    assert post(sample, sample_bank, AMINA, why=Why.SUBJECT).title == "To read on 7 March: Amina Darya"


def test_what_is_told_of_somebody_is_headed_by_its_date(sample: Library, sample_bank: Bank) -> None:
    spoke = replace(AMINA, whole=False, when="1993-03-07", years=34)
    composed = post(sample, sample_bank, spoke)
    assert "7 March 1993 · 16 Hoot 1371: Amina Darya (34 years ago)" in words(composed.day)
    assert composed.title == "7 March: Amina Darya"


def test_a_date_that_the_heading_says_is_not_said_again(sample: Library, sample_bank: Bank) -> None:
    told = words(post(sample, sample_bank, FIRE).day)
    assert "on 1 May 1994. [" in told
    assert "of 3 May 1994. (3 May 1994 · 13 Sawr 1373) [" in told


def test_claims_are_told_in_the_order_in_which_they_were_chosen(sample: Library, sample_bank: Bank) -> None:
    told = words(post(sample, sample_bank, replace(ACCORD, claims=("opinion", "signed"))).day)
    assert told.index("nobody meant it") < told.index("Both banks signed")


def test_only_of_a_day_s_own_all_can_be_had(sample: Library, sample_bank: Bank) -> None:
    labels = {
        why: [each.label for each in made.day.buttons if POST in each.token]
        for why, told in ((Why.DAY, ACCORD), (Why.MONTH, FLOOD), (Why.SUBJECT, AMINA))
        if (made := post(sample, sample_bank, told, why=why)).day
    }
    assert labels == {
        Why.DAY: ["All of this day"],
        Why.MONTH: ["On this day"],
        Why.SUBJECT: ["On this day"],
    }


def test_what_nobody_can_answer_is_not_said_to_be_answered(sample: Library, sample_bank: Bank) -> None:
    for name, asked in sample_bank.questions.items():
        chosen = Chosen(Why.DAY, (), name, shown_order(asked, Random(POST)))
        shown_to_all, previewed = (
            compose(sample, sample_bank, WISH, POST, SIGNED, chosen, None, SAY, preview=preview).question
            for preview in (False, True)
        )
        hints = [each for each in shown_to_all.lines if each.style is Style.NOTE] if shown_to_all else []
        assert hints[-1].text.startswith("Only you see your answer. The next one names those who were right")
        assert previewed is not None
        assert shown_to_all is not None
        assert previewed.lines == tuple(each for each in shown_to_all.lines if each not in hints)


def test_only_of_an_entry_it_is_said_that_it_began(sample: Library, sample_bank: Bank) -> None:
    began = replace(ACCORD, mark=Mark.BEGAN)
    assert "River Accord (34 years ago, began)" in words(post(sample, sample_bank, began).day)
    of_a_claim = replace(began, whole=False)
    assert "1371 (34 years ago), in: River Accord (7 March 1993)" in words(
        post(sample, sample_bank, of_a_claim).day
    )


def test_before_1957_only_the_gregorian_day_is_said(sample: Library, sample_bank: Bank) -> None:
    solar = replace(WISH, calendar=Calendar.SOLAR_HIJRI)
    composed = post(sample, sample_bank, ACCORD, day=date(1950, 3, 7), wish=solar)
    assert composed.title == "7 March: River Accord"


def test_on_the_very_day_it_is_this_year(sample: Library, sample_bank: Bank) -> None:
    composed = post(sample, sample_bank, replace(ACCORD, years=0), day=date(1993, 3, 7))
    assert "River Accord (this year)" in words(composed.day)


# --- What is there no more ---


def test_what_the_pack_holds_no_more_is_left_out(sample: Library, sample_bank: Bank) -> None:
    gone = Told("gone", ("is",), True, "1993-03-07")
    composed = post(sample, sample_bank, gone, replace(ACCORD, claims=("gone", "opinion")), FLOOD)
    assert "Both banks signed" not in words(composed.day)
    assert "nobody meant it" in words(composed.day)
    assert composed.title == "7 March: River Accord"


def test_a_post_of_which_nothing_is_left_has_no_part(sample: Library, sample_bank: Bank) -> None:
    composed = post(sample, sample_bank, Told("gone", ("is",), True), asks="gone")
    assert (composed.day, composed.question) == (None, None)


def test_a_question_that_has_other_options_now_is_not_asked(sample: Library, sample_bank: Bank) -> None:
    chosen = Chosen(Why.DAY, (ACCORD,), "where-signed", (0, 1, 2, 3))
    assert compose(sample, sample_bank, WISH, POST, SIGNED, chosen, None, SAY).question is None


def test_the_result_of_a_question_that_is_gone_is_left_out(sample: Library, sample_bank: Bank) -> None:
    without = post(sample, sample_bank, asks="amina-north")
    assert post(sample, sample_bank, asks="amina-north", previous=Previous("gone", 1, 1)) == without


# --- Results ---


@pytest.mark.parametrize(
    ("previous", "said"),
    [
        (Previous("where-signed", 0, 0), "Nobody answered."),
        (Previous("where-signed", 3, 0), "0 of 3 answered right."),
        (Previous("where-signed", 3, 1, ("Amina",)), "1 of 3 answered right: Amina."),
        (Previous("where-signed", 9, 4, ("Amina", "Omid")), "4 of 9 answered right: Amina, Omid and 2 more."),
        (Previous("where-signed", 9, 2, ("A" * 301, "Omid")), "2 of 9 answered right."),
        (
            Previous("where-signed", 9, 3, ("A" * 290, "Omid", "Sara Nuri")),
            f"3 of 9 answered right: {'A' * 290}, Omid and 1 more.",
        ),
    ],
)
def test_who_was_right_is_told(sample: Library, sample_bank: Bank, previous: Previous, said: str) -> None:
    assert said in [each.text for each in outcome(previous, sample, sample_bank, SAY)]


def test_a_result_has_its_sources(sample: Library, sample_bank: Bank) -> None:
    told = outcome(Previous("where-signed", 0, 0), sample, sample_bank, SAY)
    assert [each.marker for each in told if each.style is Style.NOTE] == ["[1]", "[2]"]


# --- Within a message ---

SIDES = tuple(
    Claim(f"s{number}", "x" * 499 + ".", (Citation("report", f"p. {number}"),)) for number in range(5)
)
LONG = tuple(
    Claim(f"c{number}", "y" * 499 + ".", (Citation("report", f"p. {number}"),)) for number in range(9)
)
MUCH = Entry("much", Sort.EVENT, Name("Much"), LONG, (), disputes=(Dispute("how", "How?", SIDES),))
SMALL = make(Pack("small", "Small", "A small pack.", "CC BY-SA 4.0", (REPORT,), (), (MUCH,)))
NOBODY = banks.make(())


def claims_told(message: Message | None) -> list[str]:
    assert message is not None
    return [each.text[0] for each in message.lines if each.style is Style.ITEM]


def test_what_does_not_fit_is_left_out_whole() -> None:
    told = Told("much", tuple(claim.id for claim in LONG), True)
    composed = post(SMALL, NOBODY, told)
    assert composed.day is not None
    assert claims_told(composed.day) == ["y"] * 6
    assert all(each.text.endswith("]") for each in composed.day.lines if each.style is Style.ITEM)
    assert sum(each.size for each in composed.day.lines) <= MAX_TEXT


def test_a_dispute_is_left_out_with_all_its_sides() -> None:
    sides = tuple(side.id for side in SIDES)
    told = Told("much", ("c0", "c1", "c2", *sides), True)
    assert claims_told(post(SMALL, NOBODY, told).day) == ["y"] * 3
    assert claims_told(post(SMALL, NOBODY, Told("much", ("c0", *sides), True)).day) == ["y", *"xxxxx"]


def test_of_several_things_the_last_is_left_out_first() -> None:
    first, second = Told("much", ("c0", "c1", "c2"), True), Told("much", ("c3", "c4", "c5", "c6"), True)
    assert claims_told(post(SMALL, NOBODY, first, second).day) == ["y"] * 6
    sides = Told("much", tuple(side.id for side in SIDES), False)
    assert claims_told(post(SMALL, NOBODY, first, sides).day) == ["y"] * 3


def test_where_not_one_statement_fits_that_is_an_error() -> None:
    sides = tuple(replace(SIDES[0], id=f"s{number}") for number in range(9))
    entry = replace(MUCH, claims=(), disputes=(Dispute("how", "How?", sides),))
    known = make(replace(SMALL.pack, entries=(entry,)))
    with pytest.raises(MessageError):
        post(known, NOBODY, Told("much", tuple(side.id for side in sides), True))


def test_a_result_that_is_too_long_is_told_shorter_or_not_at_all(sample: Library, sample_bank: Bank) -> None:
    asked = sample_bank.questions["what-happened-1993"]
    wide = replace(asked, id="wide", prompt="p" * 250)
    cites = tuple(Citation("report", f"p. {number} {'z' * 400}") for number in range(6))
    lengthy = replace(REPORT, title="t" * 400)
    for many, told in ((3, True), (6, False)):
        entry = replace(MUCH, claims=(replace(LONG[0], citations=cites[:many]),), disputes=())
        pack = replace(
            sample.pack, sources=(*sample.pack.sources, lengthy), entries=(*sample.pack.entries, entry)
        )
        bank = banks.make((*sample_bank.questions.values(), replace(wide, claims=("much/c0",))))
        known = make(pack)
        composed = post(known, bank, asks="where-signed", previous=Previous("wide", 9, 1, ("N" * 300,)))
        assert ("The question before" in words(composed.question)) is told
        assert "Question of the day" in words(composed.question)


# --- The whole pack ---

LEAP = [date(2028, 1, 1).fromordinal(date(2028, 1, 1).toordinal() + number) for number in range(366)]


def sound(message: Message, *, cites: bool) -> None:
    """A message has a button of the post's; and what it tells has numbers, each with its source."""
    assert any(POST in button.token for button in message.buttons)
    if not cites:
        return
    told = [each.text for each in message.lines if each.style is Style.ITEM]
    assert told
    sources = {each.marker for each in message.lines if each.style is Style.NOTE and each.marker}
    used = {f"[{number}]" for number in range(1, 99) if any(f"[{number}]" in text for text in told)}
    assert used
    assert used <= sources
    assert all(text.endswith("]") for text in told)


@pytest.mark.parametrize(
    ("calendar", "graphic"),
    [(Calendar.GREGORIAN, False), (Calendar.SOLAR_HIJRI, False), (Calendar.BOTH, True)],
)
def test_every_day_of_a_leap_year_is_composed(
    library: Library, bank: Bank, calendar: Calendar, graphic: bool
) -> None:
    wish = replace(WISH, calendar=calendar, graphic=graphic, question=True)
    before = sorted(bank.questions)
    names = tuple(f"Somebody with a long name {number}" for number in range(20))
    for number, day in enumerate(LEAP):
        chosen = choose(library, bank, wish, day, {}, frozenset(), post_id=POST)
        assert chosen is not None
        previous = Previous(before[number], 30, 25, names)
        composed = compose(library, bank, wish, POST, day, chosen, previous, SAY)
        assert compose(library, bank, wish, POST, day, read(write(chosen)), previous, SAY) == composed
        assert composed.day is not None
        assert composed.question is not None
        sound(composed.day, cites=True)
        sound(composed.question, cites=False)
        assert len(composed.title) <= MAX_TITLE
        without = replace(wish, question=False)
        alone = choose(library, bank, without, day, {}, frozenset(), post_id=POST)
        assert alone == replace(chosen, question="", order=())
        assert compose(library, bank, without, POST, day, alone, None, SAY).question is None


def test_every_question_is_asked_below_the_result_of_every_length(library: Library, bank: Bank) -> None:
    names = tuple(f"Somebody with a long name {number}" for number in range(20))

    def length(name: str) -> int:
        return sum(each.size for each in outcome(Previous(name, 30, 25, names), library, bank, SAY))

    longest, *_, shortest = sorted(bank.questions, key=length, reverse=True)
    for name, asked in bank.questions.items():
        chosen = Chosen(Why.DAY, (), name, shown_order(asked, Random(POST)))
        for result in (longest, shortest, name):
            composed = compose(
                library, bank, WISH, POST, SIGNED, chosen, Previous(result, 30, 25, names), SAY
            )
            assert composed.question is not None
            assert "The question before" in composed.question.text
            sound(composed.question, cites=False)
