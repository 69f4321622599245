"""What the portal counts of reviews and of what they teach."""

from datetime import timedelta

import pytest

from priorities.tests import given as backbone
from reports import own_figures
from reports.own_figures import Count
from reviews import using
from reviews.tests import given

pytestmark = pytest.mark.django_db
AT, ON = given.AT, given.ON


def test_a_theme_found_for_the_third_time_in_five_years_comes_back(cast):
    neglect, fathers = backbone.a_theme("neglect"), backbone.a_theme("fathers")
    for days in (1500, 700, 10):
        backbone.a_finding(cast, on=ON - timedelta(days=days), themes=[neglect])
    backbone.a_finding(cast, on=ON, themes=[fathers])

    assert own_figures.themes_that_come_back(None, ON) == Count(1, 2)


def test_a_theme_not_found_for_a_year_has_not_come_back(cast):
    for days in (1500, 700, 400):
        backbone.a_finding(cast, on=ON - timedelta(days=days), themes=[backbone.a_theme()])

    assert own_figures.themes_that_come_back(None, ON) == Count(0, 0)


def test_reviews_in_time_are_counted_out_of_those_completed(cast):
    review = given.a_notified_case(cast)
    given.moved(cast, review, "send_rapid_review", decision="none", decision_reason="All is learnt.")

    assert own_figures.reviews_in_time(None, ON) == Count(1, 1)
    assert own_figures.reviews_in_time(None, ON - timedelta(days=1)) == Count(0, 0)


def test_agencies_that_use_briefings_are_counted_out_of_all(cast):
    product = given.a_published_briefing(cast)
    using.log(product=product, by=cast.lead, at=AT, agency=cast.agencies.health_trust, team="Duty team", used_on=ON,
              people=4, will_change="We ask who lives there.")  # fmt: skip

    found = own_figures.agencies_that_use_briefings(None, ON)

    assert (found.numerator, found.denominator) == (1, len(using.partners(on=ON)))
