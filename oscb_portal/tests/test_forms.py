"""One layout of a field for the whole site: label, hint, error, input."""

import re

import pytest
from django import forms
from django.template import engines

from partnership.models import Agency


class Question(forms.Form):
    name = forms.CharField(label="What is it called?", help_text="As on the door", max_length=20)
    how = forms.CharField(label="How do you know?", widget=forms.Textarea, max_length=1200)
    where = forms.ChoiceField(label="Where?", choices=[("n", "North"), ("s", "South")], widget=forms.RadioSelect)
    who = forms.MultipleChoiceField(
        label="Who?", choices=[("a", "A")], widget=forms.CheckboxSelectMultiple, required=False
    )
    kind = forms.ChoiceField(label="Kind", choices=[("x", "X")])
    paper = forms.FileField(label="Evidence", required=False)
    agreed = forms.BooleanField(label="I have read it", help_text="Both pages")
    secret = forms.CharField(widget=forms.HiddenInput, required=False)


class Grouped(Question):
    groups = (("About it", ("name", "how")),)


def html_of(form):
    return re.sub(r">\s+<", "><", str(form))


def part(html, field):
    """The group of one field."""
    groups = re.split(r'(?=<div class="govuk-form-group)', html)
    return next(group for group in groups if f'name="{field}"' in group)


def positions(html, *pieces):
    return [html.index(piece) for piece in pieces]


@pytest.mark.parametrize("field", ["name", "how", "kind"])
def test_label_then_error_then_input(field):
    html = part(html_of(Question({})), field)

    order = positions(html, "govuk-label", "govuk-error-message", f'name="{field}"')

    assert order == sorted(order)


def test_the_hint_stands_between_label_and_error_and_the_input_names_both():
    html = part(html_of(Question({})), "name")

    order = positions(html, "What is it called?", "As on the door", "This needs an answer.", 'name="name"')
    described = re.search(r'aria-describedby="([^"]+)"', html).group(1).split()

    assert order == sorted(order)
    assert sorted(described) == sorted(
        re.findall(r'<(?:div|p) class="govuk-(?:hint|error-message)" id="([^"]+)"', html)
    )


def test_each_kind_of_field_has_the_markup_of_gov_uk():
    html = html_of(Question())

    found = {
        field: re.search(rf'<(?:input|select|textarea)[^>]*name="{field}"[^>]*class="([^"]+)"', html).group(1)
        for field in ("name", "how", "where", "who", "kind", "paper", "agreed")
    }

    assert found == {
        "name": "govuk-input",
        "how": "govuk-textarea govuk-js-character-count",
        "where": "govuk-radios__input",
        "who": "govuk-checkboxes__input",
        "kind": "govuk-select",
        "paper": "govuk-file-upload",
        "agreed": "govuk-checkboxes__input",
    }


def test_several_choices_stand_in_a_fieldset_with_a_legend():
    html = part(html_of(Question()), "where")

    assert '<fieldset class="govuk-fieldset"><legend class="govuk-fieldset__legend">Where?</legend>' in html


def test_long_text_counts_its_characters():
    html = part(html_of(Question()), "how")

    assert 'data-module="govuk-character-count" data-maxlength="1200"' in html
    assert 'id="id_how-info"' in html


def test_what_may_be_left_out_says_so():
    html = html_of(Question())

    assert re.findall(r"(\w+)\?? \(optional\)", html) == ["Who", "Evidence"]


def test_what_was_typed_comes_back_with_the_mistake():
    html = html_of(Question({"name": "<b>x</b>", "how": "\n two lines"}))

    assert 'value="&lt;b&gt;x&lt;/b&gt;"' in html
    assert "&#10;\n two lines</textarea>" in html


def test_groups_become_fieldsets_and_nothing_is_left_out():
    html = html_of(Grouped())

    assert '<legend class="govuk-fieldset__legend p-h3">About it</legend>' in html
    assert [html.count(f'name="{field}"') for field in ("name", "how", "kind", "secret")] == [1, 1, 1, 1]


def test_the_error_summary_counts_and_leads_to_the_first_input_of_each_field():
    template = engines["django"].from_string("{% load ui %}{% error_summary form %}")

    html = template.render({"form": Question({"name": "x", "how": "x", "kind": "z"})})

    assert "3 things to put right" in html
    assert ">“Where?” needs an answer.</a>" in html
    assert re.findall(r'href="#([^"]+)"', html) == ["id_where_0", "id_kind", "id_agreed"]
    assert set(re.findall(r'href="#([^"]+)"', html)) <= set(re.findall(r'id="([^"]+)"', html_of(Question())))


class Numbers(forms.Form):
    since = forms.DateField(label="Since")
    places = forms.IntegerField(label="Places")
    price = forms.IntegerField(label="Price", error_messages={"invalid": "Give whole pounds."})


def test_django_s_own_mistakes_are_said_plainly_and_a_form_s_own_words_are_kept():
    form = Numbers({"since": "banana", "places": "many", "price": "much"})

    summary = engines["django"].from_string("{% load ui %}{% error_summary form %}").render({"form": form})
    at_the_fields = re.findall(r"Error:</span> ([^<]+)</p>", html_of(form))

    assert re.findall(r'href="#\w+">([^<]+)</a>', summary) == [
        "“Since” needs a date such as 27/3/2026.",
        "“Places” needs a whole number, in figures.",
        "Give whole pounds.",
    ]
    assert at_the_fields == ["Give a date such as 27/3/2026.", "Give a whole number, in figures.", "Give whole pounds."]


class Limits(forms.Form):
    few = forms.IntegerField(label="Few", min_value=0)
    many = forms.IntegerField(label="Many", max_value=1000)
    short = forms.CharField(label="Short", max_length=5)
    kind = forms.ChoiceField(label="Kind", choices=[("a", "A")])


def test_limits_are_said_plainly_with_their_numbers():
    form = Limits({"few": "-4", "many": "1001", "short": "much too long", "kind": "<b>"})

    summary = engines["django"].from_string("{% load ui %}{% error_summary form %}").render({"form": form})
    at_the_fields = re.findall(r"Error:</span> ([^<]+)</p>", html_of(form))

    assert re.findall(r'href="#\w+">([^<]+)</a>', summary) == [
        "“Few” must be 0 or more.",
        "“Many” must be 1000 or less.",
        "“Short” must have 5 letters or fewer; this has 13.",
        "“Kind”: choose one of the list.",
    ]
    assert at_the_fields == [
        "Give 0 or more.",
        "Give 1000 or less.",
        "Write 5 letters or fewer; this has 13.",
        "Choose one of the list.",
    ]


class Pick(forms.Form):
    agency = forms.ModelChoiceField(label="Agency", queryset=Agency.objects.none())


@pytest.mark.django_db
def test_a_list_to_choose_from_invites_and_shows_no_dashes():
    assert '<option value="" selected>Choose one</option>' in html_of(Pick())
