"""Questions about loads: which file to send and of what, and which loads or faults to show."""

from datetime import date
from typing import Any

import django_filters
from django import forms

from dashboard import load_states, senders
from dashboard.faults import WORDS
from dashboard.file_reasons import SENTENCES, Reason
from dashboard.models import Area, Load, LoadFault
from office import rules
from office.fields import DayField
from partnership.models import Person

# An Annex A workbook has eleven lists.
MOST_FILES = 12


class FilesInput(forms.FileInput):
    """A field for files that takes several."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One file or several, each checked as one; gives a list."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """The files in the order in which they were chosen."""
        given = data if isinstance(data, list | tuple) else [data]
        return [super(FilesField, self).clean(each, initial) for each in given or [None]]


class UploadForm(forms.Form):
    """Asks for files of case-level rows and for what the files themselves do not say."""

    upload = FilesField(
        label="Which file?",
        help_text="An Annex A workbook (.xlsx, .xls), its lists as .csv files (choose them all at once), a children in "
        "need census (.xml), mash_events.csv, or the figures that count_locally wrote. At most 100 MB each.",
        error_messages={"empty": SENTENCES[Reason.EMPTY], "required": "Choose the file to send."},
    )
    area = forms.ModelChoiceField(
        label="Which area does it speak of?",
        queryset=Area.objects.none(),
        error_messages={"required": "Choose the area the rows belong to."},
    )
    reference_date = DayField(
        label="As at which day was it made?",
        help_text="The reference date of an Annex A workbook, such as 31/10/2026. A census says it itself.",
        required=False,
    )
    corrects = forms.ModelChoiceField(
        label="Does it correct an earlier load?",
        help_text="Rows of that load which the new file no longer has are taken out. "
        "Without a choice only rows about the same events are replaced.",
        queryset=Load.objects.none(),
        required=False,
        empty_label="No, it is a file of its own",
    )
    read_again = forms.BooleanField(
        label="If values in it are not known, keep it encrypted until somebody has said what they mean",
        help_text="Then it need not be sent again. Otherwise it is destroyed as soon as it has been read.",
        required=False,
    )

    def __init__(self, *args: Any, person: Person, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        areas = senders.areas_of(person, person.acting_for)
        self.fields["area"].queryset = areas
        # The partnership's own area is the usual one; others are there because their published figures are.
        self.fields["area"].initial = areas.filter(name=rules.value("partnership.area_name", on=on)).first()
        self.fields["corrects"].queryset = Load.objects.visible_to(person).done()
        self.fields["corrects"].label_from_instance = _in_words

    def clean(self) -> dict[str, Any]:
        """A correction is one file: of several nobody could say which corrects what."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("corrects") and len(given.get("upload", ())) > 1:
            self.add_error("corrects", "One file corrects one load. Send the files one by one, or choose no load here.")
        if len(given.get("upload", ())) > MOST_FILES:
            self.add_error("upload", f"At most {MOST_FILES} files at a time. Send the others after these.")
        return given


def _in_words(load: Load) -> str:
    return f"{load.get_kind_display()} of {load.uploaded_at:%-d %B %Y}: {load.filename}"


class LoadChoices(django_filters.FilterSet):
    """Which loads to show."""

    kind = django_filters.ChoiceFilter(label="Kind", choices=Load.Kind.choices, empty_label="All kinds")
    state = django_filters.ChoiceFilter(label="State", choices=load_states.CHOICES, empty_label="All states")

    class Meta:
        model = Load
        fields = ["kind", "state"]


class FaultChoices(django_filters.FilterSet):
    """Which faults of a load to show."""

    kind = django_filters.ChoiceFilter(
        label="What is wrong",
        choices=[(fault.value, words.heading) for fault, words in WORDS.items()],
        empty_label="Everything",
    )
    sheet = django_filters.CharFilter(label="Sheet", lookup_expr="iexact")
    column = django_filters.CharFilter(label="Column", lookup_expr="icontains")
    row_refused = django_filters.ChoiceFilter(
        label="What became of the row",
        choices=[("True", "Left out"), ("False", "Kept")],
        empty_label="Either",
    )

    class Meta:
        model = LoadFault
        fields = ["kind", "sheet", "column", "row_refused"]
