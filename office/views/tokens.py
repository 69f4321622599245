"""Keys to the API: the list of all, a new one for an agency (shown once), and revoking."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from office import lists
from office import tokens as keys
from office.filters import TokenChoices
from office.forms.agencies import KeyForm
from office.lists import Column
from office.models import Token
from partnership.access import require
from partnership.models import Agency
from partnership.permissions import Permission
from partnership.refusals import Refusal


def _agency(token: Token) -> str:
    return format_html('<a href="{}">{}</a>', reverse("agency", args=[token.agency_id]), token.agency)


COLUMNS = [
    Column("name", "Key", str, order=("name",), leads=True),
    Column("agency", "Agency", _agency, value=lambda token: token.agency.name, order=("agency__name",)),
    Column("may", "May", lambda token: ", ".join(token.scope_names)),
    Column("responsible", "Answers for it", lambda token: token.responsible, order=("responsible__name",)),
    Column("used", "Last used", lambda token: token.last_used_on or "Never", order=("last_used_on",)),
    Column("until", "Last day", lambda token: token.expires_on, order=("expires_on",)),
    Column("revoked", "Revoked", lambda token: token.revoked_at or "", order=("revoked_at",)),
]


@require(Permission.MANAGE_AGENCIES)
@require_safe
def tokens(request: HttpRequest) -> HttpResponse:
    """Every key that was ever issued."""
    listing = lists.Listing(
        request,
        Token.objects.visible_to(request.user).for_list(),
        columns=COLUMNS,
        choices=TokenChoices,
        one="key",
        many="keys",
        file_name="keys",
    )
    return lists.answer(request, "office/tokens.html", listing)


@require(Permission.MANAGE_AGENCIES)
@never_cache
def issue_token(request: HttpRequest, pk: int) -> HttpResponse:
    """Issue a key for an agency; the answer shows it once."""
    agency = get_object_or_404(Agency.objects.visible_to(request.user), pk=pk)
    now = timezone.now()
    begun = {"mark": keys.mark_for(agency)}
    form = KeyForm(request.POST or None, initial=begun, agency=agency, today=timezone.localdate(now))
    if form.is_valid():
        try:
            issued = keys.issue(by=request.user, agency=agency, at=now, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            return render(request, "office/token_issued.html", {"issued": issued, "agency": agency})
    return render(request, "office/issue_token.html", {"form": form, "agency": agency})


@require(Permission.MANAGE_AGENCIES)
def revoke_token(request: HttpRequest, pk: int) -> HttpResponse:
    """Revoke a key, after a page that asks."""
    token = get_object_or_404(Token.objects.visible_to(request.user).for_list(), pk=pk)
    if request.method != "POST":
        return render(request, "office/revoke_token.html", {"token": token})
    try:
        keys.revoke(by=request.user, token=token, at=timezone.now())
    except Refusal as refusal:
        messages.warning(request, refusal.sentence)
    else:
        messages.success(request, f"The key {token} opens nothing any more.")
    return redirect("agency", pk=token.agency_id)
