"""What Oakshire's agencies say their people need and who would come; what they teach themselves; by the verbs."""

from datetime import date, timedelta

from office.drafts import mark_of
from office.models import Letter
from oscb_portal.oakshire.cast import Cast
from oscb_portal.oakshire.learning import at_hour, learners
from partnership.periods import Kind, containing
from training import catalogue, endorsing, needs
from training.models import Course, NeedsSurvey

# By attribute of the cast's agencies: who answers, the courses with how many people, what is missing.
ANSWERED = {
    "health_trust": ("lead", {"recognising-neglect": 34, "trauma-and-how-to-meet-it": 28, "working-with-fathers": 9},
                     "Half a day on working with interpreters."),
    "school": ("head", {"designated-lead-two-year-refresher": 2, "recognising-neglect": 6,
                        "trauma-and-how-to-meet-it": 14}, ""),
    "police": ("administrator", {"exploitation-what-we-miss": 22, "trauma-and-how-to-meet-it": 10}, ""),
}  # fmt: skip
INTERESTED = {"trauma-and-how-to-meet-it": 16, "supervision-in-safeguarding": 5}


def want(cast: Cast, *, today: date) -> NeedsSurvey:
    """The survey of the coming year, open and answered by some; interest in courses without a date."""
    at = at_hour(today - timedelta(days=9))
    year = containing(Kind.FINANCIAL_YEAR, today + timedelta(days=365)).label
    survey = needs.open_survey(by=cast.administrator, year=year, closes_on=today + timedelta(days=26), at=at)
    courses = {each.slug: each for each in Course.objects.published()}
    for name, (who, people, gaps) in ANSWERED.items():
        needs.answer(
            by=getattr(cast, who), survey=survey, agency=getattr(cast.agencies, name), gaps=gaps, at=at,
            people={courses[slug]: count for slug, count in people.items()},
        )  # fmt: skip
    for slug, many in INTERESTED.items():
        for person in learners(many, on=today):
            catalogue.show_interest(by=person, course=courses[slug], at=at)
    # What was told is not sent anew.
    Letter.objects.filter(key__startswith="training needs").delete()
    return survey


def teach_themselves(cast: Cast, *, today: date) -> None:
    """Training of single agencies: one endorsed, one that waits; a course joint with the adults' board."""
    at = at_hour(today - timedelta(days=40))
    keys = [each.key for each in endorsing.criteria()]
    answers = dict.fromkeys(keys, "Our named nurse checks it every spring against the procedures and local reviews.")
    words = {"title": "Safeguarding at the front desk", "summary": "What receptionists see and whom they tell.",
             "audience": "Reception and call-handling staff.", "minutes": 60}  # fmt: skip
    trust, school = cast.agencies.health_trust, cast.agencies.school
    first = endorsing.ask(by=cast.lead, agency=trust, words=words, answers=answers, at=at)
    endorsing.decide(by=cast.administrator, endorsement=first, met=keys, until=today + timedelta(days=900),
                     why="Clear and short. Add the new number of the hub.", at=at)  # fmt: skip
    words |= {"title": "Safeguarding for lunchtime staff", "summary": "What to notice over lunch, and whom to tell.",
              "audience": "Midday supervisors and kitchen staff.", "minutes": 45}  # fmt: skip
    endorsing.ask(by=cast.head, agency=school, words=words, answers=answers, at=at)
    joint = Course.objects.get(slug="trauma-and-how-to-meet-it")
    mark = mark_of(catalogue.values_of(joint))
    catalogue.change(by=cast.administrator, course=joint, words={"joint_with": "Safeguarding Adults Board"}, mark=mark,
                     at=at)  # fmt: skip
    Letter.objects.filter(key__startswith="training endorsement").delete()
