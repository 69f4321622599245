"""The API: the routers of the rooms under one address, described by one OpenAPI document."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, Throttled

from office.api import PerKey, WithKey, answered_once
from oscb_portal import rooms
from partnership.refusals import Refusal

api = NinjaAPI(
    title="Portal of the safeguarding children partnership",
    version="1",
    description=(
        "Each request carries a key: Authorization: Bearer oscb_…. The business unit issues it to an agency. "
        "Without a living key the answer is 401; a key that may not do something gets 403; what the portal refuses "
        "comes as 422 with a sentence in the field detail. A key may ask 300 times a minute; then the answer is 429, "
        "and Retry-After says for how many seconds. A POST may carry an Idempotency-Key of your choice (at most 100 "
        "characters): sent again within two days it is not done twice, and you get the first answer again."
    ),
    auth=WithKey(),
    throttle=[PerKey("300/m")],
    docs_url=None,
    openapi_url=None,
    urls_namespace="api-1",
)
for room in rooms.modules("api"):
    api.add_router("", room.router)


@api.exception_handler(Refusal)
def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """An expected "no", in the same words as on a page."""
    return api.create_response(request, {"detail": refusal.sentence}, status=422)


@api.exception_handler(Throttled)
def too_often(request: HttpRequest, throttled: Throttled) -> HttpResponse:
    """429 with the seconds to wait, as a sentence and as a header."""
    seconds = max(int(throttled.wait or 1), 1)
    answer = api.create_response(
        request, {"detail": f"This key has asked too often. Wait {seconds} seconds and ask again."}, status=429
    )
    answer.headers["Retry-After"] = str(seconds)
    return answer


@api.exception_handler(AuthenticationError)
def locked(request: HttpRequest, missing: AuthenticationError) -> HttpResponse:
    """401: without a key, or with one that opens nothing any more."""
    sentence = (
        "A living key is needed in the header: Authorization: Bearer oscb_…. "
        "This one is missing, mistyped, revoked or past its last day. The business unit issues keys."
    )
    answer = api.create_response(request, {"detail": sentence}, status=401)
    answer.headers["WWW-Authenticate"] = "Bearer"  # RFC 9110, 11.6.1
    return answer


@api.exception_handler(PermissionDenied)
def forbidden(request: HttpRequest, denied: PermissionDenied) -> HttpResponse:
    """403 in the manner of an API: the page of the site would be no help to a machine."""
    sentence = "Whoever answers for this key may not do this. The business unit can give the role."
    return api.create_response(request, {"detail": sentence}, status=403)


def urls() -> tuple[list[URLPattern], str, str]:
    """The addresses of the API, exempt from the sign-in page: a key opens them, a session never does."""
    patterns, app_name, namespace = api.urls
    for pattern in patterns:
        pattern.callback = login_not_required(answered_once(pattern.callback))
    return patterns, app_name, namespace


def described() -> list[dict[str, Any]]:
    """The operations in the order of the OpenAPI document, as the page of documentation shows them."""
    document = api.get_openapi_schema()
    return [
        {
            "method": method.upper(),
            "path": path,
            "summary": operation.get("summary", ""),
            "description": operation.get("description", ""),
            "parameters": [_parameter(each) for each in operation.get("parameters", ())],
            "body": _fields(document, operation.get("requestBody", {}).get("content", {})),
            "answers": [_answer(document, status, each) for status, each in operation["responses"].items()],
        }
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
    ]


def _parameter(parameter: dict[str, Any]) -> dict[str, Any]:
    schema = parameter["schema"]
    return {
        "name": parameter["name"],
        "kind": _kind(schema),
        "needed": parameter.get("required", False),
        "words": schema.get("description", ""),
    }


def _answer(document: dict[str, Any], status: Any, answer: dict[str, Any]) -> dict[str, Any]:
    return {"status": status, "fields": _fields(document, answer.get("content", {}))}


def _fields(document: dict[str, Any], content: dict[str, Any]) -> list[dict[str, Any]]:
    """Name, kind and words of each field of a body; a list shows the fields of one of its things."""
    schema = next(iter(content.values()), {}).get("schema", {})
    schema = _resolved(document, schema.get("items", schema))
    needed = schema.get("required", [])
    return [
        {"name": name, "kind": _kind(field), "needed": name in needed, "words": field.get("description", "")}
        for name, field in schema.get("properties", {}).items()
    ]


def _resolved(document: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    name = schema.get("$ref", "").rpartition("/")[2]
    return document["components"]["schemas"][name] if name else schema


def _kind(schema: dict[str, Any]) -> str:
    if "anyOf" in schema:
        return " or ".join(_kind(each) for each in schema["anyOf"] if each.get("type") != "null")
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if schema.get("type") == "array":
        return f"list of {_kind(schema.get('items', {}))}"
    return str(schema.get("format") or schema.get("type", "any"))
