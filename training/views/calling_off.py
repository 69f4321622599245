"""The office cancels an event."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from partnership.access import require
from partnership.permissions import Permission
from partnership.refusals import Refusal
from training import rescheduling
from training.forms.desk import WhyForm
from training.models import Event


@require(Permission.KEEP_CATALOGUE)
def call_off_event(request: HttpRequest, pk: int) -> HttpResponse:
    """Cancel an event, with a reason everybody reads."""
    event = get_object_or_404(Event.objects.for_list(), pk=pk)
    form = WhyForm(request.POST or None)
    if form.is_valid():
        try:
            told = rescheduling.call_off(by=request.user, event=event, at=timezone.now(), **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(
                request, f"The event is cancelled. {told} {'person is' if told == 1 else 'people are'} told."
            )
            return redirect("event", pk=pk)
    return render(request, "training/call_off_event.html", {"form": form, "event": event})
