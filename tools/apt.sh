#!/bin/sh
# Install Debian packages without a question; exit 1 where that cannot be done.
#
#   sh tools/apt.sh PACKAGE... >>LOG
set -eu

command -v apt-get >/dev/null || exit 1
if [ "$(id -u)" = 0 ]; then
    root=''
elif sudo -n true 2>/dev/null; then
    root='sudo -n'
else
    exit 1
fi

apt() {
    # shellcheck disable=SC2086  # $root is empty or two words
    $root env DEBIAN_FRONTEND=noninteractive \
        apt-get -q -y -o DPkg::Lock::Timeout=300 "$@" 2>&1 </dev/null
}

echo "Installing Debian's $1; about a minute ..." >&2

# A new machine has no package lists, an old one has stale ones: fetch them only then.
apt install --no-install-recommends "$@" ||
    { apt update && apt install --no-install-recommends "$@"; }
