#!/bin/sh
# Make this folder ready to run (set_up.sh), to be tested (set_up.sh test) or to be packaged (set_up.sh build).
# What is there already is left alone.
set -eu
cd "$(dirname "$0")/.."

qt_libraries="
libEGL.so.1:libegl1 libGL.so.1:libgl1 libX11-xcb.so.1:libx11-xcb1
libxkbcommon.so.0:libxkbcommon0 libxkbcommon-x11.so.0:libxkbcommon-x11-0
libxcb-cursor.so.0:libxcb-cursor0 libxcb-icccm.so.4:libxcb-icccm4 libxcb-keysyms.so.1:libxcb-keysyms1
libxcb-shape.so.0:libxcb-shape0 libxcb-randr.so.0:libxcb-randr0 libxcb-render-util.so.0:libxcb-render-util0
libxcb-image.so.0:libxcb-image0 libxcb-xkb.so.1:libxcb-xkb1 libdbus-1.so.3:libdbus-1-3
libfontconfig.so.1:libfontconfig1 libfreetype.so.6:libfreetype6 libglib-2.0.so.0:libglib2.0-0
"

install_qt_libraries() {
    [ "$(uname)" = Linux ] || return 0
    known=$(PATH=$PATH:/sbin:/usr/sbin ldconfig -p)
    missing=
    for pair in $qt_libraries; do
        case $known in
            *"${pair%%:*}"*) ;;
            *) missing="$missing ${pair#*:}" ;;
        esac
    done
    # shellcheck disable=SC2086  # a list of package names
    [ -z "$missing" ] || installer/debian_packages.sh "The window" $missing
}

make_virtual_environment() {
    ! .venv/bin/python -m pip --version >/dev/null 2>&1 || return 0
    python=$(installer/find_python.sh)
    rm -rf .venv
    if ! "$python" -c 'import ensurepip' 2>/dev/null; then  # Debian keeps it in a package of its own
        version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
        if "$python" -m virtualenv --version >/dev/null 2>&1; then
            "$python" -m virtualenv --quiet .venv
            return
        fi
        installer/debian_packages.sh "A virtual environment" "python$version-venv"
    fi
    echo "Making the virtual environment .venv with $("$python" --version)"
    "$python" -m venv .venv
}

# pip_install STAMP PIP-ARGUMENTS...: unless the stamp says that just these inputs were installed before.
pip_install() {
    stamp=.venv/$1.installed
    shift
    cat pyproject.toml installer/requirements*.txt >.venv/wanted
    ! cmp -s .venv/wanted "$stamp" || return 0
    .venv/bin/python -m pip install --quiet --quiet --disable-pip-version-check "$@"
    cp .venv/wanted "$stamp"
}

install_r() {
    ! Rscript --vanilla -e 'for (name in c("survival", "KMsurv", "cmprsk", "MASS")) loadNamespace(name)' \
        >/dev/null 2>&1 || return 0
    installer/debian_packages.sh "The live comparison with R" \
        r-base-core r-cran-survival r-cran-kmsurv r-cran-cmprsk r-cran-mass ||
        echo "Going on without R: the tests use the committed reference values." >&2
}

install_qt_libraries
make_virtual_environment
[ -e .venv/packages.installed ] || echo "Installing the pinned packages into .venv (some minutes, once)"
pip_install packages --requirement installer/requirements.txt
pip_install project --no-deps --editable .
if [ "${1:-}" = test ]; then
    pip_install test --requirement installer/requirements-test.txt
    install_r
fi
if [ "${1:-}" = build ]; then
    pip_install build --requirement installer/requirements-build.txt
    if [ "$(uname)" = Linux ]; then
        version=$(.venv/bin/python -c 'import sys; print("%d.%d" % sys.version_info[:2])')
        folder=$(.venv/bin/python -c 'import sysconfig; print(sysconfig.get_config_var("LIBDIR"))')
        case $(PATH=$PATH:/sbin:/usr/sbin ldconfig -p; ls "$folder") in
            *"libpython$version.so"*) ;;
            *) installer/debian_packages.sh "The bundle" "libpython$version" ;;
        esac
        command -v readelf >/dev/null || installer/debian_packages.sh "The bundle" binutils
    fi
fi
