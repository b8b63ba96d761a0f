#!/bin/sh
# Print the path of a Chromium for the tests; install one if there is none.
#
#   sh tools/browser.sh
#
# In this order: $LESSONKIT_CHROMIUM; one on PATH; the one that Playwright downloaded
# before; Debian's package; Playwright's download. A candidate counts when it runs.
set -u
cd "$(dirname "$0")/.." || exit

python=.venv/bin/python
log=.venv/browser.log

say() { printf '%s\n' "$*" >&2; }

runs() { [ -n "$1" ] && "$1" --version >/dev/null 2>&1 </dev/null; }

# Prints the browser and ends the script if $1 runs.
try() {
    if runs "$1"; then
        printf '%s\n' "$1"
        exit 0
    fi
}

try_path() {
    for name in chromium chromium-browser google-chrome google-chrome-stable; do
        try "$(command -v $name)"
    done
}

try_playwright() {
    try "$($python -I -c '
from playwright.sync_api import sync_playwright
with sync_playwright() as playwright:
    print(playwright.chromium.executable_path)' 2>/dev/null)"
}

# Playwright drives the browser from a Node.js of its own, which needs a library that
# a minimal Debian does not have.
: >$log
drives() { $python -I -m playwright --version >>$log 2>&1 </dev/null; }
drives || { sh tools/apt.sh libatomic1 >>$log && drives; } || {
    tail -n 5 $log >&2
    say 'Playwright does not run, see above (on Debian: apt install libatomic1).'
    exit 1
}

if [ -n "${LESSONKIT_CHROMIUM:-}" ]; then
    try "$LESSONKIT_CHROMIUM"
    say "LESSONKIT_CHROMIUM=$LESSONKIT_CHROMIUM does not run."
    exit 1
fi
try_path
try_playwright

# Ubuntu's package of this name is an empty one that points to a snap.
if grep -qs '^ID=debian' "${OS_RELEASE:-/etc/os-release}"; then
    sh tools/apt.sh chromium fonts-liberation >>$log
    try_path
fi
say "Downloading Playwright's Chromium for the tests; about a minute ..."
$python -I -m playwright install chromium >>$log 2>&1 </dev/null
try_playwright

tail -n 5 $log >&2
say 'The tests need a browser: install Chromium or Chrome, or name yours in' \
    'LESSONKIT_CHROMIUM (libraries missing? playwright install-deps chromium).'
exit 1
