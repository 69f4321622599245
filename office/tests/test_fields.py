"""Questions asked the same way everywhere."""

from datetime import date

import pytest
from django import forms

from office.fields import AgencyField, DayField, NamelessField, OwnEmailField
from partnership.models import Agency


class DayForm(forms.Form):
    day = DayField(label="When?")
    other = DayField(label="When else?", required=False)


def a_day(day, month, year):
    return DayForm({"day_day": day, "day_month": month, "day_year": year})


@pytest.mark.parametrize(
    ("parts", "value"),
    [(("27", "3", "2026"), date(2026, 3, 27)), ((" 1 ", "DECEMBER", "2026"), date(2026, 12, 1)),
     (("29", "feb", "2024"), date(2024, 2, 29)), (("01", "01", "0999"), date(999, 1, 1))],
)  # fmt: skip
def test_a_day_is_read_from_three_boxes(parts, value):
    form = a_day(*parts)

    assert form.is_valid()
    assert form.cleaned_data == {"day": value, "other": None}


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        (("", "", ""), "Write the day, the month and the year, such as 27 3 2026."),
        (("27", "", "2026"), "The date needs a month too."),
        (("", "", "2026"), "The date needs a day and a month too."),
        (("31", "2", "2026"), "There is no such day. Check the day and the month."),
        (("1", "13", "2026"), "There is no such day. Check the day and the month."),
        (("1", "3", "26"), "Write the year with four figures, such as 2026."),
        (("first", "3", "2026"), "Write the date in numbers, such as 27 3 2026."),
        (("²", "3", "2026"), "Write the date in numbers, such as 27 3 2026."),
    ],
)
def test_a_day_that_is_none_is_answered_with_what_is_wrong(parts, sentence):
    assert a_day(*parts).errors["day"] == [sentence]


def test_the_boxes_are_a_group_with_labels_and_keep_what_was_typed():
    page = str(a_day("31", "2", "2026"))

    assert "<fieldset" in page
    assert page.count('class="govuk-label govuk-date-input__label"') == 6
    assert 'name="day_day"' in page
    assert 'value="31"' in page


class AgencyForm(forms.Form):
    agency = AgencyField(label="Where?")

    def __init__(self, *args):
        super().__init__(*args)
        self.fields["agency"].offer(Agency.objects.active(date(2026, 11, 23)))


def test_an_agency_is_chosen_by_name_or_urn_and_offered_without_script(agencies):
    Agency.objects.filter(pk=agencies.school.pk).update(urn="123456")

    by_name, by_urn = AgencyForm({"agency": "LARCHMERE school "}), AgencyForm({"agency": "123456"})

    assert by_name.is_valid()
    assert by_urn.is_valid()
    assert by_name.cleaned_data["agency"] == by_urn.cleaned_data["agency"] == agencies.school
    assert '<option value="Larchmere School">' in str(AgencyForm())


def test_a_near_miss_is_answered_with_what_may_be_meant_and_one_that_has_left_is_not_offered(agencies):
    Agency.objects.filter(pk=agencies.school.pk).update(active_until=date(2020, 1, 1))

    form = AgencyForm({"agency": "Larchmere"})

    assert form.errors["agency"] == ["We do not know this agency. Do you mean “Larchmere Learning Trust”?"]
    assert AgencyForm({"agency": "zzz"}).errors["agency"] == ["We do not know this agency. Choose one of the list."]


class TextForm(forms.Form):
    text = NamelessField(label="What happened?", max_length=200)


NHS = "The NHS number is 943 476 5919."
PLACE = "The family lives at OX1 1ND now."


def test_an_nhs_number_blocks_whatever_is_ticked_and_is_not_repeated():
    form = TextForm({"text": NHS, "text_nobody": "on"})

    assert form.errors["text"] == ["Line 1: this looks like an NHS number. Take it out."]


def test_what_may_name_somebody_is_asked_about_and_may_stay_when_ticked():
    asked = TextForm({"text": PLACE})
    page = str(asked)
    ticked = TextForm({"text": PLACE, "text_nobody": "on"})

    assert "a full postcode" in asked.errors["text"][0]
    assert "OX1" not in " ".join(asked.errors["text"])
    assert 'name="text_nobody"' in page
    assert PLACE in page
    assert ticked.is_valid()
    assert ticked.cleaned_data == {"text": PLACE}


def test_plain_words_are_asked_nothing_and_too_many_are_refused():
    form = TextForm({"text": " All is well. "})

    assert form.is_valid()
    assert form.cleaned_data == {"text": "All is well."}
    assert "text_nobody" not in str(form)
    assert TextForm({"text": "x" * 201}).errors["text"] == ["This has 201 characters; 200 are the most."]
    assert TextForm({"text": " "}).errors["text"] == ["Write something here."]


def test_one_form_that_asks_does_not_make_the_next_one_ask():
    assert not TextForm({"text": PLACE}).is_valid()

    assert "text_nobody" not in str(TextForm())


class MailForm(forms.Form):
    email = OwnEmailField(label="E-mail")


def test_an_address_is_tidied_and_a_shared_one_refused():
    good = MailForm({"email": " Ann@Example.ORG "})

    assert good.is_valid()
    assert good.cleaned_data == {"email": "ann@example.org"}
    assert "several people read" in MailForm({"email": "office@example.org"}).errors["email"][0]
    assert MailForm({"email": "ann"}).errors["email"] == ["Write an e-mail address, such as name@example.org."]
