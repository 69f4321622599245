"""How fast a file becomes committed rows: script/bench import [XLSX_ROWS ...] [--csv ROWS].

A contact list as a council's system writes it, with realistic dirt (one row in a hundred), is uploaded and read as a
worker reads it, in a process of its own, so that its memory is its own. Without arguments small sizes; for the record:
script/bench import 20000 200000 --csv 1000000
"""

# ruff: noqa: N999 - named as it is called: script/bench import
import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bench.server import portal

AIM_RATE, AIM_MEMORY = 15_000, 700
SMALL, SMALL_CSV = [5_000], 20_000
HEADERS = ["Child Unique ID", "Gender", "Ethnicity", "Date of Birth", "Age of Child (Years)", "Date of Contact",
           "Contact Source"]  # fmt: skip
SOURCES = ["q) 6: Police", "e) 2A: Schools", "Health services", "3B", "r) 8: Other", "Housing"]
ETHNICITIES = ["a) WBRI", "WBRI", "b) WIRI", "White British", "k) APKN"]


def rows(count: int) -> Iterator[list[object]]:
    """So many contacts over five years, each of its own child and day."""
    for number in range(count):
        day = f"{1 + number % 28:02}/{1 + number // 28 % 12:02}/{2021 + number % 5}"
        born = f"{1 + number % 27:02}/{1 + number % 11:02}/{2008 + number % 13}"
        gender = "x" if number % 100 == 0 else ("b) Female", "Male", "F")[number % 3]
        yield [f"{100_000 + number}", gender, ETHNICITIES[number % 5], born, number % 17, day, SOURCES[number % 6]]


def write_csv(path: Path, count: int) -> None:
    """The list as a CSV file."""
    with path.open("w", encoding="utf-8") as lines:
        lines.write(",".join(HEADERS) + "\n")
        lines.writelines(",".join(map(str, row)) + "\n" for row in rows(count))


def write_workbook(path: Path, count: int) -> None:
    """The list as the official workbook has it: a title, the headers, the rows."""
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("List_1")
    sheet.append(["List 1: Contacts"])
    sheet.append(HEADERS)
    for row in rows(count):
        sheet.append(row)
    book.save(path)


def receive_and_read(path: Path) -> None:
    """What web server and worker do with one file; prints the figures as JSON. Run in a process of its own."""
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "oscb_portal.settings"
    django.setup()
    from django.core.files.uploadedfile import TemporaryUploadedFile
    from django.utils import timezone

    from dashboard import load_job, loads
    from dashboard.models import Area
    from partnership.models import Person

    analyst = Person.objects.get(email="analyst@oakshire.example")
    agency = analyst.memberships.first().agency
    area = Area.objects.create(code=f"E{os.getpid() % 10**8:08}", name=f"Bench {os.getpid()}", level="county_demo")
    area.senders.add(agency)
    upload = TemporaryUploadedFile(path.name, "", path.stat().st_size, None)
    upload.file = path.open("rb")
    began = time.perf_counter()
    load = loads.receive(by=analyst, agency=agency, area=area, upload=upload, at=timezone.now())
    load_job.read(load.pk, clock=timezone.now)
    took = time.perf_counter() - began
    load.refresh_from_db()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    kept = load.counts.get("contact", {}).get("kept", 0)
    print(json.dumps({"seconds": took, "kept": kept, "memory": memory, "child": child, "error": load.error}))


def measure(path: Path, count: int) -> bool:
    """Read one file in a process of its own and print its figure; gives whether it is within the aims."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.import", "--one", path], check=True, capture_output=True, text=True
    )
    found = json.loads(done.stdout.splitlines()[-1])
    if found["error"] or found["kept"] != count:
        sys.exit(f"{path.name}: {found['kept']:,} of {count:,} rows were kept. {found['error']}")
    rate, memory = count / found["seconds"], found["memory"] + found["child"]
    print(
        f"{path.suffix[1:]} {count:>9,} rows: {found['seconds']:6.1f} s, {rate:8,.0f} rows/s, "
        f"worker {found['memory']} MB and its reading process {found['child']} MB"
    )
    return rate >= AIM_RATE and memory < AIM_MEMORY


def main() -> None:
    """Write the files, read them, print; the last line is the verdict."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("rows", nargs="*", type=int, default=SMALL)
    asked.add_argument("--csv", type=int, default=SMALL_CSV)
    asked.add_argument("--one", type=Path)
    given = asked.parse_args()
    if given.one:
        return receive_and_read(given.one)
    with tempfile.TemporaryDirectory() as folder, portal(0.02):
        within = []
        for count in given.rows:
            path = Path(folder) / f"contacts-{count}.xlsx"
            write_workbook(path, count)
            within.append(measure(path, count))
        path = Path(folder) / f"contacts-{given.csv}.csv"
        write_csv(path, given.csv)
        within.append(measure(path, given.csv))
    verdict = "within" if all(within) else "beyond"
    print(f"import: {verdict} the aim of {AIM_RATE:,} rows/s and {AIM_MEMORY} MB")
    return None


if __name__ == "__main__":
    main()
