# Home Assistant puts probatio in place of voluptuous when it starts.
from probatio import *  # noqa: F403
