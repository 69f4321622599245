import os, sys, time, cProfile, pstats
sys.path.insert(0, os.getcwd())
os.environ.setdefault("DJANGO_SETTINGS_MODULE","oscb_portal.settings")
import manage  # noqa
import django
django.setup()
from django.db import transaction, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from partnership.models import Person
from bench import self_assessment as b
n=int(sys.argv[1])
with transaction.atomic():
    t=time.time(); slug, answers = b.fill(n); print("filled", answers, time.time()-t)
    with connection.cursor() as c: c.execute("analyze audits_answer; analyze audits_judgement; analyze audits_selfassessment") if False else None
    c=Client(HTTP_HOST="localhost"); c.force_login(Person.objects.get(email="board@oakshire.example"))
    path=f"/audits/self-assessments/cycles/{slug}/overview/"
    for _ in range(3): r=c.get(path); assert r.status_code==200
    with CaptureQueriesContext(connection, ) as q: t=time.perf_counter(); c.get(path); print("wall",time.perf_counter()-t)
    for x in q: print(x["time"], x["sql"][:160].replace("\n"," "), len(x["sql"]))
    p=cProfile.Profile(); p.enable()
    for _ in range(5): c.get(path)
    p.disable()
    ts=[]
    for _ in range(10):
        t=time.process_time(); w=time.perf_counter(); c.get(path); ts.append((time.process_time()-t, time.perf_counter()-w))
    print("cpu/wall", sorted(ts)[5])
    pstats.Stats(p).sort_stats("cumtime").print_stats(45)
    pstats.Stats(p).sort_stats("tottime").print_stats(25)
    transaction.set_rollback(True)
