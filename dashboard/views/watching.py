"""The business unit chooses which actions a measure watches."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from dashboard import measures, watching
from dashboard.forms.watching import WatchForm
from dashboard.models import Measure
from partnership.access import require
from partnership.permissions import Permission
from priorities.models import Action


@require(Permission.KEEP_PLAN)
def watch_actions(request: HttpRequest, code: str) -> HttpResponse:
    """Tie a measure to the actions whose effect should show in it."""
    definition = measures.known().get(code.upper())
    if definition is None:
        raise Http404
    measure = get_object_or_404(Measure.objects.in_use(), code=definition.code)
    seen = Action.objects.visible_to(request.user)
    form = WatchForm(request.POST or None, measure=measure, definition=definition, actions=seen)
    if request.method == "POST" and form.is_valid():
        watching.watch(by=request.user, measure=measure, actions=form.cleaned_data["actions"])
        messages.success(request, f"{definition.name} watches what you have chosen.")
        return redirect("measure", code=definition.code)
    return render(request, "dashboard/watch_actions.html", {"form": form, "definition": definition})
