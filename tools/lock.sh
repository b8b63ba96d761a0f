#!/bin/sh
# Make requirements.lock and constraints.txt from requirements.txt.
#
#   sh tools/lock.sh             keeps every version that still fits
#   sh tools/lock.sh --upgrade   takes the newest that fit
#
# Both files say the same: the lock with hashes, for make; the constraints without,
# for a plain `pip install -r requirements.txt`, because pip refuses hashes as soon as
# one requirement is a folder (`-e .`). requirements-uv.txt pins the uv that pip brings
# along to a new machine.
set -eu
cd "$(dirname "$0")/.."

PATH=$PATH:.venv/bin # where tools/environment.sh puts it if you have none
uv --version >/dev/null 2>&1 ||
    { echo 'make lock needs uv on PATH: pip install uv' >&2; exit 1; }

# One resolution for Linux, macOS and Windows, from the oldest Python on; and no word
# of where the packages came from.
pin() {
    uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
        --no-emit-index-url --no-emit-find-links --no-annotate \
        --custom-compile-command 'make lock' "$@"
}
grep -v '^-' requirements.txt | pin "$@" - -o requirements.lock
echo uv | pin "$@" - -o requirements-uv.txt

{
    # shellcheck disable=SC2016  # a back quote is meant
    echo '# requirements.lock without its hashes; made by `make lock`.'
    sed -n 's/^\([a-z0-9][^\\]*[^\\ ]\) *\\*$/\1/p' requirements.lock
} >constraints.txt
