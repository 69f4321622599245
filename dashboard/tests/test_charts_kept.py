from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from dashboard import annotations, commentary, measures, rebasing
from dashboard.models import Annotation, Commentary, Measure, Rebase
from dashboard.tests import given
from dashboard.tests.test_figure_views import page, told
from partnership.models import TrailEntry
from partnership.refusals import Refusal

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 23, 12, tzinfo=UTC)
D14 = "/dashboard/measures/D14/"


def measure():
    measures.take_in()
    return Measure.objects.get(code="D14")


def a_rise():
    """Two years: the second is higher than the first."""
    told("D14", [45, 46] * 6 + [65, 66] * 6, wholes=[90] * 24)


def day(on):
    return {"happened_on_day": on.day, "happened_on_month": on.month, "happened_on_year": on.year}


def test_what_happened_stands_on_chart_and_in_table_and_downloads(sign_in):
    a_rise()
    analyst = sign_in(given.an_analyst())

    answer = analyst.post(f"{D14}happened/", {"text": "Letters to fathers begin", **day(date(2025, 10, 15))})
    _, text = page(analyst, D14)
    data = analyst.get("/dashboard/measures/D14.csv").content.decode("utf-8-sig")

    assert answer.status_code == 302
    assert text.count("Letters to fathers begin") >= 3
    assert '<th scope="row">October 2025</th>' in text
    assert next(line for line in data.splitlines() if "Letters to fathers begin" in line).startswith("D14,")


def test_what_concerns_every_measure_stands_on_each_chart(sign_in):
    a_rise()
    told("D01", [200, 210] * 12)
    analyst = sign_in(given.an_analyst())

    analyst.post(f"{D14}happened/", {"text": "New case system", **day(date(2026, 1, 3)), "everywhere": "on"})

    assert "New case system" in page(analyst, "/dashboard/measures/D01/")[1]


def test_an_annotation_is_taken_back_and_kept(sign_in):
    a_rise()
    by = given.an_analyst()
    made = annotations.annotate(
        by=by, area=given.an_area(), measure=measure(), happened_on=date(2026, 1, 3), text="A mistake", at=AT
    )
    analyst = sign_in(by)

    asked = analyst.get(f"{D14}happened/{made.pk}/take-back/")
    analyst.post(f"{D14}happened/{made.pk}/take-back/")

    assert "A mistake" in asked.content.decode()
    assert "A mistake" not in page(analyst, D14)[1]
    assert Annotation.objects.get().withdrawn_by == by
    with pytest.raises(Refusal, match="taken back already"):
        annotations.take_back(made, by=by, at=AT)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"text": "", **day(date(2026, 1, 3))}, "needs an answer|Write something"),
        ({"text": "Later", **day(timezone.localdate() + timedelta(days=9))}, "still to come"),
        ({"text": "x" * 141, **day(date(2026, 1, 3))}, "141 characters; 140 are the most"),
    ],
)
def test_what_does_not_fit_is_said_and_nothing_typed_is_lost(sign_in, said, why):
    a_rise()
    analyst = sign_in(given.an_analyst())

    text = analyst.post(f"{D14}happened/", said).content.decode()

    assert any(part in text for part in why.split("|"))
    assert said["text"][:20] in text
    assert Annotation.objects.count() == 0


def test_limits_are_counted_afresh_with_reason_and_author(sign_in):
    a_rise()
    analyst = sign_in(given.an_analyst())
    before = analyst.get(D14).context["page"]

    analyst.post(
        f"{D14}afresh/",
        {"starts_on_day": 14, "starts_on_month": 10, "starts_on_year": 2025, "reason": "Meetings are in rooms again",
         "decided_by": "the performance subgroup"},
    )  # fmt: skip
    response, text = page(analyst, D14)
    after = response.context["page"]

    assert len(before.drawn.xmr.groups) == 1
    assert [group.points for group in after.drawn.xmr.groups] == [12, 12]
    assert round(after.drawn.xmr.groups[1].mean, 1) == 72.8
    assert "counted afresh: Meetings are in rooms again" in text
    assert "decided by the performance subgroup, written down by Analyst" in text


def test_limits_begin_afresh_once_on_a_day_and_run_on_when_taken_back():
    words = {"by": given.an_analyst(), "area": given.an_area(), "measure": measure(), "at": AT}
    made = rebasing.count_afresh(starts_on=date(2025, 10, 1), reason="New hub", **words)

    with pytest.raises(Refusal, match="begin afresh there already"):
        rebasing.count_afresh(starts_on=date(2025, 10, 1), reason="Another", **words)
    rebasing.take_back(made, by=words["by"], at=AT)
    rebasing.count_afresh(starts_on=date(2025, 10, 1), reason="Another", **words)

    assert [each.reason for each in Rebase.objects.living()] == ["Another"]


def test_commentary_is_read_when_somebody_else_has_approved_it(sign_in, client):
    a_rise()
    author, board = given.an_analyst(), given.somebody("board_member")
    sign_in(author).post(f"{D14}comment/", {"text": "More conferences are on time."})
    held = Commentary.objects.get()

    unread = "More conferences are on time." not in page(sign_in(board), D14)[1]
    partner = sign_in(given.somebody("safeguarding_partner"))
    partner.post(f"{D14}comment/{held.pk}/approve/", {"approved_for": "the board"})

    assert unread
    assert "More conferences are on time." in page(sign_in(board), D14)[1]
    assert "for the board" in page(sign_in(board), D14)[1]


def test_nobody_approves_his_or_her_own_words():
    office = given.somebody("business_unit")
    held = commentary.write(
        by=office, area=given.an_area(), measure=measure(), text="All is well.", figures_to=AT.date(), at=AT
    )

    with pytest.raises(Refusal, match="Ask somebody else"):
        commentary.approve(held, by=office, at=AT)


def test_new_commentary_replaces_what_waits_and_an_approved_one_stays():
    author, partner = given.an_analyst(), given.somebody("safeguarding_partner")
    words = {"by": author, "area": given.an_area(), "measure": measure(), "figures_to": AT.date(), "at": AT}
    first = commentary.write(text="First.", **words)
    commentary.approve(first, by=partner, at=AT)
    second = commentary.write(text="Second.", **words)
    commentary.write(text="Third.", **words)

    with pytest.raises(Refusal, match="waits no longer"):
        commentary.approve(second, by=partner, at=AT)
    assert [each.text for each in Commentary.objects.waiting()] == ["Third."]
    assert [each.text for each in Commentary.objects.approved()] == ["First."]


@pytest.mark.parametrize("role", ["practitioner", "board_member", "agency_lead"])
def test_who_only_reads_may_not_write_beside_a_chart(sign_in, role):
    a_rise()
    person = given.somebody(role)
    client = sign_in(person)

    answers = [client.get(f"{D14}{page}/").status_code for page in ("happened", "afresh", "comment")]

    assert answers == [403, 403, 403]
    with pytest.raises(PermissionDenied):
        annotations.annotate(by=person, area=given.an_area(), measure=None, happened_on=AT.date(), text="No", at=AT)


def test_each_deed_leaves_a_line_in_the_trail():
    words = {"by": given.an_analyst(), "area": given.an_area(), "measure": measure(), "at": AT}

    annotations.annotate(happened_on=date(2026, 1, 1), text="New hub", **words)
    rebasing.count_afresh(starts_on=date(2026, 1, 1), reason="New hub", **words)
    commentary.write(text="Well.", figures_to=AT.date(), **words)

    deeds = TrailEntry.objects.order_by("pk").values_list("deed", flat=True)
    assert list(deeds)[-3:] == ["annotation made", "limits counted afresh", "commentary written"]


def test_the_pandemic_is_shaded_and_not_compared(sign_in):
    from partnership import periods
    from partnership.periods import Kind

    months = periods.between(Kind.MONTH, date(2019, 4, 1), date(2021, 12, 31))
    told("D14", [45 + n % 3 for n in range(len(months))], wholes=[90] * len(months), months=months)

    response, text = page(sign_in(given.somebody("board_member")), D14)

    shade = response.context["page"].drawn.chart.shades[0]
    points = response.context["page"].drawn.chart.points
    assert (points[shade.first].name, points[shade.last].name) == ("April 2020", "February 2021")
    assert "Pandemic" in text
