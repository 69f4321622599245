"""What is asked about an agency, its closing, its head counts and its keys."""

import re
from datetime import date
from typing import Any

from django import forms

from office import agencies as desk
from office.fields import AgencyField, DayField, KeptForm
from office.models import Token
from partnership.models import Agency, Person

DOMAIN = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+\Z")


class AgencyForm(forms.ModelForm):
    """The facts about an agency; the verbs take its cleaned data."""

    email_domains = forms.CharField(
        label="E-mail domains",
        required=False,
        help_text=(
            "Whoever proves an address of one of these is admitted at once, so list only domains where nobody but "
            "your agency gives out addresses. Separated by commas, without @."
        ),
    )

    parent = AgencyField(
        label="Which agency is above it?",
        required=False,
        help_text="Such as the academy trust of a school. Leads of the agency above may act for this one too.",
    )
    active_from = DayField(label="First day in the partnership")

    class Meta:
        model = Agency
        fields = [
            "name", "kind", "sector", "district", "parent", "urn", "email_domains",
            "safeguarding_partner", "active_from",
        ]  # fmt: skip
        labels = {
            "kind": "What kind of agency is it?",
            "safeguarding_partner": "It is one of the three statutory safeguarding partners",
        }
        help_texts = {
            "urn": "Unique reference number, for schools.",
            "safeguarding_partner": "",
        }

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].offer(Agency.objects.active(today).exclude(pk=self.instance.pk))
        if self.instance.pk:
            self.initial["email_domains"] = ", ".join(self.instance.email_domains)
            self.initial["parent"] = self.instance.parent
        else:
            self.initial.setdefault("active_from", today)

    def clean_urn(self) -> str:
        """Six figures, as the register of schools has them."""
        urn = self.cleaned_data["urn"].strip()
        if urn and not desk.is_urn(urn):
            raise forms.ValidationError(
                "A URN has six figures. Look it up in the register of schools, or leave it empty."
            )
        return urn

    def clean_email_domains(self) -> list[str]:
        given = [domain.strip().lower().removeprefix("@") for domain in self.cleaned_data["email_domains"].split(",")]
        domains = [domain for domain in given if domain]
        for domain in domains:
            if not DOMAIN.match(domain):
                raise forms.ValidationError(f"{domain} is not a domain. Write it like this: school.example.")
        return domains

    def _post_clean(self) -> None:
        """The verb builds the agency and checks what concerns others; the form only asks."""


class ChangeAgencyForm(KeptForm, AgencyForm):
    """The same about an agency that stands already: kept while one types, and aware of who else saves."""

    form_key = desk.FORM


class CloseAgencyForm(forms.Form):
    """The last day of an agency."""

    last_day = DayField(label="Last day in the partnership")


class HeadcountForm(forms.Form):
    """How many people work in a role."""

    job_role = forms.CharField(
        label="Job role", max_length=80, help_text="As the agency says it, such as: Health visitor."
    )
    people = forms.IntegerField(label="How many people", min_value=0, max_value=1_000_000)
    on = DayField(label="On which day were they counted?")


class KeyForm(forms.Form):
    """What a key to the API is for."""

    name = forms.CharField(label="Which system will use the key?", max_length=80)
    responsible = forms.ModelChoiceField(
        label="Who in the agency answers for it?",
        queryset=Person.objects.none(),
        help_text="The system acts in this person’s name. When he or she leaves the agency, the key stops.",
    )
    scopes = forms.MultipleChoiceField(
        label="What may it do?", choices=Token.Scope.choices, widget=forms.CheckboxSelectMultiple
    )
    expires_on = DayField(label="Last day of the key", help_text="At most one year from now.")
    mark = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, agency: Agency, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["responsible"].queryset = Person.objects.at(agency, on=today)
