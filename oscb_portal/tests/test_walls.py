"""What every answer carries so that a browser, a proxy or a page elsewhere cannot misuse it."""

import pytest

pytestmark = pytest.mark.django_db


def test_what_one_sees_signed_in_is_kept_by_nobody(client, board):
    for_everybody = client.get("/").headers.get("Cache-Control")
    client.force_login(board)

    mine = [client.get(address).headers["Cache-Control"] for address in ("/", "/dashboard/", "/search/?q=a")]

    assert for_everybody is None
    assert mine == ["private, no-store"] * 3


def test_every_page_forbids_frames_foreign_scripts_and_guessing_of_types(client):
    headers = client.get("/").headers

    policy = dict(part.strip().partition(" ")[::2] for part in headers["Content-Security-Policy"].split(";"))
    assert (policy["default-src"], policy["script-src"], policy["frame-ancestors"]) == ("'none'", "'self'", "'none'")
    assert (policy["form-action"], policy["base-uri"]) == ("'self'", "'none'")
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"


def test_a_host_we_do_not_serve_is_refused(client):
    assert client.get("/", headers={"Host": "evil.example"}).status_code == 400
