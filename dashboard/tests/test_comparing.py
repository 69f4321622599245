from io import BytesIO

import pytest
from PIL import Image

from dashboard import comparing, measures
from dashboard.tests import given
from dashboard.tests.test_figure_views import page, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def board(sign_in):
    return sign_in(given.somebody("board_member"))


def test_two_measures_stand_one_above_the_other(board):
    told("D01", [200] * 12 + [300] * 12)
    told("C12", [20] * 24, source="staffing")

    _, text = page(board, "/dashboard/compare/?first=D01&second=C12")

    assert text.count('class="p-figure__cut--wide"') == 2
    assert "MASH enquiries: unusually high, 300 in September 2026. People at work in the MASH: no real change" in text
    assert '<th scope="row">September 2026</th><td>300</td>' in text


def test_what_stands_beside_each_other_comes_as_a_file_of_numbers(board):
    told("D01", [200] * 24)
    told("C12", [20] * 24, source="staffing")

    answer = board.get("/dashboard/compare/?first=D01&second=C12&format=csv")

    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines[:2] == ["Period,MASH enquiries,People at work in the MASH", "September 2026,200,20.0"]


def test_a_measure_is_not_laid_beside_itself(board):
    told("D01", [200] * 24)

    _, text = page(board, "/dashboard/compare/?first=D01&second=D01")

    assert "Choose another measure than the first." in text


@pytest.mark.parametrize("slug", list(comparing.views()))
def test_a_ready_made_view_says_what_is_not_known_yet(board, slug):
    told("D01", [200] * 24)

    _, text = page(board, f"/dashboard/views/{slug}/")

    assert "Nobody has sent figures for:" in text


def test_who_comes_to_meetings_shows_each_profession_out_of_those_invited(board):
    told("N09", [60] * 24, wholes=[90] * 24, source="returns")
    told("N09", [10] * 24, wholes=[30] * 24, source="returns", part="profession=police")

    _, text = page(board, "/dashboard/views/who-comes-to-meetings/")

    assert '<th scope="row">Police</th><td>10</td><td>30</td><td>33.3%</td>' in text


def test_views_name_measures_that_are_there():
    assert {code for view in comparing.views().values() for code in view.measures} <= set(measures.known())


def test_a_period_shows_its_parts_and_where_it_comes_from(board):
    told("D06", [90] * 24, wholes=[120] * 24)
    told("D06", [20] * 24, wholes=[30] * 24, part="rating=red")

    measure = board.get("/dashboard/measures/D06/").content.decode()
    _, text = page(board, "/dashboard/measures/D06/month/2026-09-01/")

    assert 'href="/dashboard/measures/D06/month/2026-09-01/?area=E99999975"' in measure
    assert '<th scope="row">Red</th><td>20</td><td>30</td><td>67%</td>' in text
    assert "Counted from the authority’s own case-level files" in text


def test_a_hidden_period_stays_hidden_when_taken_apart(board):
    told("D09", [40] * 22 + [3, 40])

    _, text = page(board, "/dashboard/measures/D09/month/2026-08-01/")

    assert "Hidden: small number" in text
    assert "<td>3</td>" not in text


@pytest.mark.parametrize("rest", ["month/2026-13-01/", "week/2026-09-01/", "month/1999-01-01/"])
def test_a_period_without_a_figure_is_not_there(board, rest):
    told("D09", [40] * 24)

    assert board.get(f"/dashboard/measures/D09/{rest}").status_code == 404


def test_the_chart_is_a_picture_of_its_own(board):
    told("D14", [45, 46] * 12, wholes=[60] * 24)

    svg = board.get("/dashboard/measures/D14.svg")
    png = board.get("/dashboard/measures/D14.png")

    assert svg.headers["Content-Type"] == "image/svg+xml"
    assert b"Conferences within 15 working days, Oakshire" in svg.content
    assert b"var(--" not in svg.content
    assert Image.open(BytesIO(png.content)).size[0] > 2000


def test_the_measure_on_paper_is_a_pdf(board):
    told("D14", [45, 46] * 12, wholes=[60] * 24)

    answer = board.get("/dashboard/measures/D14.pdf")

    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")


def test_all_figures_come_as_a_workbook(board):
    told("D14", [45, 46] * 12, wholes=[60] * 24)

    answer = board.get("/dashboard/measures/D14/?format=xlsx")

    assert answer.content[:2] == b"PK"
