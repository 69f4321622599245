"""Names in two spellings, children's, unkind words, and what a certificate prints: tables of examples."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from commendations import certificate, manners, names
from commendations.models import Award, Commendation


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Siân O'Neill", "Sian O’Neill", True),
        ("Dr Priya Thornwell", "priya  thornwell", True),
        ("Thornwell, Priya", "Priya Thornwell", True),
        ("Priya Thornwell", "Priya Thornhill", False),
        ("", "", False),
        ("🎉", "🎉", False),
    ],
)
def test_two_spellings_are_one_name_or_two(one, other, same):
    assert names.same(one, other) is same


@pytest.mark.parametrize(
    ("name", "role", "child"),
    [
        ("Somebody", "Pupil", True),
        ("Somebody", "Year 9 pupils", True),
        ("Somebody", "sixth form student", True),
        ("Somebody, aged 14", "helper", True),
        ("Somebody", "a 16-year-old who spoke up", True),
        ("Somebody", "in year 10", True),
        ("Somebody", "Student social worker", False),
        ("Somebody", "Child protection chair", False),
        ("Somebody", "Teacher of year 9", True),
        ("Somebody", "Children's nurse", False),
        ("Somebody", "Works with the looked after child", False),
        ("Team 12", "Youth work", False),
    ],
)
def test_a_child_is_known_by_age_year_or_role(name, role, child):
    assert names.is_of_a_child(name, role) is child


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("She is bloody good", []),
        ("Mrs Cockburn of Scunthorpe helped the assessment class", []),
        ("Thank you.\nHe does not give a sh1t", [2]),
        ("f*cking brilliant", [1]),
        ("", []),
    ],
)
def test_unkind_words_are_found_by_line_and_names_are_not(text, lines):
    assert manners.unkind_lines(text) == lines


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("Thank you 🎉👩🏽‍⚕️ Siân", "Thank you Siân"),
        ("Łukasz & Zoë, “team”", "Łukasz & Zoë, “team”"),
        ("Li 李小龙", "Li"),
        ("Ελένη Дарья", "Ελένη Дарья"),
        ("❤️ 3️⃣ C++", "3 C++"),
        ("\x00\u202e", ""),
    ],
)
def test_a_certificate_prints_the_letters_its_fonts_have_and_no_pictures(text, printed):
    assert manners.printable(text) == printed


@given(some.text(max_size=300))
def test_what_is_printed_is_printed_the_same_again(text):
    once = manners.printable(text)

    assert manners.printable(once) == once
    assert not any(ord(sign) > 0x1F000 for sign in once if sign in "🎉🙂")


@pytest.mark.parametrize(
    ("name", "wall", "printed", "mute"),
    [
        ("Zoë Ó Faoláin 🎉", "A nurse", "Zoë Ó Faoláin", False),
        ("李小龍", "The night nurse", "The night nurse", False),
        ("李小龍 & Ann", "李小龍", "& Ann", True),
    ],
)
def test_a_certificate_never_prints_a_name_with_a_hole_if_another_is_whole(name, wall, printed, mute):
    award = Award(commendation=Commendation(nominee_name=name), wall_name=wall)

    assert (certificate.name_of(award), certificate.loses_letters(award)) == (printed, mute)


def test_the_longer_a_name_the_smaller_it_is_set():
    assert [manners.size_of("n" * length) for length in (28, 29, 60, 61)] == ["large", "middle", "middle", "small"]
