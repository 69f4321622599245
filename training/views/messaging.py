"""What the office writes: to people of an event, and the words with which letters begin."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from partnership.access import require
from partnership.permissions import Permission
from partnership.refusals import Refusal
from training import messaging, news, wordings
from training.forms.desk import MessageForm, WordingForm
from training.models import Event


@require(Permission.KEEP_CATALOGUE)
def message_people(request: HttpRequest, pk: int) -> HttpResponse:
    """Write to everybody of an event who stands in some states; `?states=absent` chooses them beforehand."""
    event = get_object_or_404(Event.objects.for_list().prefetch_related("sessions"), pk=pk)
    form = MessageForm(request.POST or None, initial={"states": request.GET.getlist("states")})
    if form.is_valid():
        try:
            sent = messaging.send(event=event, by=request.user, at=timezone.now(), **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, f"Written to {sent.people} {'person' if sent.people == 1 else 'people'}.")
            return redirect("event", pk=pk)
    context = {"form": form, "event": event, "sent": event.messages.select_related("sent_by")}
    return render(request, "training/message_people.html", context)


@require(Permission.KEEP_CATALOGUE)
@require_safe
def training_letters(request: HttpRequest) -> HttpResponse:
    """Every letter of training, and the words it begins with."""
    shown = [(each, news.words_of(each.key)) for each in wordings.WORDINGS.values()]
    return render(request, "training/training_letters.html", {"letters": shown})


@require(Permission.KEEP_CATALOGUE)
def word_letter(request: HttpRequest, key: str) -> HttpResponse:
    """Other words for a letter, with a preview."""
    if key not in wordings.WORDINGS:
        raise Http404
    form = WordingForm(request.POST or None, initial={"text": news.words_of(key)})
    preview = wordings.filled(news.words_of(key), wordings.KNOWN)
    if form.is_valid():
        try:
            wordings.refuse_unknown(form.cleaned_data["text"])
            preview = wordings.filled(form.cleaned_data["text"], wordings.KNOWN)
            if "look" not in request.POST:
                messaging.word(letter=key, text=form.cleaned_data["text"], by=request.user, at=timezone.now())
                messages.success(request, "The letter begins with your words from now on.")
                return redirect("training_letters")
        except Refusal as refusal:
            form.add_error("text", refusal.sentence)
    context = {"form": form, "letter": wordings.WORDINGS[key], "preview": preview}
    return render(request, "training/word_letter.html", context)
