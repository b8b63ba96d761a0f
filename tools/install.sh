#!/bin/sh
# Install packages into .venv with uv or with pip; the same versions, uv twice as fast.
#
#   sh tools/install.sh uv ARGUMENTS    uv of your PATH, else the one in .venv
#   sh tools/install.sh pip ARGUMENTS
#
# Both compile byte code at once: a process that compiles Keras by itself takes
# 14 s longer to start. uv reads nothing that is meant for pip, so pip's configuration (a
# mirror, a folder of wheels, a certificate) is handed to it where pip is there to ask.
set -eu
cd "$(dirname "$0")/.."

# The first would undo that; the others lead the installers away from .venv.
unset PYTHONDONTWRITEBYTECODE PYTHONHOME PYTHONPATH PIP_USER PIP_TARGET PIP_PREFIX

python=.venv/bin/python
installer=$1
shift

case $installer in
    uv)
        uv=uv
        uv --version >/dev/null 2>&1 || uv=.venv/bin/uv
        eval "$("$python" -I tools/pip_settings.py)"
        exec "$uv" pip install --python "$python" --compile-bytecode "$@"
        ;;
    pip)
        exec "$python" -I -m pip install --compile --no-input \
            --disable-pip-version-check "$@"
        ;;
    *)
        echo "tools/install.sh: uv or pip, not $installer" >&2
        exit 2
        ;;
esac
