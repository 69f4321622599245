"""How the web server runs, in one place for script/server, bench/ and the units of deploy/."""

# Threads keep their database connections; processes use both cores. ASGI costs three times the processor (measured).
worker_class = "gthread"
workers = 2
threads = 4
timeout = 60
# A worker is replaced now and then, so that no leak of any library matters.
max_requests = 2000
max_requests_jitter = 200
# Heartbeats in memory: on a busy disk they would look like a hanging worker.
worker_tmp_dir = "/dev/shm"  # noqa: S108 - the folder is made with a random name of its own
# The socket would lie in the home folder, where two checkouts would meet.
control_socket_disable = True
loglevel = "warning"
