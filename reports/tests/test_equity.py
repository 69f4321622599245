"""Thanks beside the workforce: counts, hidden small numbers, doors, downloads."""

from datetime import date

import pytest
from django.urls import reverse

from commendations.tests import given
from commendations.tests.given import AT
from figures.suppression import Hidden
from office import agencies
from reports import equity

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 25)


def count_heads(cast, agency, people, role="Duty worker"):
    agencies.count_heads(by=cast.administrator, agency=agency, job_role=role, people=people, on=date(2026, 9, 1))


def test_nominations_stand_beside_the_workforce_and_small_ones_are_hidden(cast):
    council, police = cast.agencies.county_council, cast.agencies.police
    count_heads(cast, council, 1500)
    count_heads(cast, police, 800)
    for _ in range(8):
        given.a_nomination(cast)
    for _ in range(7):
        given.a_nomination(cast, by=cast.lead, agencies=(cast.agencies.school,))
    given.an_award(cast)

    rows = {row.name: row for row in equity.compare(along="agency", on=ON).rows}

    assert (rows[council.name].nominations, rows[council.name].rate) == (9, "6.0")
    assert isinstance(rows[council.name].awards, Hidden)
    assert (rows[police.name].nominations, rows[police.name].rate) == (0, "0.0")
    assert (rows["Larchmere School"].nominations, rows["Larchmere School"].rate) == (7, "Workforce not known")
    assert equity.compare(along="agency", on=ON).sentence.startswith("Nobody was nominated from Oakvale Police.")


def test_a_small_count_gives_no_rate(cast):
    count_heads(cast, cast.agencies.county_council, 100)
    given.a_nomination(cast)

    (row,) = [row for row in equity.compare(along="sector", on=ON).rows if row.people]

    assert row.rate == "Hidden: small number"


@pytest.mark.parametrize("who", ["administrator", "board", "scrutineer"])
def test_the_office_the_board_and_the_scrutineer_compare(cast, sign_in, who):
    client = sign_in(getattr(cast, who))

    assert client.get(reverse("equity")).status_code == 200
    assert client.get(reverse("equity"), {"by": "role", "format": "xlsx"}).status_code == 200
    assert client.get(reverse("equity"), {"by": "nonsense"}).status_code == 404


def test_nobody_else_compares(cast, sign_in):
    given.a_nomination(cast, at=AT)

    people = (cast.lead, cast.stranger, cast.panel)
    assert [sign_in(each).get(reverse("equity")).status_code for each in people] == [403] * 3


def test_the_file_says_what_the_page_says(cast, sign_in):
    given.a_nomination(cast)

    told = sign_in(cast.board).get(reverse("equity"), {"by": "agency", "format": "csv"}).content.decode("utf-8-sig")

    assert "Oakshire County Council,,c,0," in told or "Oakshire County Council,,c,c," in told
