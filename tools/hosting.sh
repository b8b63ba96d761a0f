#!/bin/sh
# Add to .venv what some snippets need; nothing if it is there.
#
#   sh tools/hosting.sh
#
# Heavy packages (requirements-hosting.txt) and Git LFS. What cannot be had is said in
# one line and is no failure: those snippets say so on their page, the others run.
set -eu
cd "$(dirname "$0")/.."
python=.venv/bin/python
stamp=.venv/.hosting
log=.venv/hosting.log
say() { printf '%s\n' "$*" >&2; }

sh tools/lfs.sh || :

wanted=$(cat requirements-hosting.txt constraints.txt .venv/.packages | cksum)
[ "$(cat $stamp 2>/dev/null)" != "$wanted" ] || exit 0
say 'Adding PyTorch, JAX and Gradio for some snippets; a minute or more ...'
# pip knows what is configured for it, a folder of wheels perhaps, and uv is told. What
# uv makes nothing of, pip installs by itself.
{ "$python" -I -m pip --version || "$python" -I -m ensurepip; } >"$log" 2>&1 || :
install() { sh tools/install.sh "$1" -r requirements-hosting.txt >>"$log" 2>&1 </dev/null; }
if install uv || install pip; then
    printf '%s\n' "$wanted" >$stamp
else
    say "PyTorch, JAX or Gradio could not be installed (see $log): snippets that need them fail."
fi
