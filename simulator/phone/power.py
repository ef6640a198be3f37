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
        self.hung = False
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
        if self._is_idle():
            self._restart_when_idle()

    def power_off(self) -> None:
        """Pull the plug."""
        self._go_down("off")

    def power_on(self) -> None:
        """Plug it in again; it takes a while until it is up."""
        if self.power == "off":
            self._start()

    @abstractmethod
    def _is_idle(self) -> bool:
        """Whether nothing keeps it from a restart."""

    @abstractmethod
    def _lose_state(self) -> None:
        """Lose what needs power."""

    @abstractmethod
    def _power_changed(self) -> None:
        """The power changed, or is about to."""

    def _restart_when_idle(self) -> None:
        if self.restart_pending:
            self.timeline.after(0, self._start)

    def _start(self) -> None:
        self._go_down("booting")
        self._boot = self.timeline.after(self.restart_seconds, self._come_up)

    def _go_down(self, power: Power) -> None:
        if self._boot:
            self._boot.cancel()
        self.power = power
        self.restart_pending = self.hung = False
        self._lose_state()
        self._power_changed()

    def _come_up(self) -> None:
        self.power = "on"
        self.booted = self.timeline.now
        self._power_changed()
