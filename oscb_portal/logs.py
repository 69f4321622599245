"""Log lines: JSON, with the number of the request, and nothing of what a person typed."""

import logging
import re
import traceback

from pythonjsonlogger.json import JsonFormatter

from partnership import request_number

# A part of an address as long as this is a key (of a signed page, of a password link), no word.
KEY = re.compile(r"[^/\s]{24,}")


class AddRequestNumber(logging.Filter):
    """Puts the number of the request into each line."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Always keep the line."""
        record.request_number = request_number.current.get() or "-"
        return True


class ForgetWhatWasTyped(logging.Filter):
    """Takes out what Django and Celery add to a line: the whole address, the request, the words of an exception."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Always keep the line."""
        for name in ("request", "data"):
            record.__dict__.pop(name, None)
        if record.name == "django.request":
            record.msg, record.args = KEY.sub("…", record.getMessage()), ()
        elif isinstance(record.args, dict) and "exc" in record.args:
            # Celery: repr of the exception, whose words may be a value.
            record.args = {**record.args, "exc": str(record.args["exc"]).partition("(")[0], "traceback": ""}
        return True


class WithoutWords(JsonFormatter):
    """JSON lines whose tracebacks say where and what kind, not which value it was."""

    def formatException(self, ei: object) -> str:  # noqa: N802 - logging names it so
        """Each exception of the chain, the first cause first: its frames and its class."""
        error = ei[1] if isinstance(ei, tuple) else None
        lines: list[str] = []
        while error is not None:
            frames = traceback.format_list(traceback.extract_tb(error.__traceback__))
            lines.insert(0, "".join([*frames, f"{type(error).__module__}.{type(error).__qualname__}"]))
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return "\n".join(lines)
