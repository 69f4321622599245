"""How far learning reaches: gaps first, along themes, priorities and agencies; and how often a message recurs."""

from datetime import timedelta

import pytest
from django.urls import reverse

from priorities.models import Theme
from reviews import coverage, repeat_messages, using
from reviews.tests import given
from reviews.tests.given import AT, ON

pytestmark = pytest.mark.django_db


def used(cast, product, *, agency, team="Duty team", people=6):
    return using.log(product=product, by=cast.administrator, at=AT + timedelta(days=1), agency=agency, team=team,
                     used_on=ON, people=people, will_change="We ask once more.")  # fmt: skip


def of(reach, name):
    row = next(row for row in reach.rows if row.name == name)
    return (len(row.products), len(row.used), row.teams, row.people, [str(each) for each in row.unused])


def test_themes_without_anything_published_come_first_and_use_is_counted(cast):
    neglect, housing = (Theme.objects.create(slug=slug, name=slug) for slug in ("a-neglect", "b-housing"))
    read, unread = given.a_published_briefing(cast), given.a_published_briefing(cast)
    for product in (read, unread):
        product.themes.add(neglect)
    used(cast, read, agency=cast.agencies.police)
    used(cast, read, agency=cast.agencies.police, team="Night team", people=4)

    reach = coverage.reach(along="theme", viewer=cast.lead, on=ON)

    assert of(reach, "a-neglect") == (2, 1, 2, 10, [str(unread)])
    assert of(reach, "b-housing") == (0, 0, 0, 0, [])
    assert [row.name for row in reach.rows][-1] == "a-neglect"
    assert reach.sentence.startswith("Something is published for 1 of ")
    assert housing.name in [row.name for row in reach.rows[:-1]]


def test_what_names_an_agency_is_for_that_agency_and_the_rest_for_every_partner(cast):
    police, trust = cast.agencies.police, cast.agencies.health_trust
    for_all, for_police = given.a_published_briefing(cast), given.a_published_briefing(cast)
    for_police.agencies.add(police)
    used(cast, for_all, agency=trust)

    reach = coverage.reach(along="agency", viewer=cast.lead, on=ON)
    about = next(row for row in reach.rows if row.name == police.name)

    assert of(reach, police.name) == (2, 0, 0, 0, [str(each) for each in about.products])
    assert {str(for_all), str(for_police)} == {str(each) for each in about.products}
    assert of(reach, trust.name) == (1, 1, 1, 6, [])


def test_members_see_it_as_page_and_file_and_nobody_else(cast, sign_in, client):
    address = reverse("learning_coverage")
    given.a_published_briefing(cast)

    page = sign_in(cast.lead).get(address + "?by=agency").content.decode()
    file = sign_in(cast.lead).get(address + "?by=agency&format=csv").content.decode()

    assert "Of what is published, used" in page
    assert file.startswith("\ufeffAgency,Published,Used,Teams,People,Not used yet")
    assert sign_in(cast.lead).get(address + "?by=child").status_code == 404
    client.logout()
    assert client.get(address).status_code == 302


@pytest.mark.parametrize("count", [1, 3])
def test_one_briefing_and_three_ask_the_database_as_often(cast, count, django_assert_num_queries):
    for _ in range(count):
        used(cast, given.a_published_briefing(cast), agency=cast.agencies.police)

    with django_assert_num_queries(6):
        coverage.reach(along="theme", viewer=cast.lead, on=ON)


@pytest.mark.parametrize(
    ("years", "sentence"),
    [
        ([], "No finding is tied to it yet."),
        ([(2024, 2)], "It was found in 2024 only."),
        ([(2021, 1), (2022, 0), (2023, 3)], "It was found in 2 of the 3 years from 2021 to 2023, most in 2023 (3)."),
        ([(2021, 2), (2022, 2)],
         "It was found in 2 of the 2 years from 2021 to 2022, never more than 2 times in a year."),
    ],
)  # fmt: skip
def test_how_often_a_message_recurs_is_said_in_a_sentence(years, sentence):
    assert repeat_messages.recurs(years) == sentence


def test_the_years_of_a_message_are_a_file_too(cast, sign_in):
    message = given.a_message(cast)

    file = sign_in(cast.lead).get(reverse("message", args=[message.slug]) + "?format=csv")

    assert file.content.decode().strip() == "\ufeffYear,Findings"
