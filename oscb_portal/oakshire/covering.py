"""What roles must have learned in Oakshire, by the verbs; what people took elsewhere before is for the passport."""

from datetime import date, timedelta

from office import rules
from oscb_portal.oakshire.cast import Cast
from oscb_portal.oakshire.learning import at_hour
from training import requiring
from training.models import Course

# By course: the roles that must have it.
REQUIRED = {
    "recognising-neglect": (
        "Social worker", "Family support worker", "Health visitor", "School nurse", "Midwife", "Teacher",
        "Pastoral lead", "Nursery practitioner", "Police constable", "Project worker", "Housing officer",
    ),
    "exploitation-what-we-miss": (
        "Social worker", "Family support worker", "Detective", "Police constable", "Youth justice worker",
        "School nurse", "Pastoral lead", "Probation officer", "Personal adviser",
    ),
    "working-with-fathers": ("Social worker", "Health visitor", "Family support worker"),
    "designated-lead-two-year-refresher": ("Safeguarding lead", "Head teacher", "Designated nurse"),
    "supervision-in-safeguarding": ("Team manager",),
    "child-abuse-and-neglect-the-first-hour": ("Volunteer", "Licensing officer", "Foster carer", "Welfare officer"),
}  # fmt: skip
LEARNERS_AT_SCALE_ONE = 10_000


def require(cast: Cast, *, scale: float, today: date) -> None:
    """The requirements, since a year, and how many learners a county of this size promises."""
    at = at_hour(today - timedelta(days=365))
    for slug, roles in REQUIRED.items():
        requiring.require(by=cast.administrator, course=Course.objects.get(slug=slug), job_roles=roles, at=at)
    promised = max(100, round(LEARNERS_AT_SCALE_ONE * scale))
    if promised != LEARNERS_AT_SCALE_ONE:
        rules.set_rule(
            by=cast.administrator, key="training.learners_a_year", value=str(promised), valid_from=today,
            at=at_hour(today), reason="A county of this size",
        )  # fmt: skip
