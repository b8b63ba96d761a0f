#!/bin/sh
# Print the path of a Python that can run this project, or one line that says why not.
#
#   sh tools/python.sh               searches PATH, then pyenv's and uv's own folders
#   PYTHON=/path sh tools/python.sh  takes that one or none
#
# A name on PATH proves nothing (pyenv's shims exist for versions that are not
# switched on), so every candidate is run. What is printed is the interpreter below
# any virtual environment: `.venv` may be on PATH, and may be about to be remade.
set -u

needed='Python 3.11, 3.12 or 3.13 (64-bit CPython)'

# Runs on any Python since 2.7; prints "VERSION PATH", PATH being "-" if unsuitable.
probe='
import sys
good = (
    (3, 11) <= sys.version_info[:2] <= (3, 13)
    and sys.implementation.name == "cpython"
    and sys.maxsize > 2**32
    and "t" not in getattr(sys, "abiflags", "")  # free-threaded: no TensorFlow
)
version = ".".join(map(str, sys.version_info[:3]))
print(version + " " + (sys._base_executable if good else "-"))
'

found=''

# Prints the interpreter and ends the script if $1 is suitable; else notes its version.
try() {
    [ -f "$1" ] && [ -x "$1" ] || return 0
    answer=$("$1" -E -s -c "$probe" 2>/dev/null </dev/null) || return 0
    version=${answer%% *}
    path=${answer#* }
    if [ -x "$path" ]; then
        printf '%s\n' "$path"
        exit 0
    fi
    case "$found, " in
        *" $version "*) ;;
        *) found="$found, $version ($1)" ;;
    esac
}

fail() {
    echo "$needed is needed; $1. Install one (Debian 12 or 13: apt install" \
        "python3 python3-venv; elsewhere: python.org, or uv python install 3.13)" \
        "or name yours: make serve PYTHON=/path/to/python3" >&2
    exit 1
}

if [ -n "${PYTHON:-}" ]; then
    named=$(command -v "$PYTHON") || fail "PYTHON=$PYTHON does not exist"
    try "$named"
    if [ -n "$found" ]; then fail "PYTHON names ${found#, }"; fi
    fail "PYTHON=$PYTHON does not run"
fi

for name in python3 python3.13 python3.12 python3.11 python; do
    IFS=:
    for folder in $PATH; do
        try "${folder:-.}/$name"
    done
    unset IFS
done
for path in "${PYENV_ROOT:-${HOME:-}/.pyenv}"/versions/3.1[123].*/bin/python; do
    try "$path"
done
try "$(uv python find --no-project '>=3.11,<3.14' 2>/dev/null)"

if [ -n "$found" ]; then fail "found only ${found#, }"; fi
fail 'found none'
