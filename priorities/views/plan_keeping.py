"""The business unit keeps the plan: draws one up, changes and publishes it, adds and changes priorities."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from office import drafts
from office.asking import Done, ask
from partnership.access import require
from partnership.permissions import Permission
from partnership.refusals import Refusal
from priorities import overview, plans
from priorities.forms.plans import AimForm, NewPlanForm, NewPriorityForm, PlanForm, PriorityForm
from priorities.models import Place, Plan


@require(Permission.KEEP_PLAN)
def draw_up_plan(request: HttpRequest) -> HttpResponse:
    """Draw up a plan, carrying forward what is unfinished."""
    today = timezone.localdate()
    form = NewPlanForm(request.POST or None, initial={"follows": overview.of_today(request.user, on=today)})

    def deed(given: dict[str, Any]) -> Done:
        plan = plans.draw_up(by=request.user, **given)
        return Done("The plan is drawn up. Nobody outside sees it yet.", reverse("plan", args=[plan.slug]))

    return ask(request, "priorities/draw_up_plan.html", form, deed)


@require(Permission.KEEP_PLAN)
def change_plan(request: HttpRequest, slug: str) -> HttpResponse:
    """Change name and years of a plan; from here it is published and gets its aims."""
    plan = get_object_or_404(Plan.objects.visible_to(request.user), slug=slug)
    key = str(plan.pk)
    draft = drafts.of(request.user, form=PlanForm.form_key, record=key)
    form = PlanForm(request.POST or None, record_key=key, values=plans.plan_values(plan), draft=draft)

    def deed(given: dict[str, Any]) -> Done:
        plans.change(by=request.user, plan=plan, **given)
        return Done("The plan was changed.", reverse("plan", args=[slug]))

    return ask(request, "priorities/change_plan.html", form, deed, plan=plan)


@require(Permission.KEEP_PLAN)
def add_aim(request: HttpRequest, slug: str) -> HttpResponse:
    """Add an aim to a plan."""
    plan = get_object_or_404(Plan.objects.visible_to(request.user), slug=slug)
    form = AimForm(request.POST or None)

    def deed(given: dict[str, Any]) -> Done:
        plans.add_aim(by=request.user, plan=plan, **given)
        return Done("The aim was added.", reverse("plan", args=[slug]))

    return ask(request, "priorities/add_aim.html", form, deed, plan=plan)


@require(Permission.KEEP_PLAN)
@require_POST
def publish_plan(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a plan to everybody."""
    plan = get_object_or_404(Plan.objects.visible_to(request.user), slug=slug)
    try:
        plans.publish(by=request.user, plan=plan, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, f"{plan} is published: everybody can read it now.")
    return redirect("plan", slug=plan.slug)


@require(Permission.KEEP_PLAN)
def add_priority(request: HttpRequest, slug: str) -> HttpResponse:
    """Add a priority to a plan."""
    plan = get_object_or_404(Plan.objects.visible_to(request.user), slug=slug)
    blank = {"published": True}
    key = str(plan.pk)
    draft = drafts.of(request.user, form=NewPriorityForm.form_key, record=key)
    form = NewPriorityForm(
        request.POST or None, record_key=key, values=blank, draft=draft, plan=plan, today=timezone.localdate()
    )

    def deed(given: dict[str, Any]) -> Done:
        plans.add_priority(by=request.user, plan=plan, slug=given["slug"], promise=form.promise)
        return Done("The priority was added.", reverse("plan", args=[slug]))

    return ask(request, "priorities/add_priority.html", form, deed, plan=plan)


@require(Permission.KEEP_PLAN)
def change_priority(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what a plan says of a priority."""
    place = get_object_or_404(Place.objects.select_related("aim__plan", "priority__lead_agency"), pk=pk)
    plan, key = place.aim.plan, str(place.pk)
    draft = drafts.of(request.user, form=PriorityForm.form_key, record=key)
    values = plans.place_values(place)
    form = PriorityForm(
        request.POST or None, record_key=key, values=values, draft=draft, plan=plan, today=timezone.localdate()
    )

    def deed(given: dict[str, Any]) -> Done:
        plans.change_priority(by=request.user, place=place, promise=form.promise, mark=given["mark"])
        return Done(f"{place.priority} was changed.", reverse("plan", args=[plan.slug]))

    return ask(request, "priorities/change_priority.html", form, deed, plan=plan, place=place)
