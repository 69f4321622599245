"""The API describes itself without a key, and answers nothing else without one."""

import pytest
from django.urls import reverse

from oscb_portal import api

pytestmark = pytest.mark.django_db


def test_every_operation_asks_for_a_key(client):
    answers = {
        (each["method"], each["path"]): client.generic(each["method"], each["path"].replace("{pk}", "1")).status_code
        for each in api.described()
    }

    assert answers
    assert set(answers.values()) == {401}


def test_whoever_has_no_living_key_is_told_what_is_needed(client):
    answer = client.get("/api/v1/")

    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert answer.json()["detail"].startswith("A living key is needed in the header: Authorization: Bearer oscb_")


def test_the_documentation_names_every_operation_and_needs_nothing_from_elsewhere(client):
    page = client.get(reverse("api_docs")).content.decode()

    for each in api.described():
        assert f"{each['method']} {each['path']}" in page
    assert "cdn" not in page
    assert "http://" not in page.replace("http://www.w3.org", "")


def test_the_openapi_document_is_whole(client):
    document = client.get(reverse("api_document")).json()

    assert document["openapi"].startswith("3.")
    assert {"/api/v1/", "/api/v1/imports/", "/api/v1/imports/{pk}/"} <= set(document["paths"])
    assert list(document["components"]["securitySchemes"].values()) == [{"type": "http", "scheme": "bearer"}]
