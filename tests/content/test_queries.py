"""What typed queries ask for: their dates in both calendars, corrections, and the words that remain."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.asked import Asked, Calendar
from content.dates import Precision, parse
from content.model import Kind
from content.queries import MAX_WORDS, Query, read
from content.words import indexed, mended, stem, word, words

GREGORIAN, HIJRI = Calendar.GREGORIAN, Calendar.SOLAR_HIJRI
DAY, MONTH, SEASON, YEAR = Precision


def asked(text: str) -> Asked:
    found = read(text).asked
    assert found is not None, text
    return found


@pytest.mark.parametrize(
    ("typed", "text", "first", "last"),
    [
        ("7 March 1993", "7 March 1993", "1993-03-07", "1993-03-07"),
        ("March 7, 1993", "7 March 1993", "1993-03-07", "1993-03-07"),
        ("the 7th of March, 1993", "7 March 1993", "1993-03-07", "1993-03-07"),
        ("1993 March 7", "7 March 1993", "1993-03-07", "1993-03-07"),
        ("1993-03-07", "7 March 1993", "1993-03-07", "1993-03-07"),
        ("1993/3/7", "7 March 1993", "1993-03-07", "1993-03-07"),
        ("7.3.1993", "7 March 1993", "1993-03-07", "1993-03-07"),
        ("7/3/1993", "7 March 1993", "1993-03-07", "1993-03-07"),
        ("4/28/1992", "28 April 1992", "1992-04-28", "1992-04-28"),
        ("on 26 April 1992", "26 April 1992", "1992-04-26", "1992-04-26"),
        ("26april1992", "26 April 1992", "1992-04-26", "1992-04-26"),
        ("11 march 99", "11 March 1999", "1999-03-11", "1999-03-11"),
        ("March 11 99", "11 March 1999", "1999-03-11", "1999-03-11"),
        ("15 feb 1989", "15 February 1989", "1989-02-15", "1989-02-15"),
        ("1 sept 1996", "1 September 1996", "1996-09-01", "1996-09-01"),
        ("12 می ۱۹۹۲", "12 May 1992", "1992-05-12", "1992-05-12"),
        ("۲۶ اپریل ۱۹۹۲", "26 April 1992", "1992-04-26", "1992-04-26"),
        ("March 1993", "March 1993", "1993-03-01", "1993-03-31"),
        ("march of 1993", "March 1993", "1993-03-01", "1993-03-31"),
        ("1993-03", "March 1993", "1993-03-01", "1993-03-31"),
        ("March 93", "March 1993", "1993-03-01", "1993-03-31"),
        ("septmber 1996", "September 1996", "1996-09-01", "1996-09-30"),
        ("Febuary 1993", "February 1993", "1993-02-01", "1993-02-28"),
        ("May 1992", "May 1992", "1992-05-01", "1992-05-31"),
        ("spring 1989", "spring 1989", "1989-03-01", "1989-05-31"),
        ("in the spring of 1989", "spring 1989", "1989-03-01", "1989-05-31"),
        ("1989 winter", "winter 1989–1990", "1989-12-01", "1990-02-28"),
        ("fall 1996", "autumn 1996", "1996-09-01", "1996-11-30"),
        ("بهار ۱۳۶۸", "spring 1989", "1989-03-01", "1989-05-31"),
        ("1994", "1994", "1994-01-01", "1994-12-31"),
        ("in the year 1994?", "1994", "1994-01-01", "1994-12-31"),
        ("early 1995", "early 1995", "1995-01-01", "1995-05-01"),
        ("mid-1995", "mid 1995", "1995-05-02", "1995-08-31"),
        ("late 1995", "late 1995", "1995-09-01", "1995-12-31"),
        ("end of March 1992", "late March 1992", "1992-03-21", "1992-03-31"),
        ("early spring 1989", "early spring 1989", "1989-03-01", "1989-03-30"),
        ("1980s", "1980s", "1980-01-01", "1989-12-31"),
        ("the 1990's", "1990s", "1990-01-01", "1999-12-31"),
        ("1992-1996", "1992–1996", "1992-01-01", "1996-12-31"),
        ("1992–96", "1992–1996", "1992-01-01", "1996-12-31"),
        ("1992/1996", "1992–1996", "1992-01-01", "1996-12-31"),
        ("between 1992 and 1996", "1992–1996", "1992-01-01", "1996-12-31"),
        ("from 1992 to 1996", "1992–1996", "1992-01-01", "1996-12-31"),
        ("1996 to 1992", "1992–1996", "1992-01-01", "1996-12-31"),
        ("11–12 February 1993", "11 February 1993 to 12 February 1993", "1993-02-11", "1993-02-12"),
        ("February 11 to 12 1993", "11 February 1993 to 12 February 1993", "1993-02-11", "1993-02-12"),
        ("24-27 April 92", "24 April 1992 to 27 April 1992", "1992-04-24", "1992-04-27"),
        ("5 March to July 1989", "5 March 1989 to July 1989", "1989-03-05", "1989-07-31"),
        ("1993-03-07/1993-03-10", "7 March 1993 to 10 March 1993", "1993-03-07", "1993-03-10"),
        ("16 Hoot 1371", "16 Hoot 1371", "1993-03-07", "1993-03-07"),
        ("16 hut 1371", "16 Hoot 1371", "1993-03-07", "1993-03-07"),
        ("16 Esfand 1371", "16 Hoot 1371", "1993-03-07", "1993-03-07"),
        ("1371/12/16", "16 Hoot 1371", "1993-03-07", "1993-03-07"),
        ("16.12.1371", "16 Hoot 1371", "1993-03-07", "1993-03-07"),
        ("۱۶ حوت ۱۳۷۱", "16 Hoot 1371", "1993-03-07", "1993-03-07"),
        ("٨ ثور ١٣٧١", "8 Sawr 1371", "1992-04-28", "1992-04-28"),
        ("۸م ثور سال ۱۳۷۱", "8 Sawr 1371", "1992-04-28", "1992-04-28"),
        ("8 Saur 1371", "8 Sawr 1371", "1992-04-28", "1992-04-28"),
        ("8 Thawr 71", "8 Sawr 1371", "1992-04-28", "1992-04-28"),
        ("۸ غويي ۱۳۷۱", "8 Sawr 1371", "1992-04-28", "1992-04-28"),
        ("۱۶ کب ۱۳۷۱", "16 Hoot 1371", "1993-03-07", "1993-03-07"),
        ("Hoot 1371", "Hoot 1371", "1993-02-20", "1993-03-20"),
        ("Hoot 1993", "Hoot 1371", "1993-02-20", "1993-03-20"),
        ("Sawr 1992", "Sawr 1371", "1992-04-21", "1992-05-21"),
        ("Sombola 1380", "Sonbola 1380", "2001-08-23", "2001-09-22"),
        ("early Hoot 1371", "early Hoot 1371", "1993-02-20", "1993-02-28"),
        ("1371", "1371", "1992-03-21", "1993-03-20"),
        ("سال ۱۳۷۱", "1371", "1992-03-21", "1993-03-20"),
        ("7 March 1993 and 8 Saur 1371", "8 Sawr 1371 to 7 March 1993", "1992-04-28", "1993-03-07"),
    ],
)
def test_dates_in_a_year(typed: str, text: str, first: str, last: str) -> None:
    found = asked(typed)
    assert (found.text, str(found.first), str(found.last)) == (text, first, last)
    assert not found.yearly
    assert all(each.soft for each in read(typed).words)


@pytest.mark.parametrize(
    ("typed", "text", "calendar", "precision", "months", "day"),
    [
        ("7 March", "7 March", GREGORIAN, DAY, (3,), 7),
        ("March 7", "7 March", GREGORIAN, DAY, (3,), 7),
        ("29 February", "29 February", GREGORIAN, DAY, (2,), 29),
        ("8 Saur", "8 Sawr", HIJRI, DAY, (2,), 8),
        ("۸ ثور", "8 Sawr", HIJRI, DAY, (2,), 8),
        ("۷ غويي", "7 Sawr", HIJRI, DAY, (2,), 7),
        ("30 Hoot", "30 Hoot", HIJRI, DAY, (12,), 30),
        ("11-12 February", "11 February", GREGORIAN, DAY, (2,), 11),
        ("March", "March", GREGORIAN, MONTH, (3,), None),
        ("early March", "March", GREGORIAN, MONTH, (3,), None),
        ("what happened in April?", "April", GREGORIAN, MONTH, (4,), None),
        ("Saur", "Sawr", HIJRI, MONTH, (2,), None),
        ("حوت", "Hoot", HIJRI, MONTH, (12,), None),
        ("spring", "spring", GREGORIAN, SEASON, (3, 4, 5), None),
    ],
)
def test_dates_of_every_year(
    typed: str, text: str, calendar: Calendar, precision: Precision, months: tuple[int, ...], day: int | None
) -> None:
    assert asked(typed) == Asked(text, calendar, precision, months=months, day=day)


@pytest.mark.parametrize(
    ("typed", "correction"),
    [
        ("31 April", "April has 30 days, so there is no 31 April."),
        ("32 March", "March has 31 days, so there is no 32 March."),
        ("0 March", "March has 31 days, so there is no 0 March."),
        ("30 February 1993", "February 1993 had 28 days, so there is no 30 February 1993."),
        ("29 February 1993", "February 1993 had 28 days, so there is no 29 February 1993."),
        ("30 Hoot 1371", "Hoot 1371 had 29 days, so there is no 30 Hoot 1371."),
        ("۳۰ حوت ۱۳۷۱", "Hoot 1371 had 29 days, so there is no 30 Hoot 1371."),
        ("31 Hoot", "Hoot has 30 days, so there is no 31 Hoot."),
        ("31 Mizan", "Mizan has 30 days, so there is no 31 Mizan."),
        ("13th month", "There is no month 13: a year has 12 months."),
        ("month 13", "There is no month 13: a year has 12 months."),
        ("1993-13-07", "There is no month 13: a year has 12 months."),
        ("7.13.1993", "There is no month 13: a year has 12 months."),
        ("1993-02-30", "February 1993 had 28 days, so there is no 30 February 1993."),
        ("what happened on 31 April 1992?", "April 1992 had 30 days, so there is no 31 April 1992."),
    ],
)
def test_impossible_dates_are_corrected(typed: str, correction: str) -> None:
    query = read(typed)
    assert query.correction == correction
    assert query.asked is None


@pytest.mark.parametrize("typed", ["3 Hoot 1330", "Hoot 1330", "0999-03", "0500 March"])
def test_years_that_cannot_be_computed_are_said(typed: str) -> None:
    assert "1336" in str(read(typed).correction) or "1000" in str(read(typed).correction)


@pytest.mark.parametrize(
    "typed",
    [
        "long march",
        "UN resolution 1267",
        "Jan Mohammad",
        "17 months of siege",
        "the 3rd month",
        "fall of Kabul",
        "Asad",
        "F-16",
        "100-200 people",
        "12345",
        "may I ask who signed",
        "",
    ],
)
def test_no_date(typed: str) -> None:
    query = read(typed)
    assert query.correction is None
    assert query.asked is None or query.bare_month


def test_a_date_leaves_the_other_words() -> None:
    query = read("What happened in Kabul on 26 April 1992?")
    assert [each.plain for each in query.words] == ["kabul"]
    assert query.question
    assert set(query.wants) == {Kind.EVENT, Kind.AGREEMENT}
    assert asked("fall of Kabul 1992").text == "1992"
    assert [each.plain for each in read("fall of Kabul 1992").words] == ["fall", "kabul"]


def test_a_bare_month_is_a_word_too() -> None:
    query = read("Saur")
    assert query.bare_month
    assert [each.plain for each in query.words] == ["saur"]
    assert not read("in April").bare_month


@pytest.mark.parametrize(
    ("typed", "question", "wants"),
    [
        ("who signed it", True, {Kind.PERSON, Kind.GROUP}),
        ("where was it", True, {Kind.PLACE}),
        ("Geneva?", True, set()),
        ("Geneva", False, set()),
        ("مسعود کیست؟", True, {Kind.PERSON, Kind.GROUP}),
        ("tell me about Massoud", True, set()),
    ],
)
def test_questions(typed: str, question: bool, wants: set[Kind]) -> None:
    query = read(typed)
    assert query.question == question
    assert set(query.wants) == wants


def test_words_are_capped() -> None:
    assert len(read(" ".join(f"w{number}" for number in range(500))).words) == MAX_WORDS


@given(st.text())
def test_reading_never_fails(text: str) -> None:
    assert isinstance(read(text), Query)


@given(st.dates(date(1700, 1, 1), date(2099, 12, 31)))
def test_a_day_is_read_in_each_form(day: date) -> None:
    for text in (
        f"{day:%d.%m.%Y}",
        f"{day:%Y-%m-%d}",
        f"{day.day} {day:%B %Y}",
        f"{day:%b} {day.day}, {day.year}",
    ):
        found = asked(text)
        assert (found.first, found.last, found.precision) == (day, day, DAY)


@pytest.mark.parametrize(
    ("typed", "edtf", "least", "most"),
    [
        ("7 March 1993", "1993-03-07", 1, 1),
        ("7 March 1993", "1993-03-07?", 0.8, 0.9),
        ("7 March 1993", "1993-03-08", 0, 0),
        ("7 March 1993", "1993-03", 0.2, 0.3),
        ("7 March 1993", "1993", 0.2, 0.21),
        ("7 March 1993", "1993-03-07/1993-05-01", 0.85, 0.85),
        ("March 1993", "1993-03-07", 1, 1),
        ("March 1993", "1993-03", 1, 1),
        ("1993", "1993-03/1993-05", 1, 1),
        ("1993", "1992-12/1993-05", 0.85, 0.9),
        ("1993", "1993-12/..", 0.85, 0.85),
        ("2000", "1993-12/..", 0.2, 0.4),
        ("7 March", "1993-03-07", 1, 1),
        ("7 March", "1993-03-01/1993-03-07", 1, 1),
        ("7 March", "1993-03-08", 0, 0),
        ("7 March", "1993-03", 0.25, 0.25),
        ("7 March", "1993", 0, 0),
        ("March", "1993-03", 0.9, 0.9),
        ("March", "1989-21", 0.9, 0.9),
        ("April", "1993-03", 0, 0),
        ("8 Saur", "1992-04-28", 1, 1),
        ("16 Hoot", "1993-03-07~", 0.8, 0.9),
        ("16 Hoot", "1919-08-19", 0, 0),
        ("spring", "1989-04-12", 1, 1),
    ],
)
def test_how_well_a_date_answers(typed: str, edtf: str, least: float, most: float) -> None:
    assert least <= asked(typed).closeness(parse(edtf)) <= most


def test_words_have_keys() -> None:
    assert {word(text).key for text in ("treaty", "accords", "معاهده")} == {"accord"}
    assert stem("signed") == stem("signing") == "sign"
    assert stem("stopped") == "stop"
    assert stem("ten") == "ten"
    assert stem("مسعود") == "مسعود"
    assert words("موافقت‌نامه‌های ژنو")[0].key == "accord"
    assert [each.plain for each in words("the United Nations' prime minister")] == ["un", "premier"]
    assert word("battles").sort
    assert word("soldiers").role
    assert word("turned").soft
    assert word("massoud").telling


def test_words_of_a_claim_know_names() -> None:
    held = {each.plain: name for each, name in indexed("Mas'ud’s coup: the United Nations saw Kabul–Geneva")}
    assert held == {
        "masud": True,
        "coup": False,
        "united": False,
        "nations": True,
        "saw": False,
        "kabul": True,
        "geneva": True,
        "un": False,
    }


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("acord", "accord"), ("batle", "battle"), ("zzzzz", None), ("war", None), ("جنگها", None)],
)
def test_slips_of_common_nouns_are_mended(typed: str, meant: str | None) -> None:
    found = mended(typed)
    assert (found.plain if found else None) == meant
