"""The board's page: on screen, as PDF, as Word."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from office import pdf, rules
from partnership.access import require
from partnership.permissions import Permission
from priorities import board, board_word

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@require(Permission.SEE_ACTIONS)
@require_safe
def board_view(request: HttpRequest) -> HttpResponse:
    """One page for a meeting."""
    today = timezone.localdate()
    page = board.page_of(viewer=request.user, on=today)
    name = f"board-{today.isoformat()}"
    match request.GET.get("format"):
        case "pdf":
            return pdf.answer(pdf.make("priorities/board_paper.html", {"page": page}, request=request), name=name)
        case "docx":
            made = board_word.make(page, partnership=_partnership(today))
            response = HttpResponse(made, content_type=WORD)
            response.headers["Content-Disposition"] = f'attachment; filename="{name}.docx"'
            return response
    return render(request, "priorities/board_view.html", {"page": page})


def _partnership(today: date) -> str:
    return " ".join(str(rules.value(f"partnership.{part}", on=today)) for part in ("name_first", "name_second"))
