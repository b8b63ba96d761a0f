#!/bin/sh
# Install git-lfs, with which the page on hosting and its tests push large files.
#
#   sh tools/lfs.sh
#
# Says nothing if it is there; where it cannot be installed, one line on what to do.
set -u
cd "$(dirname "$0")/.." || exit

here() { git lfs version >/dev/null 2>&1 </dev/null; }

here && exit
sh tools/apt.sh git-lfs >.venv/lfs.log
here && exit

echo 'No git-lfs: the page on hosting cannot be run. Install it: apt install git-lfs,' \
    'brew install git-lfs, or winget install GitHub.GitLFS.' >&2
exit 1
