"""A Hugging Face Hub on this machine, for the page on hosting and for the tests.

    with Hub(folder) as hub:
        subprocess.run(["hf", "auth", "whoami"], env={**os.environ, **hub.environment})

`python -m tests.hub FOLDER` serves one for another process. See README.md beside this
file for what it covers and what it does not.
"""

from .server import Hub

__all__ = ["Hub"]
