#!/usr/bin/env bash
# Makes .venv from the pinned packages and installs the system libraries that Qt needs.
# With --test, also the programs that drive a window on a virtual screen.
#
# A stamp, written last, holds a hash of what was installed: a second call costs
# milliseconds, and an interrupted one is mended by calling again.
set -euo pipefail
cd "$(dirname "$0")/.."
exec </dev/null
source tools/system.sh

wanted_packages=$(cat requirements.lock requirements-nodeps.txt pyproject.toml tools/setup.sh | cksum)
packages_stamp=.venv/.mate-packages
system_stamp=.venv/.mate-system
test_stamp=.venv/.mate-system-test

say() { printf 'set-up: %s\n' "$*"; }
die() { printf 'set-up: %s\n' "$*" >&2; exit 1; }

is_usable_python() {
    "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 15))' 2>/dev/null
}

find_python() {
    local name
    for name in ${PYTHON:-} python3 python3.13 python3.12 python3.11 python3.14 python; do
        if is_usable_python "$name"; then
            command -v "$name"
            return
        fi
    done
    return 1
}

make_venv() {
    local python version
    python=$(find_python) || die "Mate needs Python 3.11 to 3.14 and found none: install one, or name it: make PYTHON=/path/to/python3"
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
        apt_install "python$version-venv" || apt_install python3-venv ||
            die "$python lacks venv: install the package python$version-venv and try again"
    fi
    say "making .venv with $("$python" --version)"
    "$python" -m venv --clear .venv
}

install_packages() {
    # A venv that an interruption left half made, or whose Python has gone, is made again.
    if ! is_usable_python .venv/bin/python || ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
        make_venv
    fi
    say "installing pinned packages (minutes, the first time)"
    local pip=(.venv/bin/python -m pip --no-input --quiet)
    "${pip[@]}" install -r requirements.lock
    "${pip[@]}" install --no-deps -r requirements-nodeps.txt
    "${pip[@]}" --quiet install --no-deps --no-build-isolation -e .
    echo "$wanted_packages" >"$packages_stamp"
}

if [[ "$(cat "$packages_stamp" 2>/dev/null)" != "$wanted_packages" ]]; then
    rm -f "$packages_stamp"
    install_packages
    say "packages ready"
fi
if [[ ! -e $system_stamp ]]; then
    if ensure_libraries; then touch "$system_stamp"; fi
fi
if [[ "${1:-}" == --test && ! -e $test_stamp ]]; then
    if ensure_test_programs; then touch "$test_stamp"; fi
fi
