"""The rules of the partnership: all of them on one page, and a page to change each."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from office import rules as house_rules
from office.forms.rules import RuleForm
from partnership.access import require
from partnership.permissions import Permission
from partnership.refusals import Refusal


@require(Permission.SET_RULES)
def rules(request: HttpRequest) -> HttpResponse:
    """Every rule with the value in force, since when and by whom, and what comes."""
    groups = house_rules.standing(on=timezone.localdate())
    missing = [standing for _, standings in groups for standing in standings if standing.missing]
    return render(request, "office/rules.html", {"groups": groups, "missing": missing})


@require(Permission.SET_RULES)
def change_rule(request: HttpRequest, key: str) -> HttpResponse:
    """One rule: its history, and the form for a value from a day on."""
    if key not in house_rules.DECLARED:
        raise Http404
    now = timezone.now()
    today = timezone.localdate(now)
    standing = house_rules.standing_of(key, on=today)
    form = RuleForm(request.POST or None, rule=standing.rule, text=standing.text, today=today)
    if form.is_valid():
        try:
            row = house_rules.set_rule(by=request.user, key=key, at=now, **form.cleaned_for_verb())
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, f"{standing.rule.name} is set from {row.valid_from:%-d %B %Y}.")
            return redirect("rules")
    return render(request, "office/change_rule.html", {"form": form, "standing": standing})
