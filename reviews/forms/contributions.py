"""An agency's summary, in four questions; it keeps itself while one writes."""

from office.fields import KeptForm, NamelessField
from reviews import contributing
from reviews.models import Contribution


class ContributionForm(KeptForm):
    """The four questions."""

    form_key = contributing.FORM

    involvement = NamelessField(label=Contribution.PARTS[0][1], required=False, max_length=6000)
    went_well = NamelessField(label=Contribution.PARTS[1][1], required=False)
    learning = NamelessField(label=Contribution.PARTS[2][1], required=False)
    done_already = NamelessField(label=Contribution.PARTS[3][1], required=False)
