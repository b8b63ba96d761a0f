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

# They would lead the installers away from .venv, or keep byte code from it.
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
      digest("pyproject.toml", *(open(name).read() for name in
             ("lessonkit/pyproject.toml", "hub/pyproject.toml"))))'
}

stamps() { cat $venv/.packages $venv/.project 2>/dev/null | tr '\n' ' '; }

# True if .venv is finished, up to date, and made from $base (if that is set).
finished() {
    recipe=$(recipe "${base:-$venv/bin/python}" 2>/dev/null) &&
        "$venv/bin/python" -I -c '' 2>/dev/null && [ "$(stamps)" = "$recipe " ]
}

# Run a command of the set-up, its output kept for the case that it fails.
quietly() { "$@" >>"$log" 2>&1 </dev/null; }

# Make .venv anew, and have installer $1 fill it with the packages of the lock. uv is
# yours, or else one that pip brings along.
said=''
fill_with() {
    rm -rf $venv
    mkdir $venv
    printf '%s' "$said" >$log
    if [ "$1" = uv ] && [ $own_uv = yes ]; then
        quietly uv venv --allow-existing --no-project --python "$base" $venv
    else
        quietly "$base" -I -m venv $venv
    fi &&
        if [ "$1" = uv ] && [ $own_uv = no ]; then
            quietly sh tools/install.sh pip --require-hashes -r requirements-uv.txt
        fi &&
        quietly sh tools/install.sh "$1" --require-hashes --no-deps -r requirements.lock
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
if uv --version >/dev/null 2>&1; then own_uv=yes; else own_uv=no; fi

if [ "$(cat $venv/.packages 2>/dev/null)" != "$packages" ] ||
    ! "$venv/bin/python" -I -c '' 2>/dev/null; then
    if [ $own_uv = no ] && ! "$base" -I -c 'import ensurepip, venv' 2>/dev/null; then
        # Debian keeps the module venv in a package of its own.
        version=$("$base" -I -c 'import sys; print("%d.%d" % sys.version_info[:2])')
        sh tools/apt.sh "python$version-venv" >/dev/null 9<&- || true
        "$base" -I -c 'import ensurepip, venv' 2>/dev/null || fail \
            "$base cannot make environments. Do: sudo apt install python$version-venv"
    fi
    if [ -e $venv ]; then say 'The .venv here is unfinished or out of date: remaking it.'; fi
    say "Making .venv: $("$base" -V), $(grep -c == requirements.lock) packages" \
        "by uv, 2.5 GB on disk; the first time takes about a minute ..."
    if ! fill_with uv; then
        # A mirror may lack uv, and pip knows ways to packages that uv does not.
        said="$(cat $log)
"
        say "By uv it did not work; now by pip, 1 to 5 minutes ..."
        fill_with pip || fail \
            'The packages could not be installed: see above. Run make again to retry.'
    fi
    printf '%s\n' "$packages" >$venv/.packages
fi

# Built with the lock's setuptools, so nothing that is not in the lock takes part.
for installer in uv pip; do
    if quietly sh tools/install.sh $installer --no-deps --no-build-isolation \
        -e ./lessonkit -e ./hub -e .; then
        printf '%s\n' "$project" >$venv/.project
        say 'The environment .venv is ready.'
        exit 0
    fi
done
fail 'This project could not be installed: see above.'
