"""What a fit value of a rule looks like, for each kind."""

from decimal import Decimal

import pytest
from hypothesis import given as for_any
from hypothesis import strategies as some

from office import rule_book, rules
from office.rule_book import Days, Declared
from partnership.refusals import Refusal


def a_rule(kind, **words):
    return Declared(
        **{"key": "a.b", "group": "a", "name": "The rule", "help": "", "kind": kind, "default": "5"} | words
    )


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("text", "  two   words ", "two words"),
        ("text", "", ""),
        ("long_text", " one\n\ntwo ", "one\n\ntwo"),
        ("number", "1,200", 1200),
        ("days", "1 working day", Days(1, working=True)),
        ("days", "30 calendar days", Days(30, working=False)),
        ("money", "£1,050.5", Decimal("1050.50")),
        ("money", "0", Decimal("0.00")),
        ("yes_no", "Yes", True),
        ("yes_no", "no", False),
        ("email", "office@oakshire.example", "office@oakshire.example"),
        ("telephone", "01632 960150", "01632 960150"),
        ("telephone", "999", "999"),
        ("url", "https://oakshire.example/refer", "https://oakshire.example/refer"),
        ("url", "", ""),
        ("choice", "late", "late"),
    ],
)
def test_a_fit_text_becomes_its_value(kind, text, value):
    rule = a_rule(kind, options={"late": "Late", "early": "Early"})

    assert rule_book.value_of(rule, text) == value


@pytest.mark.parametrize(
    ("kind", "text", "sentence"),
    [
        ("text", "x" * 201, "The rule must have 200 letters or fewer; this has 201."),
        ("number", "four", "The rule must be a whole number from 2 to 50, such as 5."),
        ("number", "1", "The rule must be a whole number from 2 to 50, such as 5."),
        ("number", "51", "The rule must be a whole number from 2 to 50, such as 5."),
        ("number", "", "The rule must not be empty."),
        ("days", "5 days", "The rule must be a number of days from 2 to 50, working or calendar, such as 5."),
        ("days", "60 working days", "The rule must be a number of days from 2 to 50, working or calendar, such as 5."),
        ("money", "fifty", "The rule must be an amount of money from £2 to £50, such as £50.00."),
        ("money", "50.001", "The rule must be an amount of money from £2 to £50, such as £50.00."),
        ("money", "NaN", "The rule must be an amount of money from £2 to £50, such as £50.00."),
        ("money", "Infinity", "The rule must be an amount of money from £2 to £50, such as £50.00."),
        ("yes_no", "perhaps", "The rule must be yes or no."),
        ("email", "office at oakshire", "The rule must be an e-mail address, such as office@partnership.example."),
        ("telephone", "ring me", "The rule must be a telephone number, digits and spaces only, such as 01632 960150."),
        (
            "url",
            "http://oakshire.example",
            "The rule must be an address that begins with https://, such as https://www.gov.uk/.",
        ),
        (
            "url",
            "javascript:alert(1)",
            "The rule must be an address that begins with https://, such as https://www.gov.uk/.",
        ),
        ("choice", "never", "The rule must be one of: Late."),
    ],
)
def test_an_unfit_text_is_refused_with_a_sentence(kind, text, sentence):
    rule = a_rule(kind, least=2, most=50, options={"late": "Late"})

    with pytest.raises(Refusal) as refusal:
        rule_book.value_of(rule, text)

    assert refusal.value.sentence == sentence


def test_a_rule_that_is_needed_is_never_empty():
    with pytest.raises(Refusal, match=r"The rule must not be empty\."):
        rule_book.value_of(a_rule("text", needed=True), "  ")


@for_any(
    some.one_of(
        some.integers(0, 1_000_000), some.booleans(), some.builds(Days, some.integers(0, 9999), some.booleans())
    )
)
def test_what_is_written_is_read_back_the_same(value):
    kind = {bool: "yes_no", int: "number", Days: "days"}[type(value)]

    assert rule_book.value_of(a_rule(kind), rule_book.written(value)) == value


@pytest.mark.parametrize(
    ("kind", "text", "words"),
    [
        ("money", "1050.50", "£1,050.50"),
        ("yes_no", "yes", "Yes"),
        ("choice", "late", "Late"),
        ("number", "1200", "1,200 hours"),
        ("days", "1 working day", "1 working day"),
        ("text", "", ""),
    ],
)
def test_a_page_shows_a_value_in_words(kind, text, words):
    rule = a_rule(kind, unit="hours", options={"late": "Late"})

    assert rule_book.in_words(rule, text) == words


@pytest.mark.parametrize(
    ("declared", "complaint"),
    [
        ('kind = "colour"\ndefault = "red"', "a.b: there is no kind 'colour'"),
        ('kind = "number"\ndefault = ""', "a.b: a rule of kind number needs a default"),
        ('kind = "number"\ndefault = "many"', "a.b: the default is no fit value"),
        ('kind = "number"\ndefault = "1,000"', "a.b: the default '1,000' is not written as the house writes it"),
    ],
)
def test_a_badly_declared_rule_is_named(tmp_path, declared, complaint):
    book = tmp_path / "rules.toml"
    book.write_text(f'[a]\nname = "A"\n[a.rules.b]\nname = "B"\nhelp = ""\n{declared}\n')

    with pytest.raises(ValueError, match=complaint):
        rule_book.read(book)


def test_statutory_clocks_are_delivered_as_the_guidance_has_them():
    delivered = {key: rules.DECLARED[key].default for key in rules.DECLARED if key.startswith("clocks.")}

    assert delivered == {
        "clocks.mash_red": "4",
        "clocks.mash_amber": "1 working day",
        "clocks.mash_green": "3 working days",
        "clocks.assessment": "45 working days",
        "clocks.conference": "15 working days",
        "clocks.visit": "20 working days",
        "clocks.first_review": "92 calendar days",
        "clocks.next_review": "184 calendar days",
    }
