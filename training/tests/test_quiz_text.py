"""Questions written as text: read back as meant, or the line is named."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnership.refusals import Refusal
from training.quiz_text import read

TEXT = "? Whom do you tell?\n[x] The lead | Right.\n[ ] Nobody | Alone.\n\n? Which count?\n[x] A\n[X] B\n[ ] C"


def test_questions_are_read_with_their_answers_and_feedback():
    first, second = read(TEXT)

    assert (first.words, [option.words for option in first.options]) == ("Whom do you tell?", ["The lead", "Nobody"])
    assert [option.feedback for option in first.options] == ["Right.", "Alone."]
    assert (first.several, second.several) == (False, True)
    assert [first.fits({0}), first.fits({1}), second.fits({0}), second.fits({0, 1})] == [True, False, False, True]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[x] A", "Line 1 of the questions is an answer before any question. Write “? …” above it."),
        ("? Q\nA", "Line 2 of the questions is neither a question (? …) nor an answer ([x] … or [ ] …)."),
        ("? Q\n[x] | why", "Line 2 of the questions is an answer without words."),
        ("? Q\n[x] A", "“Q” needs at least two answers, one of them marked [x]."),
        ("? Q\n[ ] A\n[ ] B", "“Q” needs at least two answers, one of them marked [x]."),
        ("? Q\n" + "[x] A\n" * 9, "“Q” has 9 answers; 8 are the most."),
    ],
)
def test_what_cannot_be_read_is_named(text, sentence):
    with pytest.raises(Refusal) as no:
        read(text)
    assert no.value.sentence == sentence


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text):
    with suppress(Refusal):
        assert all(question.options for question in read(text))
