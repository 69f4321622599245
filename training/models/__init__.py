"""The nouns of training: courses and their dated events, bookings and their history, the register, what it costs."""

from training.models.bookings import Booking, Reservation, Step
from training.models.catalogue import Course, Interest, Policy, Venue
from training.models.certificates import Certificate
from training.models.charges import Charge, ChargeStep, InvoiceBatch
from training.models.desk import Attendance, Message, SavedExport, Wording
from training.models.events import Event, Session

__all__ = [
    "Attendance",
    "Booking",
    "Certificate",
    "Charge",
    "ChargeStep",
    "Course",
    "Event",
    "Interest",
    "InvoiceBatch",
    "Message",
    "Policy",
    "Reservation",
    "SavedExport",
    "Session",
    "Step",
    "Venue",
    "Wording",
]
