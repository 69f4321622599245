"""People who wait to be admitted, so that a lead and the office have something to decide."""

from datetime import datetime, timedelta

from office import joining
from oscb_portal.oakshire.cast import Agencies
from partnership.models import Person

Group = Person.ProfessionalGroup
# name, job, group, agency of the cast, how many days ago
ASKED = (
    ("Isolde Fernhurst", "School nurse", Group.HEALTH, "health_trust", 1),
    ("Rafe Underhallow", "Youth worker", Group.VOLUNTARY, "voluntary", 4),
)


def ask(agencies: Agencies, *, at: datetime) -> None:
    """Let each ask, from an address of his or her own, which no agency has listed."""
    for name, job_role, group, agency, days in ASKED:
        joining.ask(
            email=f"{name.lower().replace(' ', '.')}@post.example",
            name=name,
            job_role=job_role,
            professional_group=group,
            agency=getattr(agencies, agency),
            at=at - timedelta(days=days),
        )
