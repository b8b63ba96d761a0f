#!/bin/sh
# Make `.venv` hold exactly what requirements.lock says; do nothing if it already does.
#
#   sh tools/environment.sh
#   PYTHON=/path/to/python3.12 sh tools/environment.sh
#
# Two stamps in .venv, each written when its step has ended, say what it was made
# from. No stamp means that somebody stopped us half-way, and half an environment is
# not worth repairing: pip takes a package for installed whose files are not all there.
set -eu
cd "$(dirname "$0")/.."

# Byte code is compiled once, here: a kernel that compiles Keras by itself takes 14 s
# longer to start. The others would lead the installers away from .venv.
unset PYTHONDONTWRITEBYTECODE PYTHONHOME PYTHONPATH PIP_USER PIP_TARGET PIP_PREFIX

venv=.venv
log=$venv/set-up.log

say() { printf '%s\n' "$*" >&2; }

fail() {
    [ ! -s "$log" ] || { tail -n 15 "$log" >&2; say "(all of it: $log)"; }
    say "$*"
    exit 1
}

# What an environment of interpreter $1 would be made from: "packages project".
recipe() {
    "$1" -I -c '
import hashlib, os, sys
def digest(name, *more):
    with open(name, "rb") as file:
        return hashlib.sha256(file.read() + repr(more).encode()).hexdigest()
print(digest("requirements.lock", sys.version, sys.base_prefix, os.getcwd()),
      digest("pyproject.toml"))'
}

stamps() { cat $venv/.packages $venv/.project 2>/dev/null | tr '\n' ' '; }

# True if .venv is finished, up to date, and made from $base (if that is set).
finished() {
    recipe=$(recipe "${base:-$venv/bin/python}" 2>/dev/null) &&
        "$venv/bin/python" -I -c '' 2>/dev/null && [ "$(stamps)" = "$recipe " ]
}

# Run a command of the set-up, its output kept for the case that it fails.
quietly() { "$@" >>"$log" 2>&1 </dev/null; }

install_with() {
    installer=$1
    shift
    case $installer in
        uv) quietly uv pip install --python "$venv/bin/python" --compile-bytecode "$@" ;;
        pip) quietly "$venv/bin/python" -I -m pip install --compile --no-input \
            --disable-pip-version-check "$@" ;;
    esac
}

base=''
if [ -n "${PYTHON:-}" ]; then base=$(sh tools/python.sh); fi
if finished; then exit 0; fi

# One set-up at a time. The lock goes with the last process of a set-up, so an
# installer that outlived its shell is waited for, too.
if command -v flock >/dev/null; then
    exec 9<tools/environment.sh
    flock -n 9 || { say 'Waiting for another set-up of .venv to end ...'; flock 9; }
    if finished; then exit 0; fi
fi

base=${base:-$(sh tools/python.sh)}
recipe=$(recipe "$base")
packages=${recipe% *}
project=${recipe#* }
if uv --version >/dev/null 2>&1; then installer=uv; else installer=pip; fi

if [ "$(cat $venv/.packages 2>/dev/null)" != "$packages" ] ||
    ! "$venv/bin/python" -I -c '' 2>/dev/null; then
    if [ $installer = pip ] && ! "$base" -I -c 'import ensurepip, venv' 2>/dev/null; then
        # Debian keeps the module venv in a package of its own.
        version=$("$base" -I -c 'import sys; print("%d.%d" % sys.version_info[:2])')
        sh tools/apt.sh "python$version-venv" >/dev/null 9<&- || true
        "$base" -I -c 'import ensurepip, venv' 2>/dev/null || fail \
            "$base cannot make environments. Do: sudo apt install python$version-venv"
    fi
    if [ -e $venv ]; then say 'The .venv here is unfinished or out of date: remaking it.'; fi
    case $installer in
        uv) minutes='about a minute' ;;
        pip) minutes='1 to 5 minutes (half of it with uv on PATH)' ;;
    esac
    say "Making .venv: $("$base" -V), $(grep -c == requirements.lock) packages" \
        "by $installer, 2.5 GB on disk; the first time takes $minutes ..."
    rm -rf $venv
    mkdir $venv
    case $installer in
        uv) quietly uv venv --allow-existing --no-project --python "$base" $venv ;;
        pip) quietly "$base" -I -m venv $venv ;;
    esac || fail 'The environment could not be made: see above.'
    install_with "$installer" --require-hashes --no-deps -r requirements.lock ||
        fail 'The packages could not be installed: see above. Run make again to retry.'
    printf '%s\n' "$packages" >$venv/.packages
fi

# Built with the lock's setuptools, so nothing that is not in the lock takes part.
install_with "$installer" --no-deps --no-build-isolation -e . ||
    fail 'This project could not be installed: see above.'
printf '%s\n' "$project" >$venv/.project
say 'The environment .venv is ready.'
