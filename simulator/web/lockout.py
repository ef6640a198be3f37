"""The lock of the login after too many wrong passwords."""

from collections import deque

from simulator.phone.phone import Phone


class Lockout:
    """The count of wrong passwords, which locks the login for a while."""

    def __init__(self, phone: Phone) -> None:
        self.enabled = False
        """Whether wrong passwords are counted."""
        self._phone = phone
        self._failures: deque[float] = deque()
        self._locked_until = 0.0

    @property
    def is_locked(self) -> bool:
        """Whether even the right password is rejected."""
        return self._phone.timeline.now < self._locked_until

    def succeeded(self) -> None:
        """Reset the count after a right password."""
        self._failures.clear()

    def failed(self) -> None:
        """Count a wrong password."""
        phone, now = self._phone, self._phone.timeline.now
        if not self.enabled or not phone.flag("httpd.cfg.lockWebUI.enable"):
            return
        self._failures.append(now)
        window = phone.seconds("httpd.cfg.lockWebUI.noOfInvalidAttemptsDuration")
        while self._failures[0] < now - window:
            self._failures.popleft()
        allowed = phone.seconds("httpd.cfg.lockWebUI.noOfInvalidAttempts")
        if len(self._failures) >= allowed:
            duration = phone.seconds("httpd.cfg.lockWebUI.lockOutDuration")
            self._locked_until = now + duration
            self._failures.clear()
