#!/bin/sh
# Finds any Python that can do the set-up; the set-up then looks for the right ones.
cd "$(dirname "$0")/../.." || exit 1

can_set_up() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 8))' >/dev/null 2>&1
}

for python in \
    python3 python3.11 python3.12 python3.13 python3.14 python3.10 python3.9 python3.8 python \
    "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.*/bin/python3 \
    "${UV_PYTHON_INSTALL_DIR:-${XDG_DATA_HOME:-$HOME/.local/share}/uv/python}"/*/bin/python3 \
    /opt/homebrew/bin/python3 /usr/local/bin/python3
do
    if can_set_up "$python"; then
        exec "$python" -m countyline.running.bootstrap "$@"
    fi
done

echo "No Python was found on this computer: install Python 3.10 and Python 3.11 or later" \
    "(see https://www.python.org/downloads/ or \`uv python install 3.10 3.11\`)," \
    "then run the command again." >&2
exit 1
