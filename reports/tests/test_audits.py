"""Key lines chosen from what we know, a briefing drafted from a report, and what the portal counts of audits."""

import pytest
from django.urls import reverse

from audits.tests.multi_agency import given
from office.tests.given import refused
from partnership.periods import Kind, containing
from priorities.tests import given as backbone
from reports import enquiry_lines, learning_of_audits, own_figures
from reports.own_figures import Count
from reviews.models import Product

pytestmark = pytest.mark.django_db
AT, ON = given.AT, given.ON


def test_cases_agreed_in_a_month_are_counted_by_grade_and_by_the_childs_view(cast):
    given.agreed(cast, given.a_moderating(cast, cases=2))

    month = containing(Kind.MONTH, ON)
    assert own_figures.cases_good_or_better(month, month.end) == Count(2, 2)
    assert own_figures.cases_with_the_childs_view(month, month.end) == Count(2, 2)
    before = containing(Kind.MONTH, month.start.replace(day=1, month=month.start.month - 1))
    assert own_figures.cases_good_or_better(before, before.end) == Count(0, 0)


def test_key_lines_are_chosen_from_findings_and_earlier_audits(cast, client):
    theme = backbone.a_theme()
    finding = backbone.a_finding(cast, themes=[theme], on=ON)
    backbone.a_finding(cast, on=ON, text="Of another theme")
    given.finished(cast, given.a_reporting(cast, title="Earlier"))
    audit = given.a_planned(cast, title="Now", themes=(theme,))
    client.force_login(cast.administrator)

    offered = enquiry_lines.sources(audit, viewer=cast.administrator, on=ON)
    assert [each.text for each in offered["Findings"]] == [finding.text]
    assert [each.why for each in offered["Earlier audits"]] == ["Earlier"]
    client.post(reverse("choose_lines", args=[audit.slug]), {"group1": [f"finding-{finding.pk}"]})
    assert [line.text for line in audit.lines.all()] == ["Is the father asked?", finding.text]
    client.force_login(cast.board)
    assert client.get(reverse("choose_lines", args=[audit.slug])).status_code == 403


def test_a_briefing_is_drafted_from_a_finished_report_only(cast):
    audit = given.a_reporting(cast)
    with refused("A briefing is drafted from a finished report."):
        learning_of_audits.draft_briefing(audit=audit, by=cast.administrator, at=AT)
    audit = given.finished(cast, audit)

    made = learning_of_audits.draft_briefing(audit=audit, by=cast.administrator, at=AT)

    assert (made.state, made.kind) == ("draft", Product.Kind.BRIEFING)
    assert made.found == "We see the child.\n\n- The neglect tool is used once and never again."
    assert list(made.findings.all()) == list(audit.led_to.all())
