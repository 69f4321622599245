"""The other agencies of Oakshire, in the order in which a smaller county takes them: every kind comes early."""

from django.utils.text import slugify

from oscb_portal.oakshire.cast import BEGAN, Agencies
from partnership.models import Agency

Kind, Sector = Agency.Kind, Agency.Sector

AT_SCALE_ONE, AT_LEAST = 62, 25

SECTORS = {
    Kind.DISTRICT_COUNCIL: Sector.DISTRICTS,
    Kind.POLICE: Sector.POLICE,
    Kind.INTEGRATED_CARE_BOARD: Sector.HEALTH,
    Kind.HEALTH_TRUST: Sector.HEALTH,
    Kind.GENERAL_PRACTICE: Sector.HEALTH,
    Kind.ACADEMY_TRUST: Sector.EDUCATION,
    Kind.SCHOOL: Sector.EDUCATION,
    Kind.COLLEGE: Sector.EDUCATION,
    Kind.EARLY_YEARS: Sector.EDUCATION,
    Kind.PROBATION: Sector.JUSTICE,
    Kind.YOUTH_JUSTICE: Sector.JUSTICE,
    Kind.PRISON: Sector.JUSTICE,
    Kind.VOLUNTARY: Sector.VOLUNTARY,
    Kind.FAITH: Sector.VOLUNTARY,
    Kind.MILITARY: Sector.OTHER,
    Kind.INDEPENDENT: Sector.OTHER,
}
DISTRICTS = ("Elderwick", "Thornmere", "Quillham", "Brackenhythe", "Westmarl")
# name, kind, district, the agency it stands below
OTHERS: tuple[tuple[str, str, str, str], ...] = (
    ("Elderwick City Council", Kind.DISTRICT_COUNCIL, "Elderwick", ""),
    ("Thornmere District Council", Kind.DISTRICT_COUNCIL, "Thornmere", ""),
    ("Oakshire Hospitals", Kind.HEALTH_TRUST, "", ""),
    ("Millrace Surgery", Kind.GENERAL_PRACTICE, "Elderwick", ""),
    ("Elderwick Nursery", Kind.EARLY_YEARS, "Elderwick", ""),
    ("Oakvale College", Kind.COLLEGE, "Elderwick", ""),
    ("Oakshire Probation", Kind.PROBATION, "", ""),
    ("Oakshire Youth Justice", Kind.YOUTH_JUSTICE, "", "Oakshire County Council"),
    ("Greystone Secure Centre", Kind.PRISON, "Westmarl", ""),
    ("Lantern Street Church", Kind.FAITH, "Elderwick", ""),
    ("Highmarl Barracks", Kind.MILITARY, "Westmarl", ""),
    ("Independent", Kind.INDEPENDENT, "", ""),
    ("Larchmere Primary School", Kind.SCHOOL, "Thornmere", "Larchmere Learning Trust"),
    ("Quillham Community School", Kind.SCHOOL, "Quillham", ""),
    ("Open Gate Youth Project", Kind.VOLUNTARY, "Thornmere", ""),
    ("Saltway Domestic Abuse Service", Kind.VOLUNTARY, "", ""),
    ("Quillham District Council", Kind.DISTRICT_COUNCIL, "Quillham", ""),
    ("Brackenhythe District Council", Kind.DISTRICT_COUNCIL, "Brackenhythe", ""),
    ("Westmarl District Council", Kind.DISTRICT_COUNCIL, "Westmarl", ""),
    ("Sedgeway Schools Trust", Kind.ACADEMY_TRUST, "", ""),
    ("Sedgeway Academy", Kind.SCHOOL, "Quillham", "Sedgeway Schools Trust"),
    ("Sedgeway Infant School", Kind.SCHOOL, "Quillham", "Sedgeway Schools Trust"),
    ("Foxholt Primary School", Kind.SCHOOL, "Westmarl", "Sedgeway Schools Trust"),
    ("Oakshire Ambulance Service", Kind.HEALTH_TRUST, "", ""),
    ("Cobblers Lane Practice", Kind.GENERAL_PRACTICE, "Thornmere", ""),
    ("Tithebarn Surgery", Kind.GENERAL_PRACTICE, "Quillham", ""),
    ("Weirside Health Centre", Kind.GENERAL_PRACTICE, "Brackenhythe", ""),
    ("Highmarl Practice", Kind.GENERAL_PRACTICE, "Westmarl", ""),
    ("Brackenhythe School", Kind.SCHOOL, "Brackenhythe", ""),
    ("Elderwick Girls' School", Kind.SCHOOL, "Elderwick", ""),
    ("Elderwick Boys' School", Kind.SCHOOL, "Elderwick", ""),
    ("Hawmoor Special School", Kind.SCHOOL, "Thornmere", ""),
    ("Millrace Primary School", Kind.SCHOOL, "Elderwick", ""),
    ("Tithebarn Primary School", Kind.SCHOOL, "Quillham", ""),
    ("The Turnpike Pupil Referral Unit", Kind.SCHOOL, "Elderwick", "Oakshire County Council"),
    ("Westmarl Further Education College", Kind.COLLEGE, "Westmarl", ""),
    ("Bumblebee Day Nursery", Kind.EARLY_YEARS, "Thornmere", ""),
    ("Little Acorns of Quillham", Kind.EARLY_YEARS, "Quillham", ""),
    ("Weirside Preschool", Kind.EARLY_YEARS, "Brackenhythe", ""),
    ("Westmarl Childminders", Kind.EARLY_YEARS, "Westmarl", ""),
    ("Oakshire Carers Together", Kind.VOLUNTARY, "", ""),
    ("Brackenhythe Sports Club", Kind.VOLUNTARY, "Brackenhythe", ""),
    ("Riverbank Counselling", Kind.VOLUNTARY, "Elderwick", ""),
    ("Oakshire Refuge", Kind.VOLUNTARY, "", ""),
    ("Lanternlight Fostering", Kind.VOLUNTARY, "", ""),
    ("Elderwick Central Mosque", Kind.FAITH, "Elderwick", ""),
    ("Diocese of Elderwick", Kind.FAITH, "", ""),
    ("Oakvale Police Child Abuse Team", Kind.POLICE, "", "Oakvale Police"),
    ("Oakshire Housing Association", Kind.VOLUNTARY, "", ""),
    ("Marlfield Air Station", Kind.MILITARY, "Westmarl", ""),
    ("Quillham Minster School", Kind.SCHOOL, "Quillham", ""),
    ("Foxholt Preschool", Kind.EARLY_YEARS, "Westmarl", ""),
    ("Stonebarrow Mediation", Kind.VOLUNTARY, "Brackenhythe", ""),
)
# Left the partnership: two years and a month before today its doors closed.
CLOSED = "Stonebarrow Mediation"


def found(scale: float, cast: Agencies, *, closed_until: object) -> list[Agency]:
    """Found the other agencies of a county of this size; the cast's nine are there already."""
    count = max(AT_LEAST, round(AT_SCALE_ONE * min(scale, 1))) - len(vars(cast))
    known = {agency.name: agency for agency in vars(cast).values()}
    made: list[Agency] = []
    for generation in (False, True):
        born = [
            Agency(
                name=name,
                slug=slugify(name),
                kind=kind,
                sector=SECTORS[kind],
                district=district,
                parent=known.get(parent),
                email_domains=[] if kind == Kind.INDEPENDENT else [f"{slugify(name)}.example"],
                urn=f"9{number:05d}" if kind == Kind.SCHOOL else "",
                active_from=BEGAN,
                active_until=closed_until if name == CLOSED else None,
            )
            for number, (name, kind, district, parent) in enumerate(OTHERS[:count], start=1)
            if bool(parent) is generation
        ]
        made += Agency.objects.bulk_create(born)
        known |= {agency.name: agency for agency in made}
    return made
