"""Pages about oneself: profile, second factor while signing in, and what was typed and not yet sent."""

from allauth.account.internal.decorators import login_stage_required
from allauth.mfa.adapter import get_adapter
from allauth.mfa.totp.forms import ActivateTOTPForm
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from office import accounts, drafts, profiles
from office.forms.joining import ProfileForm
from office.models import JoinRequest
from partnership.access import members, memberships, public
from partnership.refusals import Refusal

# Never kept in a draft, whatever a form may hold.
NOT_KEPT = {"csrfmiddlewaretoken", "mark", "password", "password1", "password2", "oldpassword", "code"}


@members
@never_cache
def profile(request: HttpRequest) -> HttpResponse:
    """What others see of one, one's agencies and requests; the record goes along from agency to agency."""
    person, key = request.user, str(request.user.pk)
    draft = drafts.of(person, form=profiles.FORM, record=key)
    form = ProfileForm(request.POST or None, record_key=key, values=profiles.values(person), draft=draft)
    if form.is_valid():
        try:
            profiles.change(by=person, at=timezone.now(), **form.cleaned_data)
        except drafts.ChangedMeanwhile as changed:
            form.show_theirs(changed)
        except Refusal as refusal:
            form.add_error("manager_email", refusal.sentence)
        else:
            messages.success(request, "Your profile is saved.")
            return redirect("profile")
    context = {
        "form": form,
        "memberships": memberships(person),
        "requests": JoinRequest.objects.filter(person=person).for_list().waiting(),
    }
    return render(request, "office/profile.html", context)


@public
@login_stage_required(stage=accounts.SecondFactorStage.key, redirect_urlname="account_login")
def second_factor(request: HttpRequest) -> HttpResponse:
    """The last step of signing in for roles that need it: an authenticator app, and its first code."""
    stage = request._login_stage
    person = stage.login.user
    form = ActivateTOTPForm(request.POST or None, user=person)
    if form.is_valid():
        accounts.keep_second_factor(by=person, secret=form.secret)
        stage.login.redirect_url = reverse("mfa_view_recovery_codes")
        return stage.exit()
    address = get_adapter().build_totp_url(person, form.secret)
    picture = accounts.as_picture(get_adapter().build_totp_svg(address))
    return render(request, "office/second_factor.html", {"form": form, "picture": picture})


@members
@require_POST
def save_draft(request: HttpRequest, form: str, record: str) -> HttpResponse:
    """Keep what was typed so far; answers the script that asked."""
    fields = {name: values for name, values in request.POST.lists() if name not in NOT_KEPT}
    now = timezone.now()
    try:
        drafts.keep(
            by=request.user, form=form, record=record, fields=fields, mark=request.POST.get("mark", "")[:64], at=now
        )
    except Refusal as refusal:
        return JsonResponse({"problem": refusal.sentence}, status=400)
    return JsonResponse(
        {"saved": f"Kept at {timezone.localtime(now):%-I:%M%p}".replace("AM", "am").replace("PM", "pm")}
    )


@members
@require_POST
def discard_draft(request: HttpRequest, form: str, record: str) -> HttpResponse:
    """Forget what was typed, and go back to where it was."""
    drafts.discard(by=request.user, form=form, record=record)
    messages.success(request, "What you had typed is forgotten.")
    back = request.POST.get("back", "")
    return redirect(back if url_has_allowed_host_and_scheme(back, allowed_hosts=None) else "front")
