"""Power of a phone: on, off or starting."""

from abc import ABC, abstractmethod
from datetime import timedelta
from typing import Literal

from simulator.clock import Timeline, Timer

type Power = Literal["on", "off", "booting"]


class PoweredDevice(ABC):
    """A device that can be switched on and off, and restarts once it is idle."""

    def __init__(self, timeline: Timeline) -> None:
        self.timeline = timeline
        """What is going to happen, and what time it is."""
        self.power: Power = "on"
        self.is_frozen = False
        """Whether it is frozen, so that only pulling the plug helps."""
        self.restart_pending = False
        self.restart_seconds = 30.0
        """How long it is away when it starts."""
        self.booted = timeline.now
        self._boot: Timer | None = None

    @property
    def uptime(self) -> timedelta:
        """Time since it was started."""
        return timedelta(seconds=int(self.timeline.now - self.booted))

    def restart(self) -> None:
        """Restart as soon as no call is up."""
        if self.power != "on":
            return
        self.restart_pending = True
        self._power_changed()
        if self._can_restart():
            self._restart_when_idle()

    def power_off(self) -> None:
        """Pull the plug."""
        self._lose_power("off")

    def power_on(self) -> None:
        """Plug it in again; it takes a while until it is up."""
        if self.power == "off":
            self._start()

    @abstractmethod
    def _can_restart(self) -> bool:
        """Whether nothing keeps it from a restart."""

    @abstractmethod
    def _clear_volatile_state(self) -> None:
        """Lose what needs power."""

    @abstractmethod
    def _power_changed(self) -> None:
        """The power changed, or is about to."""

    def _restart_when_idle(self) -> None:
        if self.restart_pending:
            self.timeline.after(0, self._start)

    def _start(self) -> None:
        self._lose_power("booting")
        self._boot = self.timeline.after(self.restart_seconds, self._finish_boot)

    def _lose_power(self, power: Power) -> None:
        if self._boot:
            self._boot.cancel()
        self.power = power
        self.restart_pending = self.is_frozen = False
        self._clear_volatile_state()
        self._power_changed()

    def _finish_boot(self) -> None:
        self.power = "on"
        self.booted = self.timeline.now
        self._power_changed()
