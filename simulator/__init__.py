"""UC Software phones in software: for tests, demonstrations and benchmarks."""

from .clock import Clock, ManualClock
from .fleet import Fleet
from .phone.events import PhoneEvent
from .phone.phone import Phone
from .profiles import PROFILES, Profile
from .simulated_phone import PASSWORD, SimulatedPhone
from .telephony.exchange import Destination, Pbx

__all__ = [
    "PASSWORD",
    "PROFILES",
    "Clock",
    "Destination",
    "Fleet",
    "ManualClock",
    "Pbx",
    "Phone",
    "PhoneEvent",
    "Profile",
    "SimulatedPhone",
]
