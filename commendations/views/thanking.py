"""Thanks from outside: the form, the code that came by e-mail, and what happens next."""

from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from commendations import thanking
from commendations.forms.thanking import ThankForm
from commendations.nominating import refuse_unfit, thanks_from
from office import codes
from office.forms.joining import CodeForm
from partnership.access import public
from partnership.refusals import Refusal

# What was written waits in the session of the visitor until the address is proven, and nowhere else.
WRITTEN = "thanks_written"
TOO_OFTEN = "That was too often in a short time. Wait an hour, then try again; what you wrote is still here."


@public
@never_cache
def thank(request: HttpRequest) -> HttpResponse:
    """A thank-you from somebody without an account; nothing is kept before the address is proven."""
    written = request.session.get(WRITTEN)
    kept = _query(written) if written and request.method == "GET" else None
    form = ThankForm(request.POST or None, initial={name: kept[name] for name in kept} if kept else None)
    if form.is_valid():
        try:
            refuse_unfit(thanks_from(form.cleaned_data), by=None)
            if not ratelimit.consume(request, action="thank_code", key=form.cleaned_data["email"].lower()):
                raise Refusal(TOO_OFTEN)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            thanking.send_code(email=form.cleaned_data["email"], at=timezone.now())
            request.session[WRITTEN] = {
                name: values for name, values in request.POST.lists() if name != "csrfmiddlewaretoken"
            }
            return redirect("thank_code")
    return render(request, "commendations/thank.html", {"form": form})


@public
@never_cache
def thank_code(request: HttpRequest) -> HttpResponse:
    """The code from the letter; with it the story goes to the office."""
    written = request.session.get(WRITTEN)
    again = ThankForm(_query(written), again=True) if written else None
    if again is None or not again.is_valid():
        return redirect("thank")
    given, now = again.cleaned_data, timezone.now()
    form = CodeForm(request.POST or None)
    if form.is_valid():
        try:
            if not ratelimit.consume(request, action="thank_prove", key=given["email"].lower()):
                raise Refusal(TOO_OFTEN)
            codes.prove(email=given["email"], code=form.cleaned_data["code"], at=now)
            thanking.thank(
                email=given["email"], name=given["outside_name"], told_by=given["told_by"],
                thanks=thanks_from(given), at=now,
            )  # fmt: skip
        except Refusal as refusal:
            form.add_error("code", refusal.sentence)
        else:
            del request.session[WRITTEN]
            return redirect("thanked")
    return render(request, "commendations/thank_code.html", {"form": form, "email": given["email"]})


@public
@require_safe
def thanked(request: HttpRequest) -> HttpResponse:
    """What happens next."""
    return render(request, "commendations/thanked.html")


def _query(written: dict[str, list[str]]) -> QueryDict:
    query = QueryDict(mutable=True)
    for name, values in written.items():
        query.setlist(name, values)
    return query
