"""A portal of its own to measure: throw-away services, Oakshire at a scale, gunicorn as script/server starts it."""

import http.client
import os
import shutil
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Figure:
    """What was measured of one address."""

    name: str
    per_second: float
    p95: float
    cpu: float
    kilobytes: float

    def __str__(self) -> str:
        return (
            f"{self.name:<34} {self.per_second:7.0f} requests/s   p95 {self.p95:6.1f} ms   "
            f"cpu {self.cpu:6.2f} ms/request   {self.kilobytes:6.1f} kB"
        )


@contextmanager
def portal(scale: float | None) -> Iterator[None]:
    """Throw-away services with Oakshire at a scale (None: empty); the environment of this process points at them."""
    folder = ROOT / ".local" / f"bench-{os.getpid()}"
    subprocess.run([ROOT / "script" / "services", "start", folder], check=True)
    try:
        for line in (folder / "environment").read_text().splitlines():
            name, equals, value = line.partition("=")
            if equals and not line.startswith("#"):
                os.environ[name] = value
        os.environ["STATIC_ROOT"] = str(folder / "static")
        for command in (
            ["migrate", "-v0"],
            *([] if scale is None else [["oakshire", "--scale", str(scale)]]),
            ["collectstatic", "--no-input", "-v0"],
        ):
            subprocess.run([sys.executable, "manage.py", *command], check=True, cwd=ROOT, stdout=subprocess.DEVNULL)
        yield
    finally:
        subprocess.run([ROOT / "script" / "services", "stop", folder], check=False)
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def gunicorn(application: str) -> Iterator[tuple[int, int]]:
    """The web server as shipped. Gives its port and its process number."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", application, "--config", "deploy/gunicorn.py"]
    server = subprocess.Popen([*command, "--bind", f"127.0.0.1:{port}"], cwd=ROOT)
    try:
        for _ in range(150):
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                time.sleep(0.1)
        yield port, server.pid
    finally:
        server.terminate()
        server.wait(20)


def cpu_of(pid: int) -> float:
    """Seconds of processor that a process and its children have used."""
    total = 0.0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == pid or stat.parent.name == str(pid):
            total += (int(fields[11]) + int(fields[12])) / TICKS
    return total


def measure(
    name: str, *, port: int, pid: int, path: str, cookie: str = "", seconds: float = 6, clients: int = 8
) -> Figure:
    """Ask for one address from several clients that keep their connections; a wrong answer ends the measurement."""
    times: list[float] = []
    sizes: list[int] = []
    wrong: list[str] = []
    headers = {"Host": "localhost", "Accept-Encoding": "gzip", "Cookie": cookie}

    def ask(until: float) -> None:
        link = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        while time.perf_counter() < until and not wrong:
            start = time.perf_counter()
            link.request("GET", path, headers=headers)
            answer = link.getresponse()
            body = answer.read()
            times.append(time.perf_counter() - start)
            sizes.append(len(body))
            if answer.status != 200:
                wrong.append(f"{path} answered {answer.status}")
        link.close()

    def run(length: float) -> None:
        until = time.perf_counter() + length
        threads = [threading.Thread(target=ask, args=(until,)) for _ in range(clients)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    run(1)  # warm
    times.clear()
    before, start = cpu_of(pid), time.perf_counter()
    run(seconds)
    used, wall = cpu_of(pid) - before, time.perf_counter() - start
    if wrong:
        sys.exit(wrong[0])
    return Figure(
        name,
        len(times) / wall,
        statistics.quantiles(times, n=20)[18] * 1000,
        used / len(times) * 1000,
        statistics.mean(sizes) / 1000,
    )
