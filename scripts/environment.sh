#!/bin/sh
# Make the virtual environment FOLDER, or complete it, with the versions of constraints.txt.
#
#     scripts/environment.sh FOLDER [EXTRAS] [PYTHON]
#
# EXTRAS as in pyproject.toml, comma separated, for example app,test; empty for the engine alone.
# PYTHON is the interpreter to use; by default the first of those below that is new enough.
set -eu
cd "$(dirname "$0")/.."
folder=$1
extras=${2:-}
wanted=${3:-}

is_new_enough() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

has_venv() {
    "$1" -c 'import ensurepip, venv' >/dev/null 2>&1
}

version_of() {
    "$1" -c 'import platform; print(platform.python_version())' 2>/dev/null || echo 'not usable'
}

# Sets `python`; prefers one that can make environments over one that is only new enough.
choose_python() {
    python='' without_venv='' seen=''
    for each in ${wanted:-python3.11 python3 python3.12 python3.13 python3.14}; do
        command -v "$each" >/dev/null 2>&1 || continue
        seen="$seen    $each: $(version_of "$each")
"
        is_new_enough "$each" || continue
        if has_venv "$each"; then
            python=$each
            return
        fi
        without_venv=${without_venv:-$each}
    done
    if [ -n "$without_venv" ]; then
        echo "$without_venv ($(version_of "$without_venv")) cannot make virtual environments:" \
            'its module ensurepip is missing.'
        echo 'On Debian or Ubuntu: apt-get install python3-venv. Then give the same command again.'
    else
        echo 'Parley needs Python 3.11 or later. Found:'
        printf '%s' "${seen:-    no Python at all
}"
        echo 'Install it, or name one: make PYTHON=/path/to/python3.11 ...'
    fi >&2
    exit 2
}

if ! "$folder/bin/python" -c 'import pip' >/dev/null 2>&1; then
    choose_python
    echo "Making $folder with $python, $(version_of "$python")"
    if [ -e "$folder/pyvenv.cfg" ]; then rm -rf "$folder"; fi
    "$python" -m venv "$folder"
fi

# On a terminal pip shows what it downloads; in a log one line a stage says how far it is.
volume='--quiet --quiet'
if [ -t 1 ]; then volume=''; fi

install() {
    # shellcheck disable=SC2086
    "$folder/bin/python" -m pip --disable-pip-version-check $volume install \
        --constraint constraints.txt --no-build-isolation "$@" && return
    echo "Setting up $folder failed; the lines above say why (is there a network?). To start afresh: make clean" >&2
    exit 1
}

# What builds Parley comes first, in its pinned version, and is then used as it is: a build in
# isolation would fetch whatever is newest on the day.
echo "Setting up $folder, 1 of 4: what builds Parley"
install hatchling editables
echo "Setting up $folder, 2 of 4: the engine with numpy, scipy and numba (about 100 MB)"
install --editable .
echo "Setting up $folder, 3 of 4: ${extras:-no extras}"
if [ -n "$extras" ]; then install --editable ".[$extras]"; fi
echo "Setting up $folder, 4 of 4: compiling the engine, a minute or two"
"$folder/bin/python" -m scripts.compile_engine
echo "$folder is ready"
