"""Log lines: JSON, with the number of the request."""

import logging

from partnership import request_number


class AddRequestNumber(logging.Filter):
    """Puts the number of the request into each line."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Always keep the line."""
        record.request_number = request_number.current.get() or "-"
        return True
