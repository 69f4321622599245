"""Multi-agency audits: the programme, one audit with its status wall, planning one, changing its plan."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django_filters import ChoiceFilter, FilterSet, ModelChoiceFilter

from audits.forms.multi_agency import ChangePlanForm, PlanForm
from audits.models import Audit, SecondLook
from audits.multi_agency import drawing_cases, phases, planning, second_looks, wall, who
from audits.multi_agency.phases import Phase
from office import drafts
from office.asking import Done, ask
from office.lists import Column, Listing, answer
from partnership.access import holds, members, require
from partnership.permissions import Permission
from partnership.refusals import Refusal
from priorities.models import Theme


def seen(request: HttpRequest, slug: str) -> Audit:
    """An audit the person may see; 404 otherwise."""
    return get_object_or_404(Audit.objects.visible_to(request.user).for_list(), slug=slug)


def _link(row: Audit) -> SafeString:
    return format_html('<a class="p-link" href="{}">{}</a>', reverse("multi_agency_audit", args=[row.slug]), row.title)


def _next(row: Audit) -> str:
    """What is owed next, and when."""
    words = {Phase.PLANNED: ("sample", row.sample_on), Phase.ANSWERING: ("answers", row.due_on),
             Phase.MODERATING: ("panel", row.panel_on), Phase.REPORTING: ("report", row.report_on)}  # fmt: skip
    if Phase(row.phase) not in words:
        return f"re-audit {row.look_again_on:%-d %b %Y}" if row.look_again_on else "–"
    what, day = words[Phase(row.phase)]
    late = ", late" if row.is_late(timezone.localdate()) else ""
    return f"{what} {day:%-d %b %Y}{late}"


COLUMNS = (
    Column("title", "Audit", _link, lambda row: row.title, order=("title",), leads=True),
    Column("phase", "Phase", lambda row: row.get_phase_display(), order=("phase",)),
    Column("next", "Next", _next),
    Column("themes", "Themes", lambda row: ", ".join(each.name for each in row.themes.all())),
    Column("asked", "Agencies", lambda row: row.asked, numeric=True, order=("asked",)),
    Column("cases", "Cases", lambda row: row.sampled, numeric=True, order=("sampled",)),
    Column("tools", "Tools in", lambda row: f"{row.tools_in} of {row.tools_asked}" if row.tools_asked else "–",
           lambda row: row.tools_in, numeric=True, order=("tools_in",)),
    Column("due", "Answers due", lambda row: f"{row.due_on:%-d %b %Y}", lambda row: row.due_on, order=("due_on",)),
)  # fmt: skip


class AuditChoices(FilterSet):
    """Which audits."""

    phase = ChoiceFilter(label="Phase", choices=Audit.PHASES, empty_label="Any")
    theme = ModelChoiceFilter(label="Theme", field_name="themes", queryset=Theme.objects.all(), empty_label="Any")
    year = ChoiceFilter(label="Year", method="in_year", empty_label="Any", choices=lambda: _years())

    class Meta:
        model = Audit
        fields: list[str] = []

    def in_year(self, rows: Any, name: str, value: str) -> Any:
        """The plan year, April to March, in which agencies answer."""
        begun = int(value)
        return rows.filter(due_on__gte=f"{begun}-04-01", due_on__lt=f"{begun + 1}-04-01")


def _years() -> list[tuple[str, str]]:
    """The plan years there are audits in, and the running one."""
    today = timezone.localdate()
    days = [today, *Audit.objects.order_by().values_list("due_on", flat=True)]
    begun = sorted({day.year - (day.month < 4) for day in days}, reverse=True)
    return [(str(year), f"{year} to {year + 1}") for year in begun]


@members
def multi_agency(request: HttpRequest) -> HttpResponse:
    """The programme: every audit one may see."""
    rows = Audit.objects.visible_to(request.user).for_list()
    listing = Listing(request, rows, columns=COLUMNS, choices=AuditChoices, one="audit", many="audits",
                      file_name="multi-agency-audits")  # fmt: skip
    return answer(request, "audits/multi_agency.html", listing, may_keep=who.keeps(request.user))


@members
def multi_agency_audit(request: HttpRequest, slug: str) -> HttpResponse:
    """One audit: what it asks, who takes part, how far each is, what one may do."""
    audit, person, today = seen(request, slug), request.user, timezone.localdate()
    keeps, own = who.keeps(person), who.takes_part(person, audit)
    context = {
        "audit": audit,
        "lines": audit.lines.all(),
        "questions": audit.questions.all(),
        "participants": audit.participants.select_related("agency"),
        "samples": audit.samples.select_related("by"),
        "wall": wall.of(audit, on=today) if audit.phase != Phase.PLANNED and not audit.tools_deleted_on else None,
        "cases": audit.cases.all(),
        "own": {agency.pk for agency in own},
        "inside": keeps or who.oversees(person) or bool(own),
        "steps": audit.steps.select_related("by"),
        "keeps": keeps,
        "lacks": planning.lacks(audit) if keeps and audit.phase == Phase.PLANNED else [],
        "may_draw": audit.phase == Phase.PLANNED and drawing_cases.may_draw(person, audit),
        "may_give_up": keeps and audit.phase in phases.LIVING,
        "late": audit.is_late(today),
        "today": today,
        "may_break": holds(person, Permission.BREAK_GLASS) and audit.phase == Phase.ANSWERING,
        "may_close": keeps and audit.phase == Phase.ANSWERING and audit.due_on < today,
        "looks": _looks(audit) if keeps and audit.phase == Phase.MODERATING else None,
        "agreement": second_looks.agreement_of(audit) if keeps and audit.phase == Phase.MODERATING else None,
        "my_looks": SecondLook.objects.filter(
            person=person, tool__case__audit=audit, done_at=None, stood_down_at=None
        ).select_related("tool__case"),
        "cases_open": not audit.sealed
        and not audit.tools_deleted_on
        and (keeps or who.oversees(person) or (bool(own) and audit.phase != Phase.FINISHED)),
        "mine": set(audit.cases.filter(tools__auditor=person).values_list("tools", flat=True)),
        "retests": audit.retests.visible_to(person) if audit.re_audit_of_id or audit.retests.exists() else [],
    }
    return render(request, "audits/multi_agency_audit.html", context)


def _looks(audit: Audit) -> dict[str, int]:
    """How many second looks are asked for, and done."""
    living = SecondLook.objects.filter(tool__case__audit=audit, stood_down_at=None)
    return {"asked": living.count(), "done": living.filter(done_at__isnull=False).count()}


@require(Permission.KEEP_AUDITS)
def plan_audit(request: HttpRequest) -> HttpResponse:
    """A new audit."""
    now = timezone.now()
    form = PlanForm(
        request.POST or None, on=timezone.localdate(now), initial={"re_audit_of": request.GET.get("again")},
        draft=drafts.of(request.user, form=PlanForm.form_key, record="new"),
    )  # fmt: skip

    def plan(given: dict[str, Any]) -> Done:
        made = planning.plan_audit(by=request.user, plan=form.plan(), agencies=given["agencies"], at=now)
        return Done(f"“{made}” is planned. Write its key lines next.",
                    reverse("multi_agency_audit", args=[made.slug]))  # fmt: skip

    return ask(request, "audits/plan_audit.html", form, plan, heading="Plan an audit", button="Plan it")


@require(Permission.KEEP_AUDITS)
def change_audit(request: HttpRequest, slug: str) -> HttpResponse:
    """Its plan and timetable again."""
    audit, now = seen(request, slug), timezone.now()
    key = str(audit.pk)
    form = ChangePlanForm(
        request.POST or None, audit=audit, record_key=key, values=planning.values_of(audit),
        draft=drafts.of(request.user, form=ChangePlanForm.form_key, record=key),
    )  # fmt: skip

    def change(given: dict[str, Any]) -> Done:
        planning.change_plan(audit=audit, plan=form.plan(), mark=given["mark"], by=request.user, at=now)
        return Done("Saved.", reverse("multi_agency_audit", args=[slug]))

    return ask(request, "audits/plan_audit.html", form, change, heading="Change the plan", button="Save", audit=audit)


@require(Permission.KEEP_AUDITS)
def open_audit(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask once more, then every agency gets its letter."""
    audit = seen(request, slug)
    if request.method == "POST":
        try:
            planning.open_audit(audit=audit, by=request.user, at=timezone.now())
        except Refusal as refusal:
            messages.warning(request, refusal.sentence)
        else:
            messages.success(request, "Every agency is asked. What they answer stays sealed until all is in.")
        return redirect("multi_agency_audit", slug=slug)
    return render(request, "audits/open_audit.html", {"audit": audit, "lacks": planning.lacks(audit)})
