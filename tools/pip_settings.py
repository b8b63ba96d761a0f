"""Print pip's configuration as lines of shell that tell uv the same.

uv reads neither pip.conf nor PIP_… variables. `set -- …` puts options before the
arguments that a script already has; `export` is for what uv has no option for. What
you say in uv's own variables goes first. Without pip, nothing is printed. Constraints
stay away: ours pin every version, and uv takes none beside hashes.
"""

import ast
import os
import shlex
import subprocess
import sys

# pip's name: uv's option
OPTIONS = {
    "index-url": "--default-index",
    "extra-index-url": "--index",
    "find-links": "--find-links",
    "trusted-host": "--allow-insecure-host",
}
VARIABLES = {"cert": "SSL_CERT_FILE", "proxy": "HTTPS_PROXY"}
# the same, as uv's variables say it
OVERRULED = {"index-url": ("UV_DEFAULT_INDEX", "UV_INDEX_URL")}


def settings(listed: str) -> dict[str, str]:
    """Read what `pip config list` printed; the environment wins, then `install`."""
    found: dict[str, tuple[int, str]] = {}
    for line in listed.splitlines():
        key, _, value = line.partition("=")
        section, _, name = key.rpartition(".")
        rank = {"global": 0, "install": 1, ":env:": 2}.get(section, -1)
        if rank >= found.get(name, (0, ""))[0]:
            found[name] = rank, str(ast.literal_eval(value))
    return {name: value for name, (_, value) in found.items()}


def shell(pip: dict[str, str], environment: dict[str, str]) -> list[str]:
    """Say the same to uv, as lines of shell."""
    options = []
    for name, option in OPTIONS.items():
        if not any(environment.get(known) for known in OVERRULED.get(name, ())):
            for value in pip.get(name, "").split():
                options += [option, value]
    if pip.get("no-index", "").lower() in ("1", "true", "yes", "on"):
        options += ["--no-index"]
    if "--index" in options:  # pip looks everywhere and takes the best
        options += ["--index-strategy", "unsafe-best-match"]
    lines = [f'set -- {shlex.join(options)} "$@"'] if options else []
    for name, variable in VARIABLES.items():
        if name in pip and not environment.get(variable):
            lines.append(f"export {variable}={shlex.quote(pip[name])}")
    return lines


if __name__ == "__main__":
    command = [sys.executable, "-I", "-m", "pip", "config", "list"]
    listed = subprocess.run(command, capture_output=True, text=True)
    if listed.returncode == 0:
        print("\n".join(shell(settings(listed.stdout), dict(os.environ))))
