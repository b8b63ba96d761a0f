"""What goes wrong when you publish, provoked one by one, and what to do.

Imports from this repository: `rehearsal`, a Hub on your own machine.
"""
# time limit: 300 s

# %% rehearsal
import os

from snippets.hosting import rehearsal

os.environ["HF_XET_CLIENT_RETRY_MAX_ATTEMPTS"] = "1"  # do not wait a minute
os.environ["HF_XET_CLIENT_RETRY_BASE_DELAY"] = "100ms"
rehearsal.start()  # without it, all this happens on the real Hub

# %% provoke
import html
from collections.abc import Callable

import numpy as np
from huggingface_hub import CommitOperationAdd, HfApi, snapshot_download

NOWHERE = "http://127.0.0.1:9"  # nobody listens there
api = HfApi()
api.create_repo("reader/lenet5")
first = api.upload_file(
    repo_id="reader/lenet5", path_in_repo="notes.txt", path_or_fileobj=b"one"
)


def upload(text: bytes, name: str = "notes.txt", api: HfApi = api):
    """Upload a small file to the repository."""
    return api.upload_file(
        repo_id="reader/lenet5", path_in_repo=name, path_or_fileobj=text
    )


def late_commit():
    """Commit on top of a state that is no longer the newest."""
    upload(b"two")
    change = CommitOperationAdd("notes.txt", b"three")
    api.create_commit(
        "reader/lenet5", [change], commit_message="late",
        parent_commit=first.oid,
    )  # fmt: skip


def too_much():
    """Ask about more files at once than the Hub answers for."""
    api.get_paths_info("reader/lenet5", ["notes.txt"] * 1_001)


def weights(seed: int) -> bytes:
    """Return bytes that look like weights, others for each seed."""
    return np.random.default_rng(seed).bytes(200_000)


def with_fault(action: Callable[[], object], **fault: object):
    """Return an action during which the Hub fails; it is well afterwards."""

    def failing():
        rehearsal.tell(**fault)
        try:
            return action()
        finally:
            rehearsal.tell("heal")

    return failing


def message(action: Callable[[], object]) -> str:
    """Return what the client says when an action fails."""
    try:
        action()
    except Exception as error:
        lines = rehearsal.said(error).split("\n")
        telling = [x for x in lines if x and "developer.mozilla" not in x]
        shown = [x if len(x) < 160 else x[:150] + " …" for x in telling]
        return "\n".join(shown[:3])
    raise AssertionError("nothing went wrong")


# %% table
READ_ONLY = HfApi(token=os.environ["HF_READ_TOKEN"])
TROUBLES = [
    (
        lambda: upload(b"x", api=HfApi(token="hf_mistyped")),
        "401: the Hub does not know your token. Log in again: hf auth login.",
    ),
    (
        lambda: upload(b"x", api=READ_ONLY),
        "403: your token may only read. Make one that may write to this "
        "repository, and log in with it.",
    ),
    (
        lambda: snapshot_download("reader/lenet-5"),
        "404: no such repository, or a private one. Compare the name letter "
        "by letter; log in if it is private.",
    ),
    (
        lambda: snapshot_download("reader/lenet5", revision="v1"),
        "404: the repository has no such branch, tag or revision. Its page "
        "lists them under Files and versions.",
    ),
    (
        lambda: api.create_repo("reader/lenet5"),
        "409: it exists already. Say exist_ok=True, or --exist-ok.",
    ),
    (
        late_commit,
        "412: somebody committed since you looked. Get the newest state and "
        "try again.",
    ),
    (
        too_much,
        "413: too much in one request. Split it; upload_folder does so by "
        "itself.",
    ),
    (
        lambda: upload(b"---\nlicense: mine\n---\n", "README.md"),
        "The card names a licence that the Hub does not know. Take an "
        "identifier from its list, such as mit.",
    ),
    (
        lambda: upload(b"---\ntags: [digits\n---\n", "README.md"),
        "The lines between --- are not valid YAML. The numbers are line and "
        "column.",
    ),
    (
        lambda: HfApi(endpoint=NOWHERE).create_repo("reader/lenet5"),
        "No network, or a proxy in between. Nothing was changed: try again.",
    ),
    (
        lambda: snapshot_download(
            "reader/lenet5", endpoint=NOWHERE, cache_dir="empty"
        ),
        "No network, and no copy from before; with one, it would be used.",
    ),
    (
        with_fault(
            lambda: upload(weights(1), "a.bin"),
            do="fail",
            match="POST /api/models/.*/commit",
            times=9,
        ),
        "500: the Hub itself has failed. Nothing was changed: try again.",
    ),
    (
        with_fault(lambda: upload(weights(2), "b.bin"), do="unplug"),
        "Xet, where large files go, cannot be reached: a firewall, perhaps "
        "(here, an address where nobody listens). "
        "Set HF_HUB_DISABLE_XET=1; then the client goes the way of Git LFS.",
    ),
]


class Table:
    """What went wrong, as a table of two columns."""

    def __init__(self, rows):
        """Take pairs of what the client said and what to do."""
        self.rows = rows

    def _repr_html_(self):
        cells = "".join(
            f"<tr><td>{html.escape(said).replace(chr(10), '<br>')}</td>"
            f"<td>{html.escape(help)}</td></tr>"
            for said, help in self.rows
        )
        return (
            "<table><thead><tr><th>The client says</th><th>What it means, and"
            f" what to do</th></tr></thead><tbody>{cells}</tbody></table>"
        )


troubles = [(message(action), help) for action, help in TROUBLES]
Table(troubles)

# %% again
for seed, name in ((1, "a.bin"), (2, "b.bin")):
    upload(weights(seed), name)
arrived = {
    file.path: file.size for file in api.list_repo_tree("reader/lenet5")
}
sizes = [arrived.get("a.bin", 0), arrived.get("b.bin", 0)]
print(*sizes, "bytes have arrived")
assert sizes == [200_000, 200_000], "claim: second-try-completes"
