"""How long the PDF of a yearly report takes, beside WeasyPrint alone on the same HTML: script/bench report [SCALE].

Each is a process of its own, so that its peak of memory is its own: `--ours` makes the paper as the job does, from the
frozen figures to the file; `--bare` writes the same HTML as a tagged PDF and nothing else.
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.server import portal

AIM, MOST = 1.5, 700


def main() -> None:
    """Measure and print; the last line is the figure to remember."""
    if "--ours" in sys.argv or "--bare" in sys.argv:
        _one(sys.argv[1], Path(sys.argv[2]))
        return
    scale = float(sys.argv[1]) if len(sys.argv) > 1 else 1.0
    with portal(scale), tempfile.TemporaryDirectory() as folder:
        found = {}
        for way in ("--ours", "--bare"):
            told = [
                subprocess.run(
                    [sys.executable, "-m", "bench.report", way, folder], check=True, capture_output=True, text=True
                ).stdout.splitlines()[-1]
                for _ in range(3)
            ]
            rows = [[float(each) for each in line.split()] for line in told]
            found[way] = min(rows)
            print(
                f"{way[2:]}: {', '.join(f'{row[0]:.1f} s' for row in rows)}, peak {max(row[1] for row in rows):.0f} MB"
            )
    (ours, peak, _, charts), (bare, _, pages, _) = found["--ours"], found["--bare"]
    print(f"report: {pages:.0f} pages, {charts:.0f} charts in {ours:.1f} s, {ours / bare:.2f} times WeasyPrint alone "
          f"(aim {AIM}), peak {peak:.0f} MB (aim {MOST})")  # fmt: skip


def _one(way: str, folder: Path) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "oscb_portal.settings"
    import django

    django.setup()
    from django.template.loader import render_to_string
    from django.utils import timezone
    from weasyprint import HTML

    from office import pdf
    from reports import papers
    from reports.models import Report
    from reports.reading import read

    kept, pages = folder / "report.html", 0
    began = time.perf_counter()
    if way == "--ours":
        reading = read(Report.objects.published().latest("starts_on"), on=timezone.localdate())
        context = {"reading": reading, "partnership": papers.partnership(reading)}
        pdf.make("reports/report_paper.html", context)
        took = time.perf_counter() - began
        kept.write_text(render_to_string("reports/report_paper.html", context))
    else:
        words = kept.read_text()
        began = time.perf_counter()
        whole = HTML(string=words, base_url=f"{pdf.HOME}/", url_fetcher=pdf.fetch_static).render(pdf_variant="pdf/ua-1")
        whole.write_pdf(pdf_variant="pdf/ua-1")
        took = time.perf_counter() - began
        pages = len(whole.pages)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    charts = kept.read_text().count("p-figure__cut")
    print(f"{took:.2f} {peak:.0f} {pages} {charts}")


if __name__ == "__main__":
    main()
