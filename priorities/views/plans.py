"""The plan in force, other plans, and one priority with its golden thread."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.templatetags.static import static
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from partnership import access
from partnership.access import public
from partnership.permissions import Permission
from priorities import drawing, golden_thread, overview, priority_page
from priorities.forms.threads import ThreadChoices
from priorities.models import Plan, Priority


@public
@require_safe
def our_priorities(request: HttpRequest) -> HttpResponse:
    """The plan in force: aims, priorities, and which way each goes."""
    today = timezone.localdate()
    return _shown(request, overview.of_today(request.user, on=today), "priorities/our_priorities.html")


@public
@require_safe
def plan(request: HttpRequest, slug: str) -> HttpResponse:
    """An earlier plan, or one to come."""
    return _shown(request, get_object_or_404(Plan.objects.visible_to(request.user), slug=slug), "priorities/plan.html")


def _shown(request: HttpRequest, shown: Plan | None, template: str) -> HttpResponse:
    today = timezone.localdate()
    return render(
        request,
        template,
        {
            "overview": overview.of(shown, viewer=request.user, on=today) if shown else None,
            "plan": shown,
            "today": today,
            "in_force": bool(shown) and shown.starts_on <= today <= shown.ends_on,
            "others": Plan.objects.visible_to(request.user).exclude(pk=shown.pk if shown else None),
            "member": request.user.is_authenticated,
            "may_see_board": access.holds(request.user, Permission.SEE_ACTIONS),
            "may_keep": access.holds(request.user, Permission.KEEP_PLAN),
        },
    )


@public
@require_safe
def priority(request: HttpRequest, slug: str) -> HttpResponse:
    """One priority: the sentence, the thread as picture and list, loose ends, measures, voices."""
    shown = get_object_or_404(Priority.objects.visible_to(request.user).for_list(), slug=slug)
    today = timezone.localdate()
    page = priority_page.page_of(shown, viewer=request.user, on=today)
    form = ThreadChoices(request.GET, page=page)
    page = replace(page, choice=form.choice)
    sprite = static("img/icons.svg")
    return render(
        request,
        "priorities/priority.html",
        {
            "priority": shown,
            "place": overview.place_of(shown, viewer=request.user, on=today),
            "travel": overview.ways_of([shown.pk], viewer=request.user, on=today)[shown.pk],
            "page": page,
            "choices": form,
            "wide": mark_safe(drawing.wide(page.threads.drawn, sprite=sprite)),
            "narrow": mark_safe(drawing.narrow(page.threads.drawn, sprite=sprite)),
            "member": request.user.is_authenticated,
            "may_mend": access.holds(request.user, Permission.SEE_ACTIONS),
            "sees_all": golden_thread.sees_all(request.user),
            "may_keep": access.holds(request.user, Permission.KEEP_PLAN),
        },
    )
