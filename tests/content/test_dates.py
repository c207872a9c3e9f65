from __future__ import annotations

import warnings
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.dates import DateError, Precision, gregorian, parse, solar_hijri

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # edtf builds a grammar that its own parser library warns of
    from edtf import parse_edtf

# value, in words, in Solar Hijri words, first and last day, precision
WORDS = [
    ("1993-03-07", "7 March 1993", "16 Hoot 1371", "1993-03-07", "1993-03-07", "day"),
    ("1989-03", "March 1989", "Hoot 1367–Hamal 1368", "1989-03-01", "1989-03-31", "month"),
    ("1992-02", "February 1992", "Dalw–Hoot 1370", "1992-02-01", "1992-02-29", "month"),
    ("1989-21", "spring 1989", "Hoot 1367–Jawza 1368", "1989-03-01", "1989-05-31", "season"),
    ("1989-22", "summer 1989", "Jawza–Sonbola 1368", "1989-06-01", "1989-08-31", "season"),
    ("1989-23", "autumn 1989", "Sonbola–Qaws 1368", "1989-09-01", "1989-11-30", "season"),
    ("1989-24", "winter 1989–1990", "Qaws–Hoot 1368", "1989-12-01", "1990-02-28", "season"),
    ("1991-24", "winter 1991–1992", "Qaws–Hoot 1370", "1991-12-01", "1992-02-29", "season"),
    ("1994", "1994", "1372–1373", "1994-01-01", "1994-12-31", "year"),
    ("1994~", "about 1994", "about 1372–1373", "1994-01-01", "1994-12-31", "year"),
    ("1992-04~", "about April 1992", "about Hamal–Sawr 1371", "1992-04-01", "1992-04-30", "month"),
    ("1992-04-24?", "perhaps 24 April 1992", "perhaps 4 Sawr 1371", "1992-04-24", "1992-04-24", "day"),
    ("1993-02-11/1993-02-12", "11–12 February 1993", "22–23 Dalw 1371", "1993-02-11", "1993-02-12", "day"),
    (
        "1991-03-14/1991-03-31",
        "14–31 March 1991",
        "23 Hoot 1369 to 11 Hamal 1370",
        "1991-03-14",
        "1991-03-31",
        "day",
    ),
    (
        "1992-04-28/1992-05-03",
        "28 April to 3 May 1992",
        "8–13 Sawr 1371",
        "1992-04-28",
        "1992-05-03",
        "day",
    ),
    (
        "1993-12-28/1994-01-03",
        "28 December 1993 to 3 January 1994",
        "7–13 Jadi 1372",
        "1993-12-28",
        "1994-01-03",
        "day",
    ),
    (
        "1989-03-05/1989-07",
        "5 March to July 1989",
        "14 Hoot 1367 to Saratan–Asad 1368",
        "1989-03-05",
        "1989-07-31",
        "month",
    ),
    (
        "1989-03-05/1989",
        "5 March 1989 to later in 1989",
        "14 Hoot 1367 to later in 1367–1368",
        "1989-03-05",
        "1989-12-31",
        "year",
    ),
    (
        "1989/1990-03",
        "1989 to March 1990",
        "1367–1368 to Hoot 1368–Hamal 1369",
        "1989-01-01",
        "1990-03-31",
        "year",
    ),
    (
        "1993-03-07~/1993-03",
        "about 7 March 1993 to later in March 1993",
        "about 16 Hoot 1371 to later in Hoot 1371–Hamal 1372",
        "1993-03-07",
        "1993-03-31",
        "month",
    ),
    (
        "1989/1989-07",
        "earlier in 1989 to July 1989",
        "earlier in 1367–1368 to Saratan–Asad 1368",
        "1989-01-01",
        "1989-07-31",
        "year",
    ),
    ("1992/1994", "1992–1994", "1370–1371 to 1372–1373", "1992-01-01", "1994-12-31", "year"),
    ("1992~/1994", "about 1992 to 1994", "about 1370–1371 to 1372–1373", "1992-01-01", "1994-12-31", "year"),
    (
        "1992-04/1992-06~",
        "April to about June 1992",
        "Hamal–Sawr to about Jawza–Saratan 1371",
        "1992-04-01",
        "1992-06-30",
        "month",
    ),
    (
        "1993-02-11~/1993-02-12",
        "about 11 February to 12 February 1993",
        "about 22 Dalw to 23 Dalw 1371",
        "1993-02-11",
        "1993-02-12",
        "day",
    ),
    (
        "1989-24/1990-21",
        "winter 1989–1990 to spring 1990",
        "Qaws–Hoot 1368 to Hoot 1368–Jawza 1369",
        "1989-12-01",
        "1990-05-31",
        "season",
    ),
    (
        "1989-22/1989-23",
        "summer to autumn 1989",
        "Jawza–Sonbola to Sonbola–Qaws 1368",
        "1989-06-01",
        "1989-11-30",
        "season",
    ),
    ("1993-08/..", "from August 1993", "from Asad–Sonbola 1372", "1993-08-01", "2001-12-31", "month"),
    (
        "1993-08~/..",
        "from about August 1993",
        "from about Asad–Sonbola 1372",
        "1993-08-01",
        "2001-12-31",
        "month",
    ),
    ("2004/..", "from 2004", "from 1382–1383", "2004-01-01", "2004-12-31", "year"),
    ("1957-03-21", "21 March 1957", "1 Hamal 1336", "1957-03-21", "1957-03-21", "day"),
    ("1957-03-20", "20 March 1957", None, "1957-03-20", "1957-03-20", "day"),
    (
        "1957-03-21/1957",
        "21 March 1957 to later in 1957",
        None,
        "1957-03-21",
        "1957-12-31",
        "year",
    ),
    ("1957", "1957", None, "1957-01-01", "1957-12-31", "year"),
    ("1933/1973-07-17", "1933 to 17 July 1973", None, "1933-01-01", "1973-07-17", "year"),
]


@pytest.mark.parametrize(("edtf", "words", "hijri"), [row[:3] for row in WORDS])
def test_a_date_in_words(edtf: str, words: str, hijri: str | None) -> None:
    when = parse(edtf)
    assert when.edtf == edtf
    assert gregorian(when) == words
    assert solar_hijri(when) == hijri


@pytest.mark.parametrize(("edtf", "first", "last", "precision"), [(row[0], *row[3:]) for row in WORDS])
def test_what_a_date_spans(edtf: str, first: str, last: str, precision: str) -> None:
    when = parse(edtf)
    assert (when.first, when.last) == (date.fromisoformat(first), date.fromisoformat(last))
    assert when.precision is Precision(precision)


@pytest.mark.parametrize(
    ("edtf", "days"),
    [
        ("1993-03-07", ["1993-03-07"]),
        ("1993-02-11/1993-02-12", ["1993-02-11", "1993-02-12"]),
        ("1989-03-05/1989-07", ["1989-03-05"]),
        ("1989-03/1989-07-01", ["1989-07-01"]),
        ("1993-08-01/..", ["1993-08-01"]),
        ("1993-08/..", []),
        ("1993-03", []),
        ("1989-21", []),
        ("1994", []),
        ("1993-03-07~", []),
        ("1993-03-07?", []),
        ("1993-02-11/1993-02-12~", []),
        ("1993-02-11?/1993-02-12", []),
    ],
)
def test_on_which_days_it_may_be_shown(edtf: str, days: list[str]) -> None:
    assert parse(edtf).days == tuple(date.fromisoformat(day) for day in days)


@pytest.mark.parametrize(
    ("edtf", "approximate", "uncertain"),
    [
        ("1994", False, False),
        ("1994~", True, False),
        ("1994?", False, True),
        ("1992/1994~", True, False),
        ("1992?/1994", False, True),
        ("1992~/1994?", True, True),
    ],
)
def test_about_and_perhaps(edtf: str, approximate: bool, uncertain: bool) -> None:
    when = parse(edtf)
    assert (when.approximate, when.uncertain) == (approximate, uncertain)


@pytest.mark.parametrize(
    ("edtf", "words"),
    [
        ("", "is not a date"),
        ("1993-3-7", "is not a date"),
        ("93", "is not a date"),
        ("7 March 1993", "is not a date"),
        ("1993-03-07 ", "is not a date"),
        ("1993-03-07\n", "is not a date"),
        ("۱۹۹۳", "is not a date"),
        ("1993%", "is not a date"),
        ("1993~?", "is not a date"),
        ("199X", "is not a date"),
        ("1993/", "is not a date"),
        ("/1993", "is not a date"),
        ("../1993", "is not a date"),
        ("1993/1994/1995", "is not a date"),
        ("0193", "the year 0193 is not between 1000 and 2999"),
        ("3001", "the year 3001 is not between"),
        ("1993-13", "there is no month 13"),
        ("1993-00", "there is no month 00"),
        ("1993-25", "there is no month 25"),
        ("1993-21-01", "there is no month 21"),
        ("1993-02-30", "February 1993 had 28 days, so it has no day 30"),
        ("1993-02-29", "February 1993 had 28 days"),
        ("1992-02-30", "February 1992 had 29 days"),
        ("1993-04-31", "April 1993 had 30 days"),
        ("1993-04-00", "April 1993 had 30 days, so it has no day 0"),
        ("1994-01/1993-12", "ends before it begins"),
        ("1993-03-07/1993-03-06", "ends before it begins"),
        ("1993-03-07/1993-03-07", "ends where it begins"),
        ("1993/1993~", "ends where it begins"),
    ],
)
def test_what_is_no_date(edtf: str, words: str) -> None:
    with pytest.raises(DateError, match=words) as caught:
        parse(edtf)
    assert repr(edtf) in str(caught.value)


@pytest.mark.parametrize(
    "edtf", [row[0] for row in WORDS if row[0] not in {"1989-24", "1991-24", "1989-24/1990-21"}]
)
def test_as_the_edtf_library_reads_it(edtf: str) -> None:
    # It ends winter with December; ours goes on to the end of February, and says so in its words.
    when, theirs = parse(edtf), parse_edtf(edtf)
    assert date(*theirs.lower_strict()[:3]) == when.first
    if when.open:
        assert theirs.upper_strict() == float("inf")
    else:
        assert date(*theirs.upper_strict()[:3]) == when.last


YEARS = st.integers(1000, 2999) | st.integers(1955, 2002)
DAYS = (st.dates(date(1000, 1, 1), date(2999, 12, 31)) | st.dates(date(1955, 1, 1), date(2001, 12, 31))).map(
    date.isoformat
)
MONTHS = st.builds("{:04}-{:02}".format, YEARS, st.integers(1, 12))
SEASONS = st.builds("{:04}-{}".format, YEARS, st.integers(21, 24))
MOMENTS = st.builds(
    str.__add__, st.one_of(DAYS, MONTHS, SEASONS, YEARS.map(str)), st.sampled_from(["", "", "~", "?"])
)


def refusal(edtf: str) -> str | None:
    """Why a value is no date; None where it is one."""
    try:
        parse(edtf)
    except DateError as error:
        return str(error)
    return None


@given(MOMENTS, MOMENTS | st.sampled_from(["", ".."]))
def test_every_date_can_be_said(left: str, right: str) -> None:
    edtf = f"{left}/{right}" if right else left
    error = refusal(edtf)
    if error is not None:
        assert right
        assert "range ends" in error  # nothing else can be wrong with these
        return
    when = parse(edtf)
    assert when.first <= when.last
    assert all(when.first <= day <= when.last for day in when.days)
    words, hijri = gregorian(when), solar_hijri(when)
    assert str(when.first.year) in words
    assert words == words.strip()
    assert (hijri is None) == any(side.first < date(1957, 3, 21) for side in when.sides)
    if hijri is not None:
        assert hijri == hijri.strip()
        assert "  " not in hijri
    for text in filter(None, (words, hijri)):
        assert ("about" in text) == when.approximate
        assert ("perhaps" in text) == when.uncertain


@given(st.text(alphabet="0123456789-/~?.X ", max_size=25))
def test_anything_is_a_date_or_an_error_in_words(text: str) -> None:
    assert refusal(text) != ""
