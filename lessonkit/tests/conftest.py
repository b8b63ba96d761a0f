"""What all tests of the library share."""

from hypothesis import settings

from real_browser import browser
from small_course import project, warnings

__all__ = ["browser", "project", "warnings"]

# other work on the machine is no failure
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")
