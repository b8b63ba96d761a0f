"""A Hugging Face Hub on this machine, for teaching and for tests.

    with Hub(folder) as hub:
        subprocess.run(["hf", "auth", "whoami"], env={**os.environ, **hub.environment})

`python -m loopback_hub FOLDER` serves one for another process. README.md says what it
covers and what it does not. What `__all__` names is for you; the modules may change.
"""

from .programs import Missing
from .server import Hub
from .wire import Record

__all__ = ["Hub", "Missing", "Record"]
