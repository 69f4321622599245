"""How long a batch of 500 certificates takes, and its memory: script/bench certificates [PEOPLE].

As the job does it: rows read as whoever asked may read them, each drawn as tagged PDF and put into the archive. Beside
it the same number of WeasyPrint alone on the HTML of one of them. Each is a process of its own, with a peak of its own.
"""

import os
import resource
import subprocess
import sys
import tempfile
import time

from bench.server import portal

PEOPLE, MOST = 500, 500


def main() -> None:
    """Measure and print; the last line is the figure to remember."""
    if "--ours" in sys.argv or "--bare" in sys.argv:
        _one(sys.argv[1], int(sys.argv[2]))
        return
    people = int(sys.argv[1]) if len(sys.argv) > 1 else PEOPLE
    # At a tenth Oakshire has about 700 certificates, enough for 500.
    with portal(0.1):
        found = {}
        for way in ("--ours", "--bare"):
            line = subprocess.run(
                [sys.executable, "-m", "bench.certificates", way, str(people)],
                check=True,
                capture_output=True,
                text=True,
            ).stdout.splitlines()[-1]
            took, peak, count, size = (float(each) for each in line.split())
            found[way] = (took, peak, count)
            print(f"{way[2:]}: {count:.0f} PDFs in {took:.1f} s, peak {peak:.0f} MB, {size:.1f} MB")
    (took, peak, count), (bare, _, _) = found["--ours"], found["--bare"]
    print(f"certificates: {count / took:.1f} PDFs/s ({count:.0f} in {took:.0f} s), {took / bare:.2f} times WeasyPrint "
          f"alone, peak {peak:.0f} MB (aim {MOST})")  # fmt: skip


def _one(way: str, people: int) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "oscb_portal.settings"
    import django

    django.setup()
    from django.http import HttpRequest
    from django.template.loader import render_to_string
    from django.utils import timezone
    from weasyprint import HTML

    from office import pdf
    from partnership.models import Person
    from training import certificate_batches, certificate_papers
    from training.models import Certificate

    office = Person.objects.get(email="administrator@oakshire.example")
    keys = list(Certificate.objects.living().order_by("pk").values_list("pk", flat=True)[:people])
    with tempfile.TemporaryFile() as file:
        if way == "--ours":
            batch = certificate_batches.ask(by=office, certificates=keys, at=timezone.now())
            began = time.perf_counter()
            count = certificate_batches.draw(batch, file, clock=timezone.now)
        else:
            context = certificate_papers.context_of(Certificate.objects.for_list().get(pk=keys[0]))
            words = render_to_string(certificate_papers.TEMPLATE, context, HttpRequest())
            count, began = len(keys), time.perf_counter()
            for _ in keys:
                file.write(HTML(string=words, base_url=f"{pdf.HOME}/", url_fetcher=pdf.fetch_static).write_pdf(
                    pdf_variant="pdf/ua-1"))  # fmt: skip
        took = time.perf_counter() - began
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"{took:.2f} {peak:.0f} {count} {file.tell() / 1024 / 1024:.1f}")


if __name__ == "__main__":
    main()
