"""Joining from outside: address, code, about you; and from inside: move, withdraw, leave."""

from allauth.account.utils import perform_login
from allauth.core import ratelimit
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from office import codes, joining
from office.forms.joining import AboutYouForm, CodeForm, EmailForm, EndForm, MoveForm
from office.memberships import end_membership
from office.models import JoinRequest
from partnership.access import members, public
from partnership.models import Membership
from partnership.refusals import Refusal

ASKING, PROVEN = "join_asking", "join_proven"
TOO_OFTEN = "That was too often in a short time. Wait an hour, then try again."


@public
@never_cache
def join(request: HttpRequest) -> HttpResponse:
    """The address; the next page is the same whether or not somebody with this address is here already."""
    if request.user.is_authenticated:
        return redirect("move")
    form = EmailForm(request.POST or None)
    if form.is_valid():
        email = form.cleaned_data["email"]
        if not ratelimit.consume(request, action="join_code", key=email):
            form.add_error(None, TOO_OFTEN)
        else:
            joining.send_code(email=email, at=timezone.now())
            request.session[ASKING] = email
            return redirect("join_code")
    return render(request, "office/join.html", {"form": form})


@public
@never_cache
def join_code(request: HttpRequest) -> HttpResponse:
    """The code that came by e-mail."""
    email = request.session.get(ASKING)
    if not email:
        return redirect("join")
    form = CodeForm(request.POST or None)
    if form.is_valid():
        try:
            if not ratelimit.consume(request, action="join_prove", key=email):
                raise Refusal(TOO_OFTEN)
            codes.prove(email=email, code=form.cleaned_data["code"], at=timezone.now())
        except Refusal as refusal:
            form.add_error("code", refusal.sentence)
        else:
            request.session[PROVEN] = email
            return redirect("join_about_you")
    return render(request, "office/join_code.html", {"form": form, "email": email})


@public
@never_cache
def join_about_you(request: HttpRequest) -> HttpResponse:
    """Who one is and where one works; then the account is there, admitted or waiting."""
    email = request.session.get(PROVEN)
    if not email:
        return redirect("join")
    now = timezone.now()
    form = AboutYouForm(request.POST or None, on=timezone.localdate(now))
    if form.is_valid():
        try:
            asked = joining.ask(email=email, at=now, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            del request.session[PROVEN], request.session[ASKING]
            _say(request, asked)
            return perform_login(request, asked.person, redirect_url="/")
    return render(request, "office/join_about_you.html", {"form": form, "email": email})


@members
def move(request: HttpRequest) -> HttpResponse:
    """Ask for another agency, instead of one or beside it."""
    now = timezone.now()
    form = MoveForm(request.POST or None, person=request.user, on=timezone.localdate(now))
    if form.is_valid():
        try:
            _say(request, joining.move(by=request.user, at=now, **form.cleaned_data))
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            return redirect("profile")
    return render(request, "office/move.html", {"form": form})


@members
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one's own request back."""
    asked = get_object_or_404(JoinRequest, pk=pk, person=request.user)
    try:
        joining.withdraw(by=request.user, asked=asked, at=timezone.now())
    except Refusal as refusal:
        messages.warning(request, refusal.sentence)
    else:
        messages.success(request, f"Your request to join {asked.agency} is taken back.")
    return redirect("profile")


@members
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    """End a membership of one's own."""
    now = timezone.now()
    mine = Membership.objects.filter(person=request.user).current(timezone.localdate(now)).for_list()
    membership = get_object_or_404(mine, pk=pk)
    form = EndForm(request.POST or None, initial={"last_day": timezone.localdate(now)})
    if form.is_valid():
        try:
            end_membership(by=request.user, membership=membership, at=now, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, f"Your membership of {membership.agency} ends. Your account and record stay.")
            return redirect("profile")
    return render(request, "office/leave.html", {"form": form, "membership": membership})


def _say(request: HttpRequest, asked: JoinRequest) -> None:
    if asked.state == JoinRequest.State.ADMITTED:
        messages.success(request, f"You belong to {asked.agency} now.")
    else:
        messages.info(request, f"We have asked {asked.agency}. You get a letter as soon as somebody has decided.")
