import json
from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from hypothesis import given as examples
from hypothesis import settings
from hypothesis import strategies as st

from dashboard import annotations, measures, publishing, senders
from dashboard.models import Publication
from dashboard.tests import given
from dashboard.tests.test_figure_views import MONTHS, page, told
from partnership.periods import Kind
from partnership.refusals import Refusal

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 23, 12, tzinfo=UTC)


def publish(code="D09", *, kind=Kind.MONTH, by=None, words="More families are known early."):
    return publishing.approve(
        by=by or given.somebody("safeguarding_partner"), definition=measures.known()[code], area=given.an_area(),
        kind=kind, words=words, at=AT, on=timezone.localdate(),
    )  # fmt: skip


def test_the_public_reads_what_was_approved_hidden_and_rounded(client):
    told("D09", [41] * 22 + [3, 44])
    publish()

    _, overview = page(client, "/dashboard/public/")
    _, text = page(client, "/dashboard/public/D09/")

    assert "Referrals" in overview
    assert "More families are known early." in text
    assert '<th scope="row">September 2026</th> <td>45</td>' in text
    assert '<th scope="row">August 2026</th> <td>Hidden: small number</td>' in text
    assert "<td>44</td>" not in text
    assert "<td>41</td>" not in text


def test_a_share_is_worked_out_from_what_is_published():
    told("D14", [46] * 24, wholes=[61] * 24)

    made = publish("D14")

    assert {(row["numerator"], row["denominator"], row["value"]) for row in made.figures} == {(45.0, 60.0, 75.0)}


def test_nothing_is_public_before_it_is_approved_and_after_it_is_taken_out(client):
    told("D09", [41] * 24)
    partner = given.somebody("safeguarding_partner")
    before = client.get("/dashboard/public/D09/").status_code
    made = publish(by=partner)
    during = client.get("/dashboard/public/D09/").status_code

    publishing.withdraw(made, by=partner, at=AT)

    assert (before, during, client.get("/dashboard/public/D09/").status_code) == (404, 200, 404)
    with pytest.raises(Refusal, match="not in the public edition"):
        publishing.withdraw(made, by=partner, at=AT)


def test_what_is_published_stays_when_figures_change(client):
    told("D09", [41] * 24)
    publish()

    told("D09", [81] * 24)

    assert "<td>40</td>" in page(client, "/dashboard/public/D09/")[1]


def test_months_and_years_of_one_measure_are_never_both_public():
    told("D14", [46] * 24, wholes=[61] * 24)
    publish("D14")

    with pytest.raises(Refusal, match="Both together would tell too much"):
        publish("D14", kind=Kind.FINANCIAL_YEAR)
    assert Publication.objects.count() == 1


def test_provisional_figures_stay_out_and_parts_stay_of_one_dimension():
    told("D06", [90] * 24, wholes=[120] * 24)
    told("D06", [20] * 24, wholes=[30] * 24, part="rating=red")

    made = publish("D06")

    assert {row["part"] for row in made.figures} == {"", "rating=red"}


def test_a_published_measure_is_a_file_too(client):
    told("D09", [41] * 22 + [3, 44])
    publish()

    lines = client.get("/dashboard/public/D09/?format=csv").content.decode("utf-8-sig").splitlines()

    assert [line for line in lines if "August 2026" in line][0].count(",c,") >= 1  # noqa: RUF015
    assert [line for line in lines if "September 2026" in line][0].count("45") >= 1  # noqa: RUF015


def test_only_public_annotations_stand_in_the_public_edition(client):
    told("D09", [41] * 24)
    words = {"by": given.an_analyst(), "area": given.an_area(), "measure": None, "at": AT}
    annotations.annotate(happened_on=date(2026, 1, 3), text="New case system", public=True, **words)
    annotations.annotate(happened_on=date(2026, 2, 3), text="Team manager left", **words)
    publish()

    text = page(client, "/dashboard/public/D09/")[1]

    assert "New case system" in text
    assert "Team manager left" not in text


def test_a_partner_publishes_in_the_browser_and_others_may_not(sign_in):
    told("D09", [41] * 24)
    partner = sign_in(given.somebody("safeguarding_partner"))

    answer = partner.post("/dashboard/measures/D09/publish/", {"kind": "month", "words": "Calm."})
    refused = sign_in(given.an_analyst()).get("/dashboard/measures/D09/publish/").status_code

    assert (answer.status_code, refused) == (302, 403)
    assert Publication.objects.standing().get().words == "Calm."
    with pytest.raises(PermissionDenied):
        publish(by=given.an_analyst())


def test_nothing_is_published_of_a_measure_without_a_figure_to_show():
    told("D09", [3] * 24)

    with pytest.raises(Refusal, match="no final figure that may be seen"):
        publish()


@settings(max_examples=12, deadline=None)
@examples(st.lists(st.integers(0, 30), min_size=12, max_size=12))
def test_no_published_number_is_small_or_fine(numbers):
    told("D09", numbers, months=MONTHS[-12:])

    rows = publishing.preview(measures.known()["D09"], given.an_area(), kind=Kind.MONTH, on=timezone.localdate())

    values = [row["value"] for row in rows if row["value"] is not None]
    assert all(value % 5 == 0 for value in values)
    assert "numerator" in json.dumps(rows)
    for row, number in zip(rows, numbers, strict=True):
        assert row["value"] is None or number == 0 or number > 5


def test_the_office_says_who_sends_the_rows_of_an_area(sign_in):
    area, office = given.an_area(), sign_in(given.somebody("business_unit"))
    police = given.an_agency("Oakvale Police", kind="police")

    listed = office.get("/dashboard/imports/areas/").content.decode()
    office.post(f"/dashboard/imports/areas/{area.code}/", {"agencies": [police.pk]})

    assert "Oakshire County Council" in listed
    assert list(area.senders.all()) == [police]
    assert sign_in(given.an_analyst()).get("/dashboard/imports/areas/").status_code == 403


def test_an_agency_sends_rows_of_its_own_area_only():
    elsewhere = given.an_area("976", code="E99999976", name="Elmshire")
    senders.settle(elsewhere, by=given.somebody("business_unit"), agencies=[])

    with pytest.raises(Refusal, match="Oakshire County Council sends no rows of Elmshire"):
        given.a_load("mash_events.csv", given.events(given.an_event()), area=elsewhere)


def test_the_sender_reads_its_own_in_full_and_nobody_else_does(sign_in):
    told("D09", [40] * 22 + [3, 40])

    own = page(sign_in(given.an_analyst()), "/dashboard/measures/D09/")[1]
    others = page(sign_in(given.somebody("board_member")), "/dashboard/measures/D09/")[1]

    assert "<td>3</td>" in own
    assert "<td>3</td>" not in others
    assert "Hidden: small number" in others
