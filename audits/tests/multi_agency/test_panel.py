"""Moderation and report: blind second looks, the panel page, agreed grades, dissent, findings, retention, re-audit."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import Error, transaction
from django.urls import reverse
from django.utils import timezone

from audits import copies, thread
from audits.models import AgreedGrade, Audit, Case, Copy, Dissent, Point, SecondLook, Tool, ToolAnswer
from audits.multi_agency import calendar, filling, panel, reporting, results, second_looks, single
from audits.multi_agency.weighing import Direction
from audits.tests.multi_agency import given
from audits.tests.multi_agency.given import AT, ON, refused
from office import pdf
from office.models import SearchEntry
from priorities.models import Recommendation
from priorities.tests import given as backbone

pytestmark = pytest.mark.django_db


# Second looks -----------------------------------------------------------------------


def test_a_share_of_tools_goes_to_auditors_of_other_agencies(cast):
    audit = given.a_moderating(cast, second_share=50)

    made = second_looks.share_out(audit=audit, by=cast.administrator, at=AT)

    looks = SecondLook.objects.select_related("tool__agency", "person")
    assert (made, looks.count()) == (2, 2)
    fits = {"county-council": "lead@oakshire.example", "health-trust": "auditor@oakshire.example"}
    assert [look.person.email for look in looks] == [fits[look.tool.agency.slug] for look in looks]
    assert second_looks.share_out(audit=audit, by=cast.administrator, at=AT) == 0


def test_a_second_look_is_blind_until_it_is_given_and_then_stays(cast, client):
    audit = given.a_moderating(cast, cases=1, second_share=100, grades=("outstanding", "inadequate"))
    second_looks.share_out(audit=audit, by=cast.administrator, at=AT)
    look = SecondLook.objects.get(person=cast.lead)
    client.force_login(cast.lead)

    page = client.get(reverse("second_look", args=[look.pk])).content.decode()
    assert "What the records say." in page
    assert client.get(reverse("audit_tool", args=[look.tool_id])).status_code == 404
    first = client.get(reverse("audit_case", args=[audit.slug, 1])).content.decode()
    assert "Give it first; then you see what others gave." in first
    assert "Outstanding" not in first

    client.post(reverse("second_look", args=[look.pk]),
                {"lived-experience": "good", "theme": "not-enough", "overall": "good"})  # fmt: skip
    assert list(look.grades.values_list("code", "level", "not_enough")) == [
        ("lived-experience", "good", False), ("theme", "", True), ("overall", "good", False),
    ]  # fmt: skip
    with pytest.raises(Error, match="second look is done"), transaction.atomic():
        look.grades.update(level="inadequate", not_enough=False)
    assert client.get(reverse("audit_tool", args=[look.tool_id])).status_code == 200


def test_agreement_is_told_honestly_for_few(cast):
    audit = given.a_moderating(cast, cases=1, second_share=100)
    second_looks.share_out(audit=audit, by=cast.administrator, at=AT)
    for look in SecondLook.objects.all():
        second_looks.grade(look=look, by=look.person, at=AT,
                           grades={"lived-experience": "good", "theme": "outstanding", "overall": "good"})  # fmt: skip

    assert second_looks.agreement_of(audit).sentence == (
        "4 of 6 grades are the same, 6 of 6 within one step. "
        "That is too few cases, or too little spread, for a weighted kappa."
    )


def test_whoever_knows_the_case_gives_the_look_back(cast):
    audit = given.a_moderating(cast, cases=1, second_share=100)
    second_looks.share_out(audit=audit, by=cast.administrator, at=AT)
    look = SecondLook.objects.get(person=cast.lead)
    filling.declare_conflict(tool=given.tool_of(audit, cast.agencies.health_trust), by=cast.lead, kind="held", at=AT)

    second_looks.stand_down(look=look, by=cast.lead, at=AT)

    with refused("Nobody of another agency can look at Case 1 again. Ask them to name auditors."):
        second_looks.share_out(audit=audit, by=cast.administrator, at=AT)
    with pytest.raises(PermissionDenied):
        second_looks.grade(look=look, by=cast.auditor, grades={}, at=AT)


# The panel ------------------------------------------------------------------------


def test_the_panel_sees_all_agencies_side_by_side_and_agrees(cast, client):
    audit = given.a_moderating(cast, cases=1, grades=("good", "requires-improvement"))
    client.force_login(cast.administrator)
    address = reverse("audit_case", args=[audit.slug, 1])
    page = client.get(address)
    assert [[said.grade for said in row.said] for row in page.context["rows"]] == [
        ["Good", "Requires improvement"]] * 3  # fmt: skip

    sent = {f"grade-{code}": "good" for code in ("lived-experience", "theme", "overall")}
    refused_page = client.post(address, sent).content.decode()
    assert "Lived experience: say why the panel agreed on this grade." in refused_page
    reasons = {f"reason-{code}{part}": "The child was seen." for code in ("lived-experience", "theme", "overall")
               for part in ("", "_0")}  # fmt: skip
    client.post(address, sent | reasons)

    case = Case.objects.get()
    assert (case.good, case.voice_recorded, case.agreed_by) == (True, True, cast.administrator)
    assert case.agreed.count() == 3


def test_the_gate_holds_for_the_panel_too(cast):
    audit = given.a_moderating(cast, cases=1)
    grades = {"lived-experience": "inadequate", "theme": "good", "overall": "good"}
    with refused("The child’s lived experience is inadequate, so the whole is not good."):
        panel.agree(case=audit.cases.get(), by=cast.administrator, grades=grades, at=AT,
                    reasons=dict.fromkeys(grades, "So it is."))  # fmt: skip


def test_a_dissent_stands_beside_what_was_agreed(cast, client):
    audit = given.agreed(cast, given.a_moderating(cast, cases=1))
    case = audit.cases.get()
    with pytest.raises(PermissionDenied):
        panel.dissent(case=case, by=cast.lead, agency=cast.agencies.county_council, code="theme", words="No.", at=AT)
    panel.dissent(case=case, by=cast.lead, agency=cast.agencies.health_trust, code="theme", words="Too kind.", at=AT)

    client.force_login(cast.scrutineer)
    assert "Too kind." in client.get(reverse("audit_case", args=[audit.slug, 1])).content.decode()
    assert client.post(reverse("audit_case", args=[audit.slug, 1])).status_code == 403
    client.force_login(cast.stranger)
    assert client.get(reverse("audit_case", args=[audit.slug, 1])).status_code == 404


def test_the_panel_ends_when_every_case_is_agreed(cast):
    audit = given.a_moderating(cast, cases=2)
    with refused("2 cases have no agreed grade yet."):
        panel.conclude(audit=audit, by=cast.administrator, at=AT)
    given.agreed(cast, audit)
    panel.conclude(audit=audit, by=cast.administrator, at=AT)

    with pytest.raises(Error, match="panel is not at work"), transaction.atomic():
        AgreedGrade.objects.update(level="inadequate")


# The report -----------------------------------------------------------------------


def test_a_finding_goes_to_the_backbone_with_its_recommendation(cast):
    audit = given.a_reporting(cast)

    given.a_point(cast, audit, asks="Repeat the tool.", agencies=[cast.agencies.health_trust])

    finding = audit.led_to.get()
    assert (finding.source_kind, finding.source_title) == ("audit", audit.title)
    assert Recommendation.objects.get(follows_from=finding).responses.get().agency == cast.agencies.health_trust
    with refused("A finding has gone to the backbone already and stays."):
        reporting.take_back(point=Point.objects.get(), by=cast.administrator)


def test_the_report_is_for_every_member_once_finished_and_never_shows_a_case(cast, client):
    audit = given.a_reporting(cast)
    address = reverse("audit_report", args=[audit.slug])
    client.force_login(cast.stranger)
    assert client.get(address).status_code == 404

    given.finished(cast, audit)

    page = client.get(address).content.decode()
    assert "Fewer than five: no percentages." in page
    assert "%" not in page.split('id="main"')[-1].replace("100%", "")
    assert "What the records say." not in page
    assert "The child was seen." not in page
    found = SearchEntry.objects.get(key=f"audits.point:{Point.objects.get().pk}")
    assert "members" in found.audiences
    client.force_login(cast.lead)
    assert client.get(reverse("audit_case", args=[audit.slug, 1])).status_code == 404


def test_the_report_is_drawn_by_a_job_for_who_may_read_it(cast, client, monkeypatch):
    audit = given.a_reporting(cast)
    client.force_login(cast.stranger)
    assert client.post(reverse("ask_for_report", args=[audit.slug])).status_code == 404
    with pytest.raises(PermissionDenied):
        copies.ask(by=cast.stranger, kind="report", audit=audit, at=AT)
    given.finished(cast, audit)
    drawn = []
    monkeypatch.setattr(pdf, "make_by_itself", lambda template, context: drawn.append(context) or b"%PDF-1.7")

    where = client.post(reverse("ask_for_report", args=[audit.slug])).url
    assert copies.make(Copy.objects.get().pk, at=timezone.now())

    assert "Download it" in client.get(where).content.decode()
    file = client.get(reverse("copy_file", args=[Copy.objects.get().pk]))
    assert file.headers["Content-Disposition"] == f'attachment; filename="{audit.slug}.pdf"'
    assert [each.spread.sentence for each in drawn[0]["sections"]] == ["2 of 2 good or better"] * 3
    client.force_login(cast.lead)
    assert client.get(where).status_code == 404


def test_figures_are_frozen_when_the_report_is_finished(cast):
    audit = given.finished(cast, given.a_reporting(cast))

    sections = {each.code: each.spread.sentence for each in results.sections_of(audit.figures)}
    assert sections == dict.fromkeys(("lived-experience", "theme", "overall"), "2 of 2 good or better")
    assert audit.figures["agencies"] == ["Oakshire County Council", "Oakshire Health"]


def test_tools_are_deleted_on_their_day_and_what_was_found_stays(cast):
    audit = given.finished(cast, given.a_reporting(cast))
    assert reporting.forget_tools(at=AT + timedelta(days=300)) == 0

    assert reporting.forget_tools(at=AT + timedelta(days=366)) == 1

    audit.refresh_from_db()
    assert (Tool.objects.count(), ToolAnswer.objects.count(), Dissent.objects.count()) == (0, 0, 0)
    assert set(audit.cases.values_list("reference", flat=True)) == {""}
    assert set(AgreedGrade.objects.values_list("reason", flat=True)) == {""}
    assert (audit.led_to.count(), audit.figures["cases"], audit.cases.filter(good=True).count()) == (1, 2, 2)
    assert reporting.forget_tools(at=AT + timedelta(days=367)) == 0


# A second time ----------------------------------------------------------------------


def test_a_re_audit_is_compared_section_by_section_and_hangs_on_the_thread(cast, django_assert_num_queries):
    priority, action = backbone.a_priority(), backbone.an_agreed_action(cast)
    first = given.finished(cast, given.a_reporting(cast, grade="inadequate", cases=2))
    second = given.a_reporting(cast, grade="good", cases=2, title="A year later", re_audit_of=first,
                               retests=(action,), priorities=(priority,))  # fmt: skip

    compared = results.compare(second)
    assert {each.title: each.difference.direction for each in compared.sections} == dict.fromkeys(
        ("Lived experience", "The theme", "As a whole"), Direction.BETTER
    )
    given.finished(cast, second)
    [knot] = thread.re_audits(priority, viewer=cast.board, on=ON)
    assert (knot.result, knot.ties) == ("better", (f"action-{action.pk}",))
    assert knot.state == "0 of 2, then 2 of 2: better."
    with django_assert_num_queries(2):
        list(thread.re_audits(priority, viewer=cast.board, on=ON))


# Single agencies -------------------------------------------------------------------


def a_single(**words):
    return {"title": "Referrals", "done": True, "done_on": ON, "cases": 3, "good": 2, "inadequate": 1,
            "learning": "Write what the child said.", **words}  # fmt: skip


def test_an_agency_reports_its_own_audit_and_it_stands_in_the_calendar(cast):
    single.report(by=cast.lead, agency=cast.agencies.health_trust, given=a_single(), at=AT)
    given.a_planned(cast)

    seen = calendar.between(ON, ON + timedelta(days=10), viewer=cast.board)
    assert [(each.on, each.title, each.what) for each in seen] == [
        (ON, "Referrals", "was finished"),
        (ON + timedelta(days=5), "Neglect of children under 5", "cases are chosen"),
    ]
    assert calendar.between(ON, ON + timedelta(days=10), viewer=cast.head) == []


@pytest.mark.parametrize(("words", "sentence"), [
    ({"cases": 4}, "4 cases were looked at and 3 are accounted for. Count those without a grade, too."),
    ({"cases": 0}, "Say how many cases were looked at."),
    ({"learning": " "}, "Say what was learnt: others read it for that."),
    ({"done_on": ON + timedelta(days=1)},
     "An audit that is done was finished on a day that has been. Change the day, or say it is planned."),
])  # fmt: skip
def test_what_does_not_add_up_is_refused(cast, words, sentence):
    with refused(sentence):
        single.report(by=cast.lead, agency=cast.agencies.health_trust, given=a_single(**words), at=AT)


def test_the_page_of_single_audits_shows_ones_own(cast, client):
    made = single.report(by=cast.lead, agency=cast.agencies.health_trust, given=a_single(), at=timezone.now())

    for person, status in ((cast.lead, 200), (cast.board, 200), (cast.head, 404), (cast.stranger, 404)):
        client.force_login(person)
        assert client.get(reverse("single_audit", args=[made.pk])).status_code == status
    with pytest.raises(PermissionDenied):
        single.report(by=cast.stranger, agency=cast.agencies.health_trust, given=a_single(), at=AT)
    assert Audit.objects.count() == 0
