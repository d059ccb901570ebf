# Sourced by setup.sh: the system libraries that Qt opens, and the programs the tests run.
# Nothing here is fatal: what cannot be installed is named in one line, and set-up goes on.

# library that Qt opens at run time : Debian package that has it
qt_libraries=(
    libEGL.so.1:libegl1
    libGL.so.1:libgl1
    libfontconfig.so.1:libfontconfig1
    libfreetype.so.6:libfreetype6
    libglib-2.0.so.0:libglib2.0-0
    libdbus-1.so.3:libdbus-1-3
    libxkbcommon.so.0:libxkbcommon0
    libxkbcommon-x11.so.0:libxkbcommon-x11-0
    libX11-xcb.so.1:libx11-xcb1
    libxcb-cursor.so.0:libxcb-cursor0
    libxcb-icccm.so.4:libxcb-icccm4
    libxcb-image.so.0:libxcb-image0
    libxcb-keysyms.so.1:libxcb-keysyms1
    libxcb-randr.so.0:libxcb-randr0
    libxcb-render.so.0:libxcb-render0
    libxcb-render-util.so.0:libxcb-render-util0
    libxcb-shape.so.0:libxcb-shape0
    libxcb-shm.so.0:libxcb-shm0
    libxcb-sync.so.1:libxcb-sync1
    libxcb-util.so.1:libxcb-util1
    libxcb-xfixes.so.0:libxcb-xfixes0
    libxcb-xkb.so.1:libxcb-xkb1
    libwayland-client.so.0:libwayland-client0
    libwayland-cursor.so.0:libwayland-cursor0
    libwayland-egl.so.1:libwayland-egl1
)

# program : Debian package that has it
test_programs=(
    Xvfb:xvfb
    xdotool:xdotool
    xdpyinfo:x11-utils
    import:imagemagick
    openbox:openbox
    dbus-daemon:dbus
    gdbus:libglib2.0-bin
)

as_root() {
    if [[ $(id -u) == 0 ]]; then
        "$@"
    elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
        sudo -n "$@"
    else
        return 1
    fi
}

# apt_install PACKAGE…: false where apt is missing, not permitted, or does not have them.
apt_install() {
    command -v apt-get >/dev/null && as_root true || return 1
    local log apt=(env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300)
    log=$(mktemp)
    printf 'set-up: apt-get install %s\n' "$*"
    as_root "${apt[@]}" update >"$log" 2>&1 || true
    if as_root "${apt[@]}" install -y --no-install-recommends "$@" >>"$log" 2>&1; then
        rm -f "$log"
    else
        tail -n 5 "$log" >&2
        rm -f "$log"
        return 1
    fi
}

missing_libraries() {
    .venv/bin/python - "${qt_libraries[@]}" <<'PYTHON'
import ctypes
import sys

for pair in sys.argv[1:]:
    library, package = pair.split(":")
    try:
        ctypes.CDLL(library)
    except OSError:
        print(package)
PYTHON
}

missing_programs() {
    local pair
    for pair in "${test_programs[@]}"; do
        command -v "${pair%%:*}" >/dev/null || echo "${pair##*:}"
    done
}

# install_or_tell PURPOSE PACKAGE…
install_or_tell() {
    local purpose=$1
    shift
    [[ $# == 0 ]] && return 0
    apt_install "$@" && return 0
    printf 'set-up: %s needs what Debian packages as: %s. Please install it; going on without.\n' \
        "$purpose" "$*" >&2
    return 1
}

ensure_libraries() {
    [[ $(uname) == Linux ]] || return 0
    local -a missing
    mapfile -t missing < <(missing_libraries)
    install_or_tell "the window" "${missing[@]}"
}

ensure_test_programs() {
    [[ $(uname) == Linux ]] || return 0
    local -a missing
    mapfile -t missing < <(missing_programs)
    install_or_tell "the test of the real window" "${missing[@]}"
}
