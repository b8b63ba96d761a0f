"""Whether this is the monthly run, which does what takes too long for every commit."""

import os

FULL = bool(os.environ.get("LESSON_FULL"))
