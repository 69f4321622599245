"""The questions of the learning passport: a certificate from elsewhere, checking one, joining two accounts."""

from django import forms

from office.evidence import IN_WORDS
from office.fields import DayField
from training.models import Course


class AddCertificateForm(forms.Form):
    """What was learned elsewhere."""

    title = forms.CharField(label="What was the course called?", max_length=160)
    provider = forms.CharField(label="Who ran it?", max_length=160)
    taken_on = DayField(label="When did you take it?")
    hours = forms.DecimalField(label="How many CPD hours?", min_value=0, max_digits=4, decimal_places=1, initial=0)
    valid_until = DayField(label="Until when does it count?", required=False)
    upload = forms.FileField(label="The certificate", help_text=f"{IN_WORDS}, up to 20 MB.")


class CheckCertificateForm(forms.Form):
    """As what it counts, or why not."""

    counts_as = forms.ModelChoiceField(
        label="Does it stand for one of our courses?", queryset=Course.objects.all(), required=False,
        empty_label="No, it stands beside them",
    )  # fmt: skip
    why = forms.CharField(
        label="If it is not accepted: why?", max_length=300, required=False, help_text="The learner reads it."
    )


class JoinAccountsForm(forms.Form):
    """The two addresses."""

    kept = forms.EmailField(label="E-mail address of the account that stays", max_length=254)
    given_up = forms.EmailField(label="E-mail address of the account that is given up", max_length=254)


class StandsForForm(forms.Form):
    """Which course a training elsewhere stands for."""

    counts_as = forms.ModelChoiceField(
        label="Which of our courses does it stand for?", queryset=Course.objects.all(), required=False,
        empty_label="None: it is kept beside ours",
        help_text="It then counts as this course in passports, coverage and what a course asks for before.",
    )  # fmt: skip
