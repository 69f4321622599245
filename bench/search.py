"""Answers of /search/ among many documents: script/bench search [DOCUMENTS].

So many rows (100,000) of made-up words, as common as words of a language are, for the public, members, roles and
agencies; then common, rare, begun, joined and misspelt words, asked for by the public and by a board member, one after
another over a kept connection.
"""

import http.client
import os
import random
import statistics
import sys
import time
from urllib.parse import quote

from bench.page import cookie_of
from bench.server import cpu_of, gunicorn, portal

AIM = 50.0
SYLLABLES = [
    *("ne", "glec", "chil", "safe", "gua", "rd", "vis", "it", "pla", "n", "rev", "iew", "fam", "ily", "sup", "port"),
    *("as", "sess", "re", "fer", "ral", "hea", "lth", "sch", "ool", "dom", "est", "ic", "ab", "use", "tr", "ain"),
    *("ing", "co", "ur", "se", "pol", "ice", "act", "ion", "fin", "ding"),
]
COMMON = ["neglect", "children", "school", "family", "health", "training", "review", "plan", "police", "visit"]
KINDS = ("Document", "Finding", "Action", "Measure", "Course", "News")
AUDIENCES = (["public"], ["members"], ["role:business_unit", "role:board_member"], ["agency:1"])
# Words of a text: the commonest stands in a third of all things, as "children" does here.
TITLE, SUMMARY, BODY, FLATTER = 5, 15, 80, 120


def vocabulary(dice: random.Random) -> list[str]:
    """Eight thousand words, the common ones first."""
    words = dict.fromkeys(COMMON)
    while len(words) < 8000:
        words["".join(dice.choice(SYLLABLES) for _ in range(dice.randint(2, 4)))] = None
    return list(words)


def fill(count: int, words: list[str], dice: random.Random) -> None:
    """So many rows."""
    from django.db import connection

    from office import findable
    from office.models import SearchEntry

    weights = [1 / (place + FLATTER) for place in range(len(words))]

    def text(length: int) -> str:
        return " ".join(dice.choices(words, weights, k=length))

    for first in range(0, count, 2000):
        SearchEntry.objects.bulk_create(
            SearchEntry(
                key=f"bench.thing:{number}", room="bench", kind=KINDS[number % len(KINDS)],
                title=text(TITLE).capitalize()[:200], summary=text(SUMMARY)[:400], body=text(BODY), address="/",
                audiences=AUDIENCES[number % len(AUDIENCES)],
            )
            for number in range(first, min(first + 2000, count))
        )  # fmt: skip
    findable.renew_words()
    with connection.cursor() as cursor:
        cursor.execute("vacuum analyze office_searchentry, office_searchword")


def questions(words: list[str], dice: random.Random) -> list[str]:
    """Forty of each kind: common, rare, begun, two together, misspelt."""
    rare = [dice.choice(words[500:]) for _ in range(40)]
    begun = [dice.choice(words)[:4] for _ in range(40)]
    joined = [f"{dice.choice(words[:200])} {dice.choice(words[:200])}" for _ in range(40)]
    misspelt = [word[:2] + word[3:] + "x" for word in (dice.choice(words) for _ in range(40)) if len(word) > 5]
    return [*(COMMON * 4), *rare, *begun, *joined, *misspelt]


def main() -> None:
    """Measure and print; the last line is the figure to remember."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    dice = random.Random(2022)
    words = vocabulary(dice)
    with portal(0.02):
        os.environ["DJANGO_SETTINGS_MODULE"] = "oscb_portal.settings"
        import django

        django.setup()
        fill(count, words, dice)
        asked = [(text, cookie) for text in questions(words, dice) for cookie in ("", cookie_of("board"))]
        dice.shuffle(asked)
        with gunicorn("oscb_portal.wsgi") as (port, pid):
            link = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            for text, cookie in asked[:20]:  # warm
                ask(link, text, cookie)
            before = cpu_of(pid)
            times = [ask(link, text, cookie) for text, cookie in asked]
            used = (cpu_of(pid) - before) / len(asked) * 1000
    p95 = statistics.quantiles(times, n=20)[18]
    verdict = "within" if p95 <= AIM else "beyond"
    print(
        f"{count:,} documents, {len(asked)} questions: p95 {p95:.0f} ms, median {statistics.median(times):.0f} ms, "
        f"longest {max(times):.0f} ms, processor of the web server {used:.0f} ms; {verdict} the aim of {AIM:.0f} ms"
    )


def ask(link: http.client.HTTPConnection, text: str, cookie: str) -> float:
    """Milliseconds until the whole answer is here."""
    began = time.perf_counter()
    link.request("GET", f"/search/?q={quote(text)}", headers={"Host": "localhost", "Cookie": cookie})
    answer = link.getresponse()
    answer.read()
    if answer.status != 200:
        sys.exit(f"/search/?q={text} answered {answer.status}")
    return (time.perf_counter() - began) * 1000


if __name__ == "__main__":
    main()
