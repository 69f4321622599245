"""What is asked about a plan and about a priority in it."""

from datetime import date
from typing import Any

from django import forms

from office.fields import AgencyField, DayField, KeptForm
from partnership.models import Agency, Person
from priorities.models import Plan
from priorities.plans import Promise


class PersonByEmailField(forms.EmailField):
    """A person of the partnership, by e-mail address."""

    def clean(self, value: Any) -> Person | None:
        email = super().clean(value)
        if not email:
            return None
        person = Person.objects.filter(email__iexact=email, is_active=True).first()
        if person is None:
            raise forms.ValidationError("Nobody here has this address. Write it as the person signs in.")
        return person


class NewPlanForm(forms.Form):
    """A new plan."""

    name = forms.CharField(label="What is it called?", max_length=120, help_text="Such as: Business plan 2028 to 2030.")
    starts_on = DayField(label="When does it begin?", help_text="Such as 1 4 2028.")
    ends_on = DayField(label="When does it end?", help_text="Such as 31 3 2030.")
    follows = forms.ModelChoiceField(
        label="Which plan does it follow?",
        queryset=Plan.objects.none(),
        required=False,
        empty_label="None: begin with an empty plan",
        help_text="Its aims and every priority that is not yet achieved are carried forward.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["follows"].queryset = Plan.objects.all()


class PlanForm(KeptForm):
    """Name and years of a plan."""

    form_key = "plan"
    name = forms.CharField(label="What is it called?", max_length=120)
    starts_on = DayField(label="When does it begin?")
    ends_on = DayField(label="When does it end?")


class AimForm(forms.Form):
    """One more aim."""

    name = forms.CharField(label="What is the aim?", max_length=160)


class PriorityForm(KeptForm):
    """What a plan says of a priority."""

    form_key = "priority"
    name = forms.CharField(label="What is it called?", max_length=160)
    why = forms.CharField(
        label="Why is it a priority?",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=1000,
        help_text="What the plan says, in one or two sentences. It leads the page.",
    )
    success = forms.CharField(
        label="What does success look like?",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        required=False,
        help_text="What will be different for children by the end of the plan.",
    )
    aim = forms.ChoiceField(label="Under which aim does it stand?")
    number = forms.CharField(label="With which number?", max_length=8, help_text="Such as 2.1.")
    lead_agency = AgencyField(label="Which agency leads it?", required=False)
    sponsor = PersonByEmailField(
        label="Who on the board sponsors it?", required=False, help_text="The person’s e-mail address."
    )
    co_owner = AgencyField(
        label="Is it worked on together with another board?",
        required=False,
        help_text="The other board, such as the safeguarding adults board. Leave it empty if not.",
    )
    published = forms.BooleanField(label="Everybody may read it once the plan is published", required=False)
    finished_on = DayField(
        label="Has the board said it is achieved?",
        required=False,
        help_text="The day of that decision. It is then not carried into the next plan.",
    )

    def __init__(self, *args: Any, plan: Plan, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["aim"].choices = [(str(aim.pk), str(aim)) for aim in plan.aims.all()]
        for name in ("lead_agency", "co_owner"):
            self.fields[name].offer(Agency.objects.active(today))

    @property
    def promise(self) -> Promise:
        """The answers as the verbs take them."""
        given = {name: value for name, value in self.cleaned_data.items() if name not in ("mark", "slug")}
        return Promise(**given | {"aim": int(given["aim"])})


class NewPriorityForm(PriorityForm):
    """A priority that is new in a plan, perhaps in the partnership."""

    form_key = "new_priority"
    field_order = ("name", "slug")
    slug = forms.SlugField(
        label="Which words stand in its address?",
        help_text="Such as tackling-neglect. They stay for life; the words of an earlier priority bring it back.",
    )
