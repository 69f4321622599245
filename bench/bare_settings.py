"""The portal's settings without its middleware and addresses."""

from oscb_portal.settings import *  # noqa: F403

MIDDLEWARE: list[str] = []
ROOT_URLCONF = "bench.bare"
