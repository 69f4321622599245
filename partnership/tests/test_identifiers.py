"""What could name a child is found in free text, and ordinary board prose is left alone."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnership import identifiers
from partnership.identifiers import Kind

# Numbers of the range 999 are never given to anybody.
MADE_UP = "9990000018"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (f"The number is {MADE_UP}.", Kind.NHS_NUMBER),
        ("The number is 999 000 0018.", Kind.NHS_NUMBER),
        ("NHS no. 999-000-0018", Kind.NHS_NUMBER),
        ("NHS no. 999\u00a0000\u00a00018", Kind.NHS_NUMBER),
        ("UPN A123456789012 was excluded", Kind.PUPIL_NUMBER),
        ("UPN A12345678901B was excluded", Kind.PUPIL_NUMBER),
        ("School (URN 123456) reports", Kind.PUPIL_NUMBER),
        ("School URN: 123456 reports", Kind.PUPIL_NUMBER),
        ("He was born on 4 March 2015.", Kind.BIRTH_DATE),
        ("He was born in Oakford on 04/03/2015.", Kind.BIRTH_DATE),
        ("DOB 4.3.15", Kind.BIRTH_DATE),
        ("D.O.B. 2015-03-04", Kind.BIRTH_DATE),
        ("Date of birth: March 4th, 2015", Kind.BIRTH_DATE),
        ("Date of birth\u00a0- 4th of March 2015", Kind.BIRTH_DATE),
        ("4 March 2015 (DOB)", Kind.BIRTH_DATE),
        ("Age: 7 (04/03/2015)", Kind.BIRTH_DATE),
        ("The family lives at OX1 1ND.", Kind.POSTCODE),
        ("the family lives at ox1 1nd", Kind.POSTCODE),
        ("Postcode SW1A2AA", Kind.POSTCODE),
        ("J.S., 7, was seen at home", Kind.INITIALS_WITH_AGE),
        ("J. S. (7) was seen at home", Kind.INITIALS_WITH_AGE),
        ("J.S. aged 14 was seen", Kind.INITIALS_WITH_AGE),
        ("JS, aged 7, was seen", Kind.INITIALS_WITH_AGE),
        ("JS (7 years) was seen", Kind.INITIALS_WITH_AGE),
        ("JS 3 months was seen", Kind.INITIALS_WITH_AGE),
        ("the child Mina Marlow was seen", Kind.CHILD_NAME),
        ("a girl called Mina O'Marlow was seen", Kind.CHILD_NAME),
        ("Mother: Anne-Lise Marlow", Kind.CHILD_NAME),
        ("Her father (Tom Marlow) was not invited", Kind.CHILD_NAME),
        ("Mina Marlow, a pupil at the school", Kind.CHILD_NAME),
        ("Mina Marlow (the child) was seen", Kind.CHILD_NAME),
        ("Mina Marlow, aged 7, was seen", Kind.CHILD_NAME),
        ("Mina Marlow (7) was seen", Kind.CHILD_NAME),
        ("her son Tom Marlow, aged 7, was seen", Kind.CHILD_NAME),
        ("They had seen Tom Brown, aged 7.", Kind.CHILD_NAME),
        ("They had seen Tom Brown aged 7 and his dog", Kind.CHILD_NAME),
        ("Tom Brown, aged 7", Kind.CHILD_NAME),
        ("Tom Brown (aged 7) was seen", Kind.CHILD_NAME),
    ],
)
def test_what_could_name_a_child_is_found(text: str, kind: Kind) -> None:
    assert [each.kind for each in identifiers.find(text)] == [kind]


@pytest.mark.parametrize(
    "text",
    [
        "The board met on 4 March 2026 and will meet again on 03/06/2026.",
        "The 15 working days run from Friday 20 December 2024.",
        "Report of 2026-03-31, born of much work: see page 12.",
        "Aged debts were settled. On 31 March 2026 the books closed.",
        "Call 01865 815843 or 0345 050 7666; mobile 07700 900123.",
        "Call +44 20 7946 0958. Budget: £9990000018.",
        "Reference 1234567890 and order 4010232138.",
        "20,000 enquiries a year; 9.4 million pupils; 2022-24; 60 % of plans.",
        "Q1 2nd meeting; figures for Q1 2025 and H1 3rd draft",
        "See section B1 2 and table C4 3.",
        "The Child Safeguarding Practice Review Panel answered.",
        "The child Protection Conference was late.",
        "Child Exploitation and Missing Panel; Child Death Overview Panel.",
        "Child A and Child B, siblings, were seen at home.",
        "Each child Oakshire County Council supports is seen.",
        "The mother and the father were invited; Police and Health came.",
        "Jane Marlow (Thames Valley Police) will report by June.",
        "Jane Marlow, head of service, opened the meeting.",
        "J.S., 7 March 2026",
        "Signed J.S. 12th March 2026",
        "D.C. 60 % of plans",
        "GP, 7 of them, and LCSS (12) returned; QA (3).",
        "Of 14 schools 7 returned; PRU, 3; aged 5 to 9: 12 %.",
        "Children aged 10 to 17; a 7-year-old; a boy, 14.",
        "The Marlow Trust, aged 7 to 9 groups; Riverside Band aged 11-14; Hill View aged 7/8.",
        "The Young Carers aged 8. Family Hub Network, aged 12 %.",
        "Working Together, 2023; Keeping Children Safe in Education, 2025.",
        "",
    ],
)
def test_ordinary_board_prose_raises_no_alarm(text: str) -> None:
    assert identifiers.find(text) == []


def test_places_are_told_in_the_order_of_the_text_and_the_value_never() -> None:
    text = f"First line.\nChild born 4 March 2015 at OX1 1ND.\nNumber {MADE_UP}"

    found = identifiers.find(text)

    assert [(text[each.start : each.end], each.line, each.refused) for each in found] == [
        ("4 March 2015", 2, False),
        ("OX1 1ND", 2, False),
        (MADE_UP, 3, True),
    ]
    assert [each.sentence for each in found] == [
        "Line 2: this looks like a date of birth. Take it out, or say why it may stay.",
        "Line 2: this looks like a full postcode. Take it out, or say why it may stay.",
        "Line 3: this looks like an NHS number. Take it out.",
    ]


@pytest.mark.parametrize(
    ("digits", "valid"),
    [
        ("9434765919", True),  # the example of the NHS data dictionary
        ("9434765918", False),
        (MADE_UP, True),
        ("1111111111", False),  # passes the sum, but is nobody's
        ("943476591", False),
        ("94347659I9", False),
        ("1000000010", False),  # a check digit of ten does not exist
    ],
)
def test_an_nhs_number_is_known_by_its_check_digit(digits: str, valid: bool) -> None:
    assert identifiers.is_nhs_number(digits) is valid


@given(st.integers(100_000_000, 999_999_999))
def test_at_most_one_last_digit_is_right(first_nine: int) -> None:
    valid = [digit for digit in range(10) if identifiers.is_nhs_number(f"{first_nine}{digit}")]

    assert len(valid) <= 1


@given(st.text(max_size=300))
def test_any_text_can_be_searched_and_no_two_places_overlap(text: str) -> None:
    found = identifiers.find(text)

    assert all(one.end <= two.start for one, two in pairwise(found))
