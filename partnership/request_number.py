"""The number of the request being served: quoted by people, written into logs and the trail. Pure."""

from contextvars import ContextVar

current: ContextVar[str] = ContextVar("request_number", default="")
