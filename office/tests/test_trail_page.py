"""The trail is read by the business unit and the scrutineer, filtered by person, agency, deed and day."""

import pytest
from django.urls import reverse

from partnership import trail

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("reader", ["administrator", "scrutineer"])
def test_the_trail_says_who_did_what_about_what(cast, sign_in, reader):
    trail.leave(
        "agency changed", by=cast.administrator, about=cast.agencies.police, agency=cast.agencies.police, fields="name"
    )

    page = sign_in(getattr(cast, reader)).get(reverse("trail")).content.decode()

    for words in ("Agency changed", str(cast.administrator), f"agency {cast.agencies.police.pk}", "fields: name"):
        assert words in page


def test_details_are_told_in_words(administrator, sign_in):
    trail.leave(
        "action moved: not_pursue", by=administrator, before="at_risk", agencies=[3, 4], granted=True,
        new_due_on="2026-12-01", people=12000,
    )  # fmt: skip

    file = sign_in(administrator).get(reverse("trail"), {"format": "csv"}).content.decode("utf-8-sig")

    line = file.splitlines()[1]
    told = set(line.split('"')[1].split("; "))
    assert "Action moved: not pursue" in line
    assert told == {
        "before: at risk",
        "agencies: 3, 4",
        "granted: yes",
        "new due on: 1 December 2026",
        "people: 12,000",
    }


@pytest.mark.parametrize(
    ("choice", "deeds"),
    [
        ({"deed": "rule"}, ["Rule set"]),
        ({"agency": "police"}, ["Agency changed"]),
        ({"by": "administrator@"}, ["Agency changed", "Rule set"]),
        ({"by": "stranger@"}, []),
        ({"since": "01/01/2020"}, ["Agency changed", "Rule set"]),
        ({"until": "01/01/2020"}, []),
    ],
)
def test_the_trail_is_filtered_and_downloaded_the_same(cast, administrator, sign_in, choice, deeds):
    trail.leave("rule set", by=administrator, agency=cast.agencies.business_unit)
    trail.leave("agency changed", by=administrator, agency=cast.agencies.police)

    file = sign_in(administrator).get(reverse("trail"), choice | {"format": "csv"}).content.decode("utf-8-sig")

    assert sorted(line.split(",")[1] for line in file.splitlines()[1:]) == deeds


def test_a_line_about_a_kind_of_thing_that_is_no_more_is_still_shown(administrator, sign_in):
    entry = trail.leave("thing done", by=None)
    type(entry).objects.create(deed="old deed", about_kind="gone.thing", about_id=7)

    page = sign_in(administrator).get(reverse("trail")).content.decode()

    assert "gone.thing 7" in page
    assert "The portal itself" in page


@pytest.mark.parametrize("lines", [1, 3])
def test_the_trail_costs_the_same_for_one_and_three(cast, administrator, sign_in, lines, django_assert_num_queries):
    for _ in range(lines):
        trail.leave("rule set", by=administrator, agency=cast.agencies.police)
    client = sign_in(administrator)

    with django_assert_num_queries(5):
        client.get(reverse("trail"))


def test_others_may_not_read_the_trail(client, sign_in, lead, stranger):
    address = reverse("trail")

    assert client.get(address).url == f"{reverse('account_login')}?next={address}"
    assert [sign_in(person).get(address).status_code for person in (lead, stranger)] == [403, 403]


def test_a_day_that_is_none_is_said_plainly(administrator, sign_in):
    page = sign_in(administrator).get(reverse("trail"), {"since": "soon"}).content.decode()

    assert "govuk-error-summary" in page
