from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from content import siding
from content.sides import Stand

if TYPE_CHECKING:
    from content.library import Library
    from content.search import Index
    from quizzes.banks import Bank

WITH, AGAINST, BACKING, ANY = (Stand.WITH,), (Stand.AGAINST,), (Stand.BACKED_BY, Stand.BACKED), ()


@pytest.mark.parametrize(
    ("typed", "party", "when", "stands"),
    [
        ("Who was Dostum allied with in January 1994?", "abdul-rashid-dostum", "January 1994", WITH),
        ("Wahdat's allies in 1992", "hezb-e-wahdat", "1992", WITH),
        ("whose side was Hezb-e Islami on in March 1993", "hezb-e-islami-gulbuddin", "March 1993", ANY),
        ("who supported the Taliban in 1999", "taliban", "1999", BACKING),
        ("who did Pakistan support in 1993", "government-of-pakistan", "1993", BACKING),
        ("who was against the Taliban in 1999", "taliban", "1999", AGAINST),
        ("who stood with Massoud in 1992", "ahmad-shah-massoud", "1992", ANY),
        ("whose ally was Harakat in 1993", "harakat-e-islami", "1993", WITH),
        ("Taliban enemies", "taliban", None, AGAINST),
        ("who fought the Soviets", "soviet-union", None, AGAINST),
        ("Dostam allies", "abdul-rashid-dostum", None, WITH),
        ("Dostum's allies in March", "abdul-rashid-dostum", None, WITH),
        ("Northern Alliance's enemies in 1992", "northern-alliance-1992", "1992", AGAINST),
        ("enemies of the Hekmatyar group", "gulbuddin-hekmatyar", None, AGAINST),
        ("US support 1987", "united-states", "1987", BACKING),
        ("متحدان وحدت در ۱۳۷۲", "hezb-e-wahdat", "1372", WITH),
        ("وحدت با کی متحد بود در ۱۳۷۱", "hezb-e-wahdat", "1371", WITH),
        ("حزب اسلامی با کی متحد شد در ۱۹۹۴", "hezb-e-islami-gulbuddin", "1994", WITH),
        ("دشمنان حکمتیار در ۱۳۷۲", "gulbuddin-hekmatyar", "1372", AGAINST),
        ("کی از طالبان حمایت میکرد در ۱۹۹۹", "taliban", "1999", BACKING),
        ("حامیان جبهه متحد", "united-front", None, BACKING),
        ("د طالبانو ملاتړ چا کاوه په ۱۹۹۹", "taliban", "1999", BACKING),
        ("د حکمتیار متحدین په ۱۳۷۲ کې", "gulbuddin-hekmatyar", "1372", WITH),
        ("د وحدت ګوند دښمنان", "hezb-e-wahdat", None, AGAINST),
    ],
)
def test_a_question_about_one_party(
    typed: str, party: str, when: str | None, stands: tuple[Stand, ...], index: Index
) -> None:
    read = siding.read(typed, index)
    assert read is not None
    assert (read.party.id if read.party else None, read.asked.text if read.asked else None) == (party, when)
    assert (read.stands, read.place) == (stands, None)


@pytest.mark.parametrize(
    ("typed", "when", "stands", "place"),
    [
        ("who fought whom in Kabul in February 1993", "February 1993", AGAINST, "kabul"),
        ("who was allied with whom in 1992", "1992", WITH, None),
        ("who were fighting each other in Kabul in 1994", "1994", AGAINST, "kabul"),
        ("who was on whose side in 1994", "1994", ANY, None),
        ("which groups and who fought whom in 1994", "1994", AGAINST, None),
        ("کی با کی می‌جنگید در ۱۳۷۱", "1371", AGAINST, None),
        ("څوک د چا پر ضد جنګېدل ۱۹۹۳", "1993", AGAINST, None),
    ],
)
def test_a_question_about_all_parties(
    typed: str, when: str, stands: tuple[Stand, ...], place: str | None, index: Index
) -> None:
    read = siding.read(typed, index)
    assert read is not None
    assert read.party is None
    assert (read.asked.text if read.asked else None, read.stands) == (when, stands)
    assert (read.place.id if read.place else None) == place


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "Northern Alliance",
        "Northern Alliance 1992",
        "ملل متحد",
        "جبهه متحد",
        "Dostum",
        "Dostum in January 1994",
        "who signed the Islamabad Accord?",
        "who opposed the Islamabad Accord",  # no party
        "who fought in the battle of Jalalabad",
        "who fought for Kabul in 1992",
        "who fought whom",  # of all parties at all times
        "who fought whom at Stalingrad in 1992",
        "when did Dostum fight Massoud",
        "why did Mazari turn against Massoud",
        "Did Dostum fight Massoud",  # two parties
        "Did Massoud support Rabbani",
        "Soviet support for Najibullah",
        "who were the allies in the second world war",
        "enemies",
        "allies in 1992",
        "Dostum's allies on 31 April 1992",  # there was none
        "the alliance of Dostum",  # neither a question nor a word for nothing else
        "who supported the old carpenter of the long blue street behind the bakery of the town",
    ],
)
def test_what_is_no_question_about_sides(typed: str, index: Index) -> None:
    assert siding.read(typed, index) is None


def test_no_name_no_claim_and_no_question_about_other_things_is_one(
    index: Index, library: Library, bank: Bank
) -> None:
    table = Path(__file__).with_name("student_queries.toml").read_text(encoding="utf-8")
    typed = [query["typed"] for query in tomllib.loads(table)["query"]]
    typed += [question.prompt for question in bank.questions.values()]
    typed += [claim.text for entry in library.entries.values() for claim in entry.statements()]
    typed += [spelling for entry in library.entries.values() for spelling in entry.name.spellings]
    assert len(typed) > 1000
    assert [each for each in typed if siding.read(each, index) is not None] == []
