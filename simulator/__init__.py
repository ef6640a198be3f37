"""UC Software phones in software: for tests, demonstrations and benchmarks."""

from .clock import Clock, ManualClock
from .events import PhoneEvent
from .fleet import Fleet
from .pbx import Destination, Pbx
from .phone import Phone
from .profiles import PROFILES, Profile
from .simulated_phone import PASSWORD, SimulatedPhone

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
