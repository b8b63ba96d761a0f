"""What a client process needs to talk to this Hub and to nothing else."""

from __future__ import annotations

from pathlib import Path

from .account import READ, USER
from .commit import DAY, MAIL

# The token is read from the environment: no file of the client holds it.
GITCONFIG = """\
[user]
	name = USER
	email = MAIL
[init]
	defaultBranch = main
[filter "lfs"]
	process = git-lfs filter-process
	required = true
	clean = git-lfs clean -- %f
	smudge = git-lfs smudge -- %f
[lfs]
	locksverify = false
[credential]
	helper =
[credential "ENDPOINT"]
	helper = "!f() { \\
		test $1 = get && test -n \\\"$HF_TOKEN\\\" && \\
		echo username=USER && echo \\\"password=$HF_TOKEN\\\"; \\
	}; f"
[advice]
	detachedHead = false
"""


def environment(root: Path, endpoint: str, token: str) -> dict[str, str]:
    """Make a fresh home below `root` and return the variables that lead to it."""
    home = root / "home"
    (home / "cache").mkdir(parents=True, exist_ok=True)
    config = home / ".gitconfig"
    text = GITCONFIG.replace("USER", USER).replace("MAIL", MAIL)
    config.write_text(text.replace("ENDPOINT", endpoint), encoding="utf-8")
    date = DAY.isoformat()
    return {
        "HF_ENDPOINT": endpoint,
        "HF_TOKEN": token,
        "HF_READ_TOKEN": READ,  # to try out what it is refused
        "HF_HOME": str(home / "cache/huggingface"),
        "HF_HUB_DISABLE_TELEMETRY": "1",
        "HF_HUB_DISABLE_PROGRESS_BARS": "1",
        "HF_HUB_DISABLE_UPDATE_CHECK": "1",
        "NO_COLOR": "1",
        "HOME": str(home),
        "USERPROFILE": str(home),
        "XDG_CACHE_HOME": str(home / "cache"),
        "XDG_CONFIG_HOME": str(home / ".config"),
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": str(config),
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_AUTHOR_DATE": date,
        "GIT_COMMITTER_DATE": date,
        "GIT_ASKPASS": "",
        "NO_PROXY": "127.0.0.1,localhost",
        "no_proxy": "127.0.0.1,localhost",
        "LC_ALL": "C.UTF-8",
    }
