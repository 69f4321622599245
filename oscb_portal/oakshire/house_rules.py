"""What Oakshire's partnership has decided: its names, telephone numbers (of Ofcom's range for drama) and addresses."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from office import rules
from partnership.models import Person

DECIDED = {
    "partnership.name_first": "Oakshire",
    "partnership.area_name": "Oakshire",
    "partnership.data_controller": (
        "Oakshire County Council is the data controller on behalf of the partners.\n"
        "Write to dataprotection@oakshire.example."
    ),
    "contact.hub_phone": "01632 960150",
    "contact.night_phone": "01632 960151",
    "contact.email": "office@oakshire.example",
    "commendations.chair_name": "Bertram Oakley-Stone",
}
REASON = "The demonstration county is made up"


def decide(*, by: Person, today: date) -> None:
    """Set the rules of Oakshire from today on, as an administrator would in the browser."""
    at = datetime.combine(today, time(8), tzinfo=ZoneInfo("Europe/London"))
    for key, value in DECIDED.items():
        rules.set_rule(by=by, key=key, value=value, valid_from=today, at=at, reason=REASON)
