"""The questions one is asked about questions: a section, a criterion, a grade, who reviews."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from office.fields import KeptForm
from office.models import Criterion, Version
from office.questionnaire_files import shipped
from partnership.models import Person


class ReviewerField(forms.CharField):
    """A person by e-mail address."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=254, **kwargs)
        self.widget.attrs |= {"type": "email", "spellcheck": "false", "autocomplete": "off"}

    def clean(self, value: Any) -> Person | None:
        text = super().clean(value).strip().lower()
        person = Person.objects.current().filter(email=text).first() if text else None
        if text and person is None:
            raise ValidationError("Nobody with an account here has this e-mail address.")
        return person


class LoadForm(forms.Form):
    """Which of the questionnaires that come with the portal is loaded."""

    key = forms.ChoiceField(label="Which one?", widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["key"].choices = [(each.key, f"{each.name}. {each.purpose}") for each in shipped()]


class SectionForm(forms.Form):
    """A standard."""

    title = forms.CharField(label="What is it called?", max_length=120)
    text = forms.CharField(label="What is it about?", required=False, max_length=800, widget=forms.Textarea)


class NewCriterionForm(forms.Form):
    """A question begins with its title and one sentence."""

    title = forms.CharField(label="Title", max_length=120, help_text="A few words, such as: Supervision.")
    text = forms.CharField(
        label="What is expected?", max_length=800, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="One sentence that is true of an agency or not.",
    )  # fmt: skip


class CriterionForm(KeptForm):
    """All that belongs to one question."""

    form_key = "criterion"
    section = forms.ChoiceField(label="In which section is it?")
    title = forms.CharField(label="Title", max_length=120)
    text = forms.CharField(
        label="What is expected?", max_length=800, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="One sentence that is true of an agency or not.",
    )  # fmt: skip
    asks = forms.ChoiceField(label="What is asked for?", choices=Criterion._meta.get_field("asks").choices)
    unit = forms.CharField(label="For a number: of what?", required=False, max_length=40)
    choices = forms.CharField(
        label="For one of a list: the choices", required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="One a line.",
    )  # fmt: skip
    may_be_left = forms.BooleanField(label="“Does not apply” is an answer, with a reason", required=False)
    only_for = forms.MultipleChoiceField(
        label="Which forms ask it?", required=False, widget=forms.CheckboxSelectMultiple,
        help_text="None ticked: all of them.",
    )  # fmt: skip
    prompts = forms.CharField(
        label="Prompts",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="One a line: what to think of.",
    )
    good = forms.CharField(
        label="What good looks like",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="One sentence a line.",
    )
    law = forms.CharField(
        label="Law and guidance", required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="One a line: the words, an upright stroke |, the address.",
    )  # fmt: skip
    statements = forms.CharField(
        label="Statements", required=False, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Only where facts make the grade. One a line: the grade, a colon, the fact.",
    )  # fmt: skip

    def __init__(self, *args: Any, version: Version, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        variants = list(version.variants.all())
        self.fields["section"].choices = [(str(each.pk), str(each)) for each in version.sections.all()]
        self.fields["only_for"].choices = [(each.key, each.name) for each in variants]
        if not variants:
            del self.fields["only_for"]
        if version.scheme != "statements":
            del self.fields["statements"]
        for level in version.levels.order_by("-number"):
            self.fields[f"means_{level.key}"] = forms.CharField(
                label=f"What “{level.name}” means here", required=False, max_length=400,
                help_text=f"Left empty: {level.meaning}",
            )  # fmt: skip

    def words(self) -> dict[str, Any]:
        """What the verb wants, with the fields this version has no use for left empty."""
        return {"only_for": [], "statements": ""} | self.cleaned_data


class ReviewerForm(forms.Form):
    """Who is asked to review."""

    reviewer = ReviewerField(
        label="Who reviews it?",
        help_text="The e-mail address of a second person: a board member, the scrutineer, somebody else in the office.",
    )


class ReviewForm(forms.Form):
    """What the second person says."""

    fit = forms.ChoiceField(
        label="May it be published?", widget=forms.RadioSelect,
        choices=[("yes", "Yes"), ("no", "Not yet: it goes back to whoever drafted it")],
    )  # fmt: skip
    words = forms.CharField(
        label="What do you say about it?", required=False, max_length=1000, widget=forms.Textarea,
        help_text="Needed if it is to be changed.",
    )  # fmt: skip

    def cleaned_for_verb(self) -> dict[str, Any]:
        """The answer as the verb wants it."""
        return {"fit": self.cleaned_data["fit"] == "yes", "words": self.cleaned_data["words"]}


class NoteForm(forms.Form):
    """What a new version is for."""

    note = forms.CharField(
        label="What will differ, and why?", max_length=1000, widget=forms.Textarea,
        help_text="Agencies read it where years are compared.",
    )  # fmt: skip
