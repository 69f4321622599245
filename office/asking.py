"""A page of one form, shown until its answers are fit and the deed is done, then on to the next; and single buttons."""

from collections.abc import Callable
from typing import Any, NamedTuple

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from office.drafts import ChangedMeanwhile
from partnership.refusals import Refusal


class Done(NamedTuple):
    """What a deed comes to: the sentence that says so, and the address of the page it is read on."""

    said: str
    address: str


# Given the clean answers of the form, does one verb.
Deed = Callable[[dict[str, Any]], Done]


def ask(
    request: HttpRequest, template: str, form: forms.BaseForm, deed: Deed, *, at: str | None = None, **more: Any
) -> HttpResponse:
    """Show a form; once its answers are fit, do the deed. A refusal is said in the form (`at` names the question).

    Nothing that was typed is lost, whoever says no; what a colleague has saved meanwhile is shown beside it.
    """
    if form.is_valid():
        try:
            done = deed(form.cleaned_data)
        except ChangedMeanwhile as changed:
            form.show_theirs(changed)
        except Refusal as refusal:
            form.add_error(at, refusal.sentence)
        else:
            messages.success(request, done.said)
            return redirect(done.address)
    return render(request, template, {"form": form, **more})


def press(request: HttpRequest, deed: Callable[[], object], *, said: str, address: str) -> HttpResponse:
    """What a button without questions does: the deed, and on to a page that says so, or why not."""
    try:
        deed()
    except Refusal as refusal:
        messages.warning(request, refusal.sentence)
    else:
        messages.success(request, said)
    return redirect(address)
