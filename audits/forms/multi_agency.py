"""The questions of planning an audit: its plan, key lines, who takes part, the list its cases are drawn from."""

from datetime import date
from typing import Any

from django import forms

from audits.models import Audit, Sample
from audits.multi_agency.planning import FORM, NEW, Plan
from office.fields import AgencyField, BegunForm, DayField, KeptForm, NamelessField
from office.models import Questionnaire, Version
from partnership.models import Agency
from priorities.forms.fields import priorities_field, themes_field
from priorities.models import Action, Priority, Theme
from priorities.progress import ENDED

# Schools and the like are added one by one: there are hundreds of them.
ADDED_SINGLY = (Agency.Kind.BOARD, Agency.Kind.SCHOOL, Agency.Kind.COLLEGE, Agency.Kind.EARLY_YEARS)


class _PlanFields(forms.Form):
    """What a plan says."""

    groups = (
        ("What it asks", ("title", "focus", "themes", "priorities")),
        ("With what", ("version", "gated", "second_share")),
        ("Timetable", ("sample_on", "due_on", "panel_on", "report_on", "look_again_on")),
        ("A second time", ("re_audit_of", "retests")),
    )
    title = forms.CharField(
        label="What is it called?", max_length=120, help_text="Such as: Neglect of children under 5."
    )
    focus = NamelessField(
        label="What does it ask, and why now?", max_length=2000,
        help_text="Every agency reads this first. Always: what is life like for this child?",
    )  # fmt: skip
    themes = themes_field()
    priorities = priorities_field()
    version = forms.ModelChoiceField(
        Version.objects.none(), label="Which tool?", empty_label=None,
        error_messages={"required": "Publish a questionnaire for multi-agency audits first."},
        help_text="The same for every agency and every case. A later version changes nothing in this audit.",
    )  # fmt: skip
    gated = forms.BooleanField(
        label="A case is not good overall when the child’s lived experience is inadequate", required=False, initial=True
    )
    second_share = forms.IntegerField(
        label="How many per cent of tools are graded a second time, blind?", min_value=0, max_value=100, initial=20
    )
    sample_on = DayField(label="When are the cases chosen?")
    due_on = DayField(label="When have agencies answered?")
    panel_on = DayField(label="When does the panel meet?")
    report_on = DayField(label="When is the report due?")
    look_again_on = DayField(label="When is it looked at again?", required=False)
    re_audit_of = forms.ModelChoiceField(
        Audit.objects.none(), label="Which audit does it repeat?", required=False, empty_label="None",
        help_text="Its key lines and questions are taken over, and the results are compared section by section.",
    )  # fmt: skip
    retests = forms.ModelMultipleChoiceField(
        Action.objects.none(), label="Which actions does it test?", required=False,
        widget=forms.CheckboxSelectMultiple, help_text="Actions whose effect should show in these cases.",
    )  # fmt: skip

    def offer(self, *, audit: Audit | None = None) -> None:
        """Say what may be chosen: published tools, earlier audits, actions that are done or under way."""
        tools = Version.objects.published().for_use(Questionnaire.Use.AUDIT).select_related("questionnaire")
        if audit is not None:
            tools = tools | Version.objects.filter(pk=audit.version_id).select_related("questionnaire")
        self.fields["version"].queryset = tools
        earlier = Audit.objects.finished()
        self.fields["re_audit_of"].queryset = earlier.exclude(pk=audit.pk) if audit else earlier
        kept = audit.retests.values("pk") if audit else []
        living = Action.objects.exclude(state__in=sorted(ENDED)).exclude(state="proposed")
        self.fields["retests"].queryset = living | Action.objects.filter(pk__in=kept)
        self.fields["themes"].queryset = Theme.objects.all()
        self.fields["priorities"].queryset = Priority.objects.all()

    def plan(self) -> Plan:
        """The answers as the verb wants them."""
        given = {name: self.cleaned_data[name] for name in self.fields if name in Plan.__dataclass_fields__}
        for name in ("themes", "priorities", "retests"):
            given[name] = tuple(given[name])
        return Plan(**given)


class PlanForm(_PlanFields, BegunForm):
    """A new audit."""

    form_key = NEW
    agencies = forms.ModelMultipleChoiceField(
        Agency.objects.none(), label="Which agencies take part?", required=False,
        widget=forms.CheckboxSelectMultiple, help_text="Schools are added afterwards, one by one.",
    )  # fmt: skip

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer()
        self.fields["agencies"].queryset = Agency.objects.active(on).exclude(kind__in=ADDED_SINGLY).order_by("name")


class ChangePlanForm(_PlanFields, KeptForm):
    """The plan again."""

    form_key = FORM

    def __init__(self, *args: Any, audit: Audit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer(audit=audit)


class LinesForm(forms.Form):
    """Key lines of enquiry and the questions of the theme, as lines."""

    lines = NamelessField(
        label="Key lines of enquiry", required=False, max_length=6000,
        help_text="One a line, up to twelve. After a stroke | what made us ask, after another its address here.",
    )  # fmt: skip
    questions = NamelessField(
        label="Questions of the theme", required=False, max_length=4000,
        help_text="One a line. Every agency thinks of them in the section of the tool kept for the theme.",
    )  # fmt: skip

    def split(self) -> list[tuple[str, str, str]]:
        """The lines as the verb wants them."""
        found = []
        for line in self.cleaned_data["lines"].splitlines():
            text, why, address = (*(part.strip() for part in line.split("|")), "", "")[:3]
            found.append((text, why, address))
        return found


class ParticipantsForm(forms.Form):
    """Who takes part, and whose list the cases come from."""

    agencies = forms.ModelMultipleChoiceField(
        Agency.objects.none(), label="Which agencies take part?", required=False, widget=forms.CheckboxSelectMultiple
    )
    another = AgencyField(label="And which school or other agency besides?", required=False)
    holder = forms.ModelChoiceField(
        Agency.objects.none(), label="Which agency holds the cases?", required=False, empty_label="Not decided yet",
        help_text="It gives the list of codes, and tells the others outside the portal which child a code stands for.",
    )  # fmt: skip

    def __init__(self, *args: Any, audit: Audit, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        active = Agency.objects.active(on)
        taking_part = active.filter(pk__in=audit.participants.values("agency"))
        offered = active.exclude(kind__in=ADDED_SINGLY) | taking_part
        self.fields["agencies"].queryset = offered.order_by("name")
        self.fields["holder"].queryset = offered.order_by("name")
        self.fields["another"].offer(active.exclude(kind=Agency.Kind.BOARD))

    def chosen(self) -> list[Agency]:
        """All of them."""
        another = self.cleaned_data["another"]
        return [*self.cleaned_data["agencies"], *([another] if another else [])]


class DrawForm(forms.Form):
    """The list of codes and how cases are chosen from it."""

    method = forms.ChoiceField(
        label="How are the cases chosen?", choices=Sample.Method.choices, widget=forms.RadioSelect,
        initial=Sample.Method.RANDOM,
    )  # fmt: skip
    rule = NamelessField(
        label="The rule", max_length=1500,
        help_text="Which cases are on the list, from when to when; if chosen on purpose, what made you choose these.",
    )  # fmt: skip
    size = forms.IntegerField(label="How many cases?", required=False, min_value=1, max_value=60,
                              help_text="At random only. On purpose, all cases of the list are taken.")  # fmt: skip
    seed = forms.CharField(
        label="Seed", required=False, max_length=40,
        help_text="Any word: the same list and word give the same cases to anybody. Left empty, the portal makes one.",
    )  # fmt: skip
    pasted = forms.CharField(
        label="The list", required=False, widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        help_text="One code a line, such as OX-014; after a comma the group it belongs to, if the sample is to hold "
        "some of each. Never a name, initials, a date of birth, an NHS number or the number of a record.",
    )  # fmt: skip
    upload = forms.FileField(
        label="Or a file", required=False, help_text="A spreadsheet or CSV with the columns Reference and Stratum."
    )
    digits = forms.BooleanField(
        label="References of digits alone are codes made for this audit, not numbers of records", required=False
    )

    def clean(self) -> dict[str, Any]:
        """One list, and a size where it is needed."""
        cleaned = super().clean() or {}
        if bool(cleaned.get("pasted", "").strip()) == bool(cleaned.get("upload")):
            self.add_error("pasted", "Paste the list or choose a file: one of the two.")
        if cleaned.get("method") == Sample.Method.RANDOM and not cleaned.get("size") and "size" not in self.errors:
            self.add_error("size", "Say how many cases are drawn.")
        return cleaned


class CheckForm(forms.Form):
    """The list once more, to see whether it gives the same cases."""

    pasted = forms.CharField(
        label="The list", widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        help_text="Paste the same list, in any order. It is compared and forgotten.",
    )  # fmt: skip
