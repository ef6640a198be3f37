"""Simulated UC Software phones for tests, demonstrations and benchmarks."""

from .clock import Clock, ManualClock
from .fleet import Fleet
from .phone.events import PhoneEvent
from .phone.phone import Phone
from .profiles import PROFILES, Profile
from .simulated_phone import PASSWORD, SimulatedPhone
from .telephony.exchange import Destination, Exchange

__all__ = [
    "PASSWORD",
    "PROFILES",
    "Clock",
    "Destination",
    "Exchange",
    "Fleet",
    "ManualClock",
    "Phone",
    "PhoneEvent",
    "Profile",
    "SimulatedPhone",
]
