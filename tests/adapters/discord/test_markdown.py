from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.discord.markdown import Piece, clean, directed, escape, flat, link, opening, strong

# What begins markup within a line, and what where a line begins, as Discord's clients read it.
INLINE = re.compile(r"[*_~|`<\[@]|https?://|steam://|:[^\s:\\]+:")  # no emoji's name has a backslash
BLOCK = re.compile(r" *(?:>|#{1,3}\s|-#|[*-] |[0-9]+\.)")


def shown(source: str) -> str:
    """What a reader of Discord's markup sees of a source that is to hold none; fails where it finds some."""
    seen = []
    for row in source.split("\n"):
        assert not BLOCK.match(row), f"a block begins at {row[:20]!r}"
        at = 0
        while at < len(row):
            if row[at] == "\\" and re.match(r"[^0-9A-Za-z\s]", row[at + 1 : at + 2]):
                at += 1
            else:
                assert row[at] != "\\", "a backslash that is seen"
                assert not INLINE.match(row, at), f"markup begins at {row[at : at + 20]!r}"
            seen.append(row[at])
            at += 1
        seen.append("\n")
    return "".join(seen[:-1])


MARKS = st.text("\\*_~|`<>[]()@:#-+.1! \na/\u200f\u2067\u2069é۱س😀", max_size=60)
WORDS = st.sampled_from(
    ["@everyone", "<@1>", "<#1>", "</a b:1>", "<t:1:R>", "https://x.y", ":smile:", "> ", "# ", "-# ", "1. "]
)
HARD = st.lists(st.one_of(MARKS, WORDS, st.text(max_size=20)), max_size=8).map("".join)


@given(HARD)
def test_what_is_escaped_shows_just_what_was_written(text: str) -> None:
    assert shown(escape(text)) == clean(text)


@given(HARD, HARD)
def test_what_is_escaped_is_no_markup_after_other_words_either(before: str, text: str) -> None:
    # Within words a colon and slashes of two texts could meet; a renderer escapes such neighbours as one.
    assert shown(f"{escape(before)}\n{escape(text)}") == f"{clean(before)}\n{clean(text)}"


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("Plain words, 1988–1992 (both).", "Plain words, 1988–1992 (both)."),
        ("a*b_c~d|e`f", r"a\*b\_c\~d\|e\`f"),
        (r"C:\path", r"C:\\path"),
        (r"¯\_(ツ)_/¯", r"¯\\\_(ツ)\_/¯"),
        ("[1][2]", r"\[1]\[2]"),
        ("[a](https://b.c)", r"\[a](https\://b.c)"),
        ("<@1> <@!1> <@&1> <#1>", r"\<\@1> \<\@!1> \<\@&1> \<#1>"),
        ("</quiz start:1> <t:1:R> <id:guide>", r"\</quiz start:1> \<t\:1:R> \<id:guide>"),
        ("<:e:1> <a:e:1>", r"\<\:e:1> \<a\:e:1>"),
        ("@everyone @here a@b.c", r"\@everyone \@here a\@b.c"),
        ("http://a steam://b discord://c", r"http\://a steam\://b discord\://c"),
        (":smile: 12:30 a: b", r"\:smile: 12:30 a: b"),
        ("12:30:45", r"12\:30:45"),
        ("> q\n>>> q", "\\> q\n\\>>> q"),
        ("# a\n## b\n  ### c #", "\\# a\n\\## b\n  \\### c #"),
        ("- a\n-# b\n* c", "\\- a\n\\-# b\n\\* c"),
        ("1. a\n 23. b\n1988 c\n۱. d", "1\\. a\n 23\\. b\n1988 c\n۱. d"),
        ("a - b > c # d 1. e", "a - b > c # d 1. e"),
        ("||s|| ```x```", r"\|\|s\|\| \`\`\`x\`\`\`"),
        ("", ""),
    ],
)
def test_marks_lose_their_meaning_and_words_stay(text: str, escaped: str) -> None:
    assert escape(text) == escaped


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("a\x00b\x1b[31mc\x7f\x9f", "ab[31mc"),
        ("a\tb\r\nc\rd\u2028e\x85f\x0bg", "a b\nc\nd\ne\nf\ng"),
        ("\u202egnp.exe\u202c \u202aa\u202bb", "gnp.exe ab"),
        ("\u2067پنج\u2069!", "\u2067پنج\u2069!"),
        ("\u2067a\nb\u2069\u2069", "a\nb"),
        ("\u2066\u2067a\u2069", "\u2067a\u2069"),
        ("می‌رود \u200e\u200f", "می‌رود \u200e\u200f"),
        ("\ud800x\udfff", "x"),
    ],
)
def test_what_is_not_seen_is_dropped(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned


@given(HARD)
def test_cleaning_leaves_no_control_and_no_open_direction(text: str) -> None:
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    assert len(cleaned) <= len(text)
    assert not [
        letter for letter in cleaned if unicodedata.category(letter) in {"Cc", "Cs"} and letter != "\n"
    ]
    for row in cleaned.split("\n"):
        depth = 0
        for letter in row:
            assert not "\u202a" <= letter <= "\u202e"
            depth += ("\u2066" <= letter <= "\u2068") - (letter == "\u2069")
            assert depth >= 0
        assert depth == 0
    assert "\n" not in flat(text)


@pytest.mark.parametrize(
    ("text", "address", "written"),
    [
        ("https://a.b/c_d", "https://a.b/c_d", "<https://a.b/c_d>"),
        ("", "https://a.b", "<https://a.b>"),
        ("https://a.b/(c)", "https://a.b/(c)", "<https://a.b/(c)>"),
        ("the report", "https://a.b/x_(y)", "[the report](<https://a.b/x_%28y%29>)"),
        ("the report", "https://a.b/a b>c\\d", "[the report](<https://a.b/a%20b%3Ec%5Cd>)"),
        ("گزارش", "https://a.b/گ", "[گزارش](<https://a.b/گ>)"),
        # A masked link's words take no escapes: these would be seen with their backslashes.
        ("the *report*", "https://a.b", r"the \*report\* (<https://a.b>)"),
        ("report [1]", "https://a.b", r"report \[1] (<https://a.b>)"),
        ("a] b", "https://a.b", "a] b (<https://a.b>)"),
        ("https://bank", "https://evil", r"https\://bank (<https://evil>)"),
        ("words", "javascript:alert(1)", "words (javascript:alert(1))"),
        ("mailto:a@b.c", "mailto:a@b.c", r"mailto:a\@b.c"),
        ("1. words", "ftp://a", r"1\. words (ftp\://a)"),
    ],
)
def test_a_link_leads_to_its_address_and_shows_its_words(text: str, address: str, written: str) -> None:
    assert link(text, address) == written


@given(HARD, HARD)
def test_no_address_breaks_out_of_its_link(text: str, address: str) -> None:
    written = link(text, f"https://x{address}")
    masked = re.fullmatch(r"\[([^\[\]]*)\]\(<https://x[^\s<>()\\]*>\)", written)
    bare = re.fullmatch(r"<https://x[^\s<>\\]*>", written)
    beside = re.fullmatch(r"(.*) \(<https://x[^\s<>\\]*>\)", written)
    assert masked or bare or beside
    if beside and not masked:
        assert shown(beside[1]) == flat(text).strip()


@pytest.mark.parametrize(
    ("text", "bold"),
    [
        ("Geneva", "**Geneva**"),
        ("Signed by: ", "**Signed by:** "),
        (" a*b ", r" **a\*b** "),
        ("- x", r"**\- x**"),
        ("  ", "  "),
        ("", ""),
        ("a\\", "**a\\\\**"),
    ],
)
def test_bold_holds_its_words_and_not_the_spaces_beside_them(text: str, bold: str) -> None:
    assert strong(text) == bold


def test_a_line_that_pieces_only_make_together_begins_no_list() -> None:
    assert opening("1. x") == r"1\. x"
    assert opening(r"1\. x") == r"1\. x"
    assert opening("**a**") == "**a**"


LTR, RTL, LRI, RLI, PDI = "\u200e", "\u200f", "\u2066", "\u2067", "\u2069"
OMID = Piece("امید", "<@7>", own=False)


@pytest.mark.parametrize(
    ("pieces", "lead", "written"),
    [
        ([Piece("Words", "Words")], "", "Words"),
        ([Piece("Words", "Words")], "a) ", "a) Words"),
        # Letters alone stand right; so nothing is added to a name in its own script.
        ([Piece("موافقت‌نامه‌های ژنو", "موافقت‌نامه‌های ژنو")], "", "موافقت‌نامه‌های ژنو"),
        # Full stops, digits and Latin letters would go astray where the paragraph runs from the left.
        ([Piece("سال ۱۳۶۷.", "سال ۱۳۶۷.")], "", f"{RTL}{RLI}سال ۱۳۶۷.{PDI}"),
        ([Piece("سال", "سال")], r"**1\.** ", f"{RTL}**1\\.** {RLI}سال{PDI}"),
        ([Piece("سال", "سال")], "**a)** ", f"**a)** {RLI}سال{PDI}"),
        # A player's name in a sentence that runs from the left, and the other way round.
        ([OMID, Piece(": 3 points", ": 3 points")], "", f"{RLI}<@7>{PDI}: 3 points"),
        ([Piece("Well done, ", "Well done, "), OMID], "", f"Well done, {RLI}<@7>{PDI}"),
        (
            [Piece("آفرین ", "آفرین "), Piece("Amina", "<@8>", own=False), Piece("!", "!")],
            "",
            f"{RTL}{RLI}آفرین {LRI}<@8>{PDI}!{PDI}",
        ),
        ([OMID], "", "<@7>"),
        # What a person typed begins the sentence: a phone would take its direction for the whole of it.
        ([Piece("“جنگ” is not a day.", "“جنگ” is not a day.")], "", f"{LTR}“جنگ” is not a day."),
    ],
)
def test_names_and_sentences_keep_their_direction(pieces: list[Piece], lead: str, written: str) -> None:
    assert directed(pieces, lead) == written


@given(st.lists(st.tuples(st.text("aب1. \u0650", max_size=12), st.booleans()), max_size=5), st.booleans())
def test_directions_add_only_balanced_marks(parts: list[tuple[str, bool]], marked: bool) -> None:
    lead = "b) " if marked else ""
    written = directed([Piece(words, words, own=own) for words, own in parts], lead)
    assert re.sub("[\u200e\u200f\u2066\u2067\u2069]", "", written) == lead + "".join(
        words for words, _ in parts
    )
    assert clean(written) == written
