"""Do not disturb."""

from collections.abc import Callable

from simulator.clock import Timeline
from simulator.configuration.layers import Config
from simulator.return_codes import Code, RefusedError

REPORT_SECONDS = 0.5


class DoNotDisturb:
    """Do not disturb of one phone, for all of its lines."""

    def __init__(
        self,
        config: Config,
        timeline: Timeline,
        *,
        is_supported: bool,
        on_change: Callable[[], None],
    ) -> None:
        self._config = config
        self._timeline = timeline
        self._is_supported = is_supported
        self._on_change = on_change
        self._is_on = False
        self._is_reported = False

    @property
    def exists(self) -> bool:
        """Whether the model has it, and the configuration allows it."""
        return self._is_supported and self._config["feature.doNotDisturb.enable"] == "1"

    @property
    def is_on(self) -> bool:
        """Whether it is on."""
        return self._is_on and self.exists

    @property
    def is_reported(self) -> bool:
        """Whether `lineInfo` reports it as on."""
        return self._is_reported and self.exists

    def set(self, is_on: bool) -> None:
        """Switch it on or off; REST reports it at once."""
        if not self.exists:
            raise RefusedError(Code.NOT_SUPPORTED)
        self._is_on = self._is_reported = is_on
        self._on_change()

    def press_key(self) -> None:
        """Switch it over; REST reports it half a second later.

        The key does nothing while it is off by configuration. With one state per line,
        it only opens a menu.
        """
        if self.exists and self._config["call.donotdisturb.perReg"] != "1":
            self._is_on = not self._is_on
            self._timeline.after(REPORT_SECONDS, self._report)
            self._on_change()

    def clear(self) -> None:
        """Switch it off, as a factory reset does."""
        self._is_on = self._is_reported = False

    def _report(self) -> None:
        self._is_reported = self._is_on
