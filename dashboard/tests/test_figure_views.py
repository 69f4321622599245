import csv
import json
import re
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO, StringIO

import openpyxl
import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from dashboard import figures_of_area, hiding, measures, published, readings, targets, tasks
from dashboard.models import Reading
from dashboard.tests import given
from office import rules
from partnership import periods
from partnership.periods import Kind
from partnership.refusals import Refusal

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 23, 12, tzinfo=UTC)
MONTHS = periods.between(Kind.MONTH, date(2024, 10, 1), date(2026, 9, 30))


ROW_LINK = re.compile(r'(<th scope="row">)<a [^>]*>([^<]*)</a>')


def told(code, numerators, *, wholes=None, area=None, source="events", part="", months=MONTHS):
    """Figures of a measure, one a month; those of an earlier call of another part stay."""
    definition, area = measures.known()[code], area or given.an_area()
    version = measures.take_in()[code]
    kept = [
        readings.Figure(periods.containing(old.period_kind, old.starts_on), old.breakdown, old.numerator,
                        old.denominator, old.value)
        for old in Reading.objects.living().filter(area=area, measure__code=code)
    ]  # fmt: skip
    wholes = wholes or [None] * len(numerators)
    new = [
        readings.figure(definition, month, top, whole, breakdown=part)
        for month, top, whole in zip(months, numerators, wholes, strict=False)
    ]
    readings.replace([*kept, *new], version=version, area=area, source=source, periods=months, at=AT)
    hiding.decide(code, area=area, on=AT.date())


@pytest.fixture
def board(sign_in):
    return sign_in(given.somebody("board_member"))


def page(client, address):
    """The answer, and its words; without the links that lead from a row to the page of its period."""
    response = client.get(address)
    assert response.status_code == 200
    words = " ".join(response.content.decode().split())
    return response, ROW_LINK.sub(r"\1\2", words)


def test_whoever_is_not_signed_in_goes_to_the_login_page(client):
    response = client.get("/dashboard/measures/D01/")

    assert response.status_code == 302
    assert response.url.startswith("/accounts/login/")


@pytest.mark.parametrize(
    "address",
    ["/dashboard/", "/dashboard/measures/D01/", "/dashboard/measures/D01.csv", "/dashboard/measures/D01.json"],
)
def test_a_person_without_a_membership_is_turned_away(sign_in, address):
    person = given.somebody("board_member")
    person.memberships.all().update(ends_on=date(2021, 1, 1))

    assert sign_in(person).get(address).status_code == 403


def test_without_figures_the_dashboard_says_what_comes_next(board):
    _, text = page(board, "/dashboard/")

    assert "There are no figures yet. They come when case-level files are sent in" in text


def test_without_figures_a_measure_says_so(board):
    _, text = page(board, "/dashboard/measures/D01/")

    assert "There is no figure yet. It is counted when case-level files are sent in." in text


@pytest.mark.parametrize(
    "address", ["/dashboard/measures/D99/", "/dashboard/?area=E00000000", "/dashboard/measures/D01.csv"]
)
def test_what_is_not_there_is_not_found(board, address):
    assert board.get(address).status_code == 404


def test_the_dashboard_leads_with_what_is_out_of_the_ordinary(board):
    told("D06", [90, 91] * 11 + [90, 60], wholes=[100] * 24)
    told("D01", [200, 210] * 12)

    _, text = page(board, "/dashboard/")

    assert "One measure is getting worse. The strain is in demand." in text
    assert "<b>Decisions made in time fell to 60%, from 91% in September 2025.</b>" in text
    assert "2 of 2 monthly measures have a figure for September 2026." in text


def test_demand_stands_beside_capacity(board):
    told("D01", [200] * 12 + [300] * 12)
    told("C12", [20] * 24, source="staffing")

    _, text = page(board, "/dashboard/")

    assert '<p class="p-big">15</p>' in text
    assert "It was 10 in September 2025." in text or "It was 15 in September 2025." in text


def test_a_measure_shows_verdict_chart_table_and_definition(board):
    told("D14", [45, 46] * 12, wholes=[60] * 24)

    response, text = page(board, "/dashboard/measures/D14/")

    assert "46 in time of 60 conferences, September 2026. No real change." in text
    assert [text.count(f'class="p-figure__cut--{cut}"') for cut in ("wide", "narrow")] == [1, 1]
    assert text.count('class="c-line"') == 2
    assert '<th scope="row">September 2026</th> <td>46</td><td>60</td> <td>76.7%</td>' in text
    assert "XmR chart. Average 75.8%" in text
    assert "Initial child protection conferences held within 15 working days" in text
    assert response.context["page"].benchmark is None


def test_few_figures_have_trial_limits(board):
    told("D14", [45, 46] * 4, wholes=[60] * 8)

    _, text = page(board, "/dashboard/measures/D14/")

    assert "Fewer than 13 figures: these are trial limits." in text


def test_a_hidden_figure_is_nowhere_on_the_page_or_in_its_data(board):
    told("D09", [40] * 22 + [3, 40])

    _, text = page(board, "/dashboard/measures/D09/?area=E99999975")
    data = board.get("/dashboard/measures/D09.csv").content.decode("utf-8-sig")
    rows = {row["Period"]: row for row in csv.DictReader(StringIO(data))}
    figures = json.loads(board.get("/dashboard/measures/D09.json").content)["figures"]

    assert '<th scope="row">August 2026</th> <td>Hidden: small number</td>' in text
    assert (rows["August 2026"]["Numerator"], rows["August 2026"]["Value"]) == ("c", "c")
    assert rows["August 2026"]["Status"] == "hidden"
    assert [each["value"] for each in figures if each["period"] == "August 2026"] == ["c"]
    assert "3" not in {rows[period]["Value"] for period in rows}


def test_the_latest_figure_hidden_says_so_without_a_number(board):
    told("D09", [40] * 23 + [4])

    _, text = page(board, "/dashboard/measures/D09/")

    assert "September 2026: so few children are counted that the figure could point to one of them." in text
    _, overview = page(board, "/dashboard/")
    assert "Hidden: small number" in overview


def test_parts_are_shown_with_their_own_amounts(board):
    told("D06", [90] * 24, wholes=[120] * 24)
    for part, top, whole in (("red", 20, 30), ("amber", 30, 40), ("green", 40, 50)):
        told("D06", [top] * 24, wholes=[whole] * 24, part=f"rating={part}")

    _, text = page(board, "/dashboard/measures/D06/")

    assert "Red 67%, Amber 75%, Green 80%." in text
    assert '<th scope="row">Red</th><td>20</td><td>30</td><td>67%</td>' in text


def said_in_parts(code, *figures):
    """Figures of a measure as they are given, the parts of one period among them."""
    version = measures.take_in()[code]
    readings.replace(figures, version=version, area=given.an_area(), source="returns", periods=MONTHS, at=AT)
    hiding.decide(code, area=given.an_area(), on=AT.date())


def test_a_part_without_a_figure_says_why(board):
    fathers, (august, september) = measures.known()["N10"], MONTHS[-2:]
    said_in_parts(
        "N10",
        readings.figure(fathers, august, 30, 40),
        readings.figure(fathers, august, 30, 40, breakdown="father=with_child"),
        readings.figure(fathers, august, 0, 0, breakdown="father=elsewhere"),
        readings.figure(fathers, september, 32, 40),
    )

    _, text = page(board, "/dashboard/measures/N10/")

    assert "Fathers who came to child protection meetings, August 2026: father" in text
    assert '<th scope="row">Lives elsewhere</th><td>0</td><td>0</td><td>No cases</td>' in text


def test_a_part_that_nobody_told_of_is_not_received(board):
    fathers = measures.known()["N10"]
    said_in_parts(
        "N10",
        readings.figure(fathers, MONTHS[-1], 30, 40),
        readings.figure(fathers, MONTHS[-1], 30, 40, breakdown="father=with_child"),
    )

    _, text = page(board, "/dashboard/measures/N10/")

    assert '<th scope="row">Lives elsewhere</th><td></td><td></td><td>Not received</td>' in text


def test_parts_without_a_whole_are_shown_all_the_same(board):
    fathers = measures.known()["N10"]
    said_in_parts("N10", readings.figure(fathers, MONTHS[-1], 30, 40, breakdown="father=with_child"))

    _, text = page(board, "/dashboard/measures/N10/")

    assert "No figure of the whole was received, only of parts." in text
    assert "Lives with the child 75.0%." in text


def test_oxfordshire_stands_beside_its_neighbours_with_the_licence(board):
    published.take_in(at=AT)

    _, text = page(board, "/dashboard/measures/D14/?area=E10000025")

    assert "560 in time of 679 conferences, year to March 2025. It was 80.9% in 2023/24." in text
    assert "Oxfordshire 82.5%. England 81.4%. Three of ten statistical neighbours are higher." in text
    assert "Open Government Licence v3.0" in text
    assert "Children in need, 2025. Department for Education, published 2025" in text


def test_the_rate_of_oxfordshire_is_as_published(board):
    published.take_in(at=AT)

    _, text = page(board, "/dashboard/?area=E10000025")

    assert "322.2" in text
    assert "82.5%" in text


def test_a_made_up_county_stands_beside_real_places_and_says_so(board):
    published.take_in(at=AT)
    told("D14", [45] * 12, wholes=[60] * 12)

    _, text = page(board, "/dashboard/measures/D14/?area=E99999975")

    assert "Oakshire is made up. The other places are real, and so are their published figures: Oxfordshire" in text


def test_the_page_opens_with_the_area_that_sends_files(board):
    published.take_in(at=AT)
    told("D01", [200] * 24)

    response, _ = page(board, "/dashboard/")

    assert response.context["area"] == given.an_area()
    assert response.context["areas"][1].name == "Oxfordshire"


def test_the_attendances_of_the_hospitals_are_a_chart_with_limits(board):
    published.take_in(at=AT)

    response, text = page(board, "/dashboard/measures/H01/?area=RTH")

    assert response.context["page"].drawn.xmr is not None
    assert len(response.context["page"].drawn.figures) == 36
    assert "NHS England" in text


def questions(client, address):
    """How many questions the database is asked, the first time after figures changed and the second time."""
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        counts.append(len(asked))
    return counts


@pytest.mark.parametrize(("address", "cold", "warm"), [("/dashboard/", 9, 5), ("/dashboard/measures/D01/", 15, 11)])
def test_the_number_of_questions_does_not_grow(board, address, cold, warm):
    told("D01", [200] * 24)
    board.get(address)
    told("D01", [201] * 24)
    one = questions(board, address)

    for code in ("D09", "D12"):
        told(code, [60] * 24)

    assert (one, questions(board, address)) == ([cold, warm], [cold, warm])


def test_the_dashboard_can_be_had_as_a_file(board):
    told("D01", [200] * 23 + [4])
    told("D14", [45] * 24, wholes=[60] * 24)

    book = openpyxl.load_workbook(BytesIO(board.get("/dashboard/?format=xlsx").content))
    rows = list(book.active.iter_rows(values_only=True))
    text = board.get("/dashboard/?format=csv").content.decode("utf-8-sig")

    assert [(row[0], row[5], row[11]) for row in rows[1:]] == [
        ("D01", "September 2026", "c"),
        ("D14", "September 2026", 75),
    ]
    assert len(text.splitlines()) == 3


def test_a_get_writes_nothing(board):
    told("D09", [40] * 22 + [3, 40])
    before = list(Reading.objects.values_list("pk", "hidden", "hidden_for"))

    board.get("/dashboard/")
    board.get("/dashboard/measures/D09/")

    assert list(Reading.objects.values_list("pk", "hidden", "hidden_for")) == before


def test_what_is_hidden_is_decided_once_and_again_when_the_rule_changes():
    told("D09", [40] * 22 + [3, 7])
    today = timezone.localdate()
    Reading.objects.update(hidden=None, hidden_for=None)
    first = hiding.decide_what_is_open(on=today)
    again = hiding.decide_what_is_open(on=today)
    hidden = set(Reading.objects.filter(hidden=True).values_list("numerator", flat=True))

    rules.set_rule(by=given.somebody("business_unit"), key="data.largest_hidden", value="9",
                   valid_from=today, at=timezone.now())  # fmt: skip
    changed = hiding.decide_what_is_open(on=today)

    assert (first, again, hidden) == (24, 0, {Decimal(3)})
    assert changed == 24
    assert set(Reading.objects.filter(hidden=True).values_list("numerator", flat=True)) == {Decimal(3), Decimal(7)}


def test_a_target_is_agreed_once_and_shown(board):
    told("D06", [90, 91] * 12, wholes=[100] * 24)
    by, definition = given.somebody("business_unit"), measures.known()["D06"]
    words = {"by": by, "definition": definition, "area": given.an_area(), "agreed_by": "The board"}
    targets.agree(value=Decimal(90), on=date(2025, 4, 1), **words)

    targets.agree(value=Decimal(95), on=date(2026, 4, 1), **words)

    _, text = page(board, "/dashboard/")
    assert "Target 95%: out of reach without a change" in text
    with pytest.raises(Refusal, match="Choose a later day"):
        targets.agree(value=Decimal(80), on=date(2026, 4, 1), **words)


def test_volume_has_no_target():
    measures.take_in()

    with pytest.raises(Refusal, match="more is not better or worse"):
        targets.agree(
            by=given.somebody("business_unit"), definition=measures.known()["D01"], area=given.an_area(),
            value=Decimal(1), agreed_by="", on=date(2026, 4, 1),
        )  # fmt: skip


@time_machine.travel(AT, tick=False)
def test_an_overview_that_a_job_made_ready_is_not_made_again(board, monkeypatch):
    told("D01", [200] * 24)
    tasks.make_overviews_ready()
    figures_of_area._kept.clear()  # as in another process
    monkeypatch.setattr(figures_of_area, "_worked_out", lambda *_: pytest.fail("worked out once more"))

    _, text = page(board, "/dashboard/")
    answer = board.get("/dashboard/?format=csv").content.decode("utf-8-sig")

    assert "MASH enquiries" in text
    assert answer.splitlines()[1].startswith("D01,MASH enquiries,")
