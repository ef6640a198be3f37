"""The power of a phone: on, off or booting."""

from abc import ABC, abstractmethod
from datetime import timedelta
from typing import Literal

from simulator.clock import Timeline, Timer

type Power = Literal["on", "off", "booting"]


class PoweredDevice(ABC):
    """A device with power, which restarts when it is idle."""

    def __init__(self, timeline: Timeline) -> None:
        self.timeline = timeline
        """The timeline of all phones."""
        self.power: Power = "on"
        self.is_frozen = False
        """Whether the phone is frozen until its power is cut."""
        self.restart_pending = False
        self.restart_seconds = 30.0
        """The seconds that a start takes."""
        self.booted = timeline.now
        self._boot: Timer | None = None

    @property
    def uptime(self) -> timedelta:
        """The time since the start."""
        return timedelta(seconds=int(self.timeline.now - self.booted))

    def restart(self) -> None:
        """Restart as soon as no call exists."""
        if self.power != "on":
            return
        self.restart_pending = True
        self._power_changed()
        if self._can_restart():
            self._restart_when_idle()

    def power_off(self) -> None:
        """Cut the power."""
        self._lose_power("off")

    def power_on(self) -> None:
        """Restore the power; the phone boots first."""
        if self.power == "off":
            self._start()

    @abstractmethod
    def _can_restart(self) -> bool:
        """Return whether a restart is possible now."""

    @abstractmethod
    def _clear_volatile_state(self) -> None:
        """Clear the state that needs power."""

    @abstractmethod
    def _power_changed(self) -> None:
        """Publish a change of the power, or a planned restart."""

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
