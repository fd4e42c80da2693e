#!/usr/bin/env bash
# Prepares the Python environment in .venv, without root and without touching the system's Python.
#
#   scripts/setup.sh runtime   what the application needs to run
#   scripts/setup.sh dev       the same, plus what tests and checks need
#   scripts/setup.sh requirements [--upgrade]   compiles the .txt files from the .in files; installs nothing
#
# It needs Python 3.11 or newer with pip, nothing else: no ensurepip, no python3-venv package.
# Quick when nothing changed: the stamp in .venv holds the sums of the requirements that were installed.
set -euo pipefail
cd "$(dirname "$0")/.."

mode="${1:-runtime}"
case "$mode" in
    runtime) requirements=requirements.txt ;;
    dev) requirements=requirements-dev.txt ;;
    requirements) requirements="" ;;
    *) echo "usage: scripts/setup.sh runtime|dev|requirements" >&2; exit 2 ;;
esac

readonly UV_VERSION=0.13.9
readonly STAMP=.venv/.setup

say() { echo "[set-up] $*"; }
fail() { echo "[set-up] $*" >&2; exit 1; }

# The first Python that is recent enough; PYTHON=... imposes one.
find_python() {
    local candidate
    for candidate in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11 python}; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$candidate"
            return 0
        fi
    done
    return 1
}

# One line that changes when $1's requirements, the folder or the .venv's Python change. A .venv holds absolute
# paths: copied elsewhere, it would run the programs of the first folder.
sums() {
    .venv/bin/python - "$1" <<'PYTHON'
import hashlib, pathlib, sys
names = ["requirements.txt"] + (["requirements-dev.txt"] if sys.argv[1] == "dev" else [])
seed = "\0".join([sys.argv[1], sys.version, str(pathlib.Path.cwd()), *(pathlib.Path(n).read_text("utf-8") for n in names)])
print(sys.argv[1], hashlib.sha256(seed.encode()).hexdigest())
PYTHON
}

# True when the .venv holds what is asked; "dev" contains "runtime".
is_ready() {
    local stamp
    [ -x .venv/bin/python ] && [ -f "$STAMP" ] || return 1
    stamp="$(cat "$STAMP")"
    [ "$stamp" = "$(sums dev 2>/dev/null)" ] && return 0
    [ "$mode" = runtime ] && [ "$stamp" = "$(sums runtime 2>/dev/null)" ]
}

# uv reads no pip configuration: hands it this machine's (indexes, wheel folders, certificates, proxy), as
# environment variables that only this script sees. What is already set for uv wins.
export_pip_configuration() {
    eval "$("$python" -m pip config list 2>/dev/null | "$python" -c '
import ast, os, shlex, sys
found = {}
for section in ("global", "install", ":env:"):
    for line in lines if section != "global" else (lines := sys.stdin.read().splitlines()):
        key, _, value = line.partition("=")
        if key.startswith(section + "."):
            found[key[len(section) + 1:].replace("_", "-")] = str(ast.literal_eval(value))
names = {
    "index-url": ("UV_DEFAULT_INDEX", " "), "extra-index-url": ("UV_INDEX", " "), "find-links": ("UV_FIND_LINKS", ","),
    "trusted-host": ("UV_INSECURE_HOST", " "), "cert": ("SSL_CERT_FILE", " "), "timeout": ("UV_HTTP_TIMEOUT", " "),
    "proxy": ("ALL_PROXY", " "), "no-index": ("UV_NO_INDEX", " "),
}
for key, (name, separator) in names.items():
    if found.get(key) and name not in os.environ:
        print(f"export {name}={shlex.quote(separator.join(found[key].split()))}")
' 2>/dev/null || true)"
    # pip looks for the best version in all indexes: same here. Every file is checked against its recorded sum.
    export UV_INDEX_STRATEGY="${UV_INDEX_STRATEGY:-unsafe-best-match}"
    export UV_PYTHON_DOWNLOADS=never
    [ -w "${HOME:-/nonexistent}" ] || export UV_CACHE_DIR="${UV_CACHE_DIR:-$PWD/.cache/uv-cache}"
}

# uv in .cache/uv, installed by pip: "--target" is allowed even where the system's Python is protected (PEP 668).
get_uv() {
    [ "$(.cache/uv/bin/uv --version 2>/dev/null | cut -d' ' -f2)" = "$UV_VERSION" ] && return 0
    rm -rf .cache/uv
    say "Fetching the installer (uv $UV_VERSION)..."
    "$python" -m pip install --quiet --target .cache/uv "uv==$UV_VERSION" >.cache/uv.log 2>&1 \
        && .cache/uv/bin/uv --version >/dev/null 2>&1
}

with_uv() (
    get_uv || exit 1
    export_pip_configuration
    if [ ! -x .venv/bin/python ]; then
        .cache/uv/bin/uv venv --quiet --no-project --python "$python" .venv || exit 1
    fi
    .cache/uv/bin/uv pip install --quiet --compile-bytecode --python .venv/bin/python --require-hashes -r "$requirements"
)

with_pip() {
    [ -x .venv/bin/python ] || "$python" -m venv --without-pip .venv || return 1
    "$python" -m pip --python .venv/bin/python install --quiet --require-hashes -r "$requirements"
}

# Compiled translations are not in the repository.
compile_messages() {
    [ ! -d incubator ] || .venv/bin/python -c 'from incubator.core.i18n import compile_catalogues; compile_catalogues()'
}

# Both lists together, so that they agree: first the longer one, then its runtime part under the same versions.
# From the main index alone: the recorded sums must not depend on what else this machine has.
compile_requirements() (
    get_uv || fail "uv could not be fetched: see .cache/uv.log."
    export_pip_configuration
    unset UV_INDEX UV_FIND_LINKS
    compile=(.cache/uv/bin/uv pip compile --quiet --generate-hashes --universal --python-version 3.11 --no-annotate
        --custom-compile-command "make requirements")
    "${compile[@]}" "$@" requirements-dev.in --output-file requirements-dev.txt
    "${compile[@]}" "$@" --constraints requirements-dev.txt requirements.in --output-file requirements.txt
)

if [ "$mode" != requirements ] && is_ready; then
    compile_messages
    exit 0
fi

python="$(find_python)" || fail "Python 3.11 or newer is needed (found: $(python3 --version 2>&1 || echo none))." \
    "Install it, or name it: make setup PYTHON=/path/to/python3.12"
"$python" -m pip --version >/dev/null 2>&1 || fail "$python has no pip. Install pip for this Python, then try again."
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore PIP_USER=0 PIP_REQUIRE_VIRTUALENV=0

mkdir -p .cache
if [ "$mode" = requirements ]; then
    shift
    compile_requirements "$@"
    exit 0
fi
# Two set-ups at the same time would spoil each other's work: the second one waits, then looks again.
if command -v flock >/dev/null 2>&1; then
    exec 9>.cache/setup.lock
    flock 9
    if is_ready; then
        compile_messages
        exit 0
    fi
fi

started=$SECONDS
# A .venv of another folder or another Python cannot be completed: it is made again.
if [ -e .venv ]; then
    home="$(.venv/bin/python -c 'import sys; print(sys.prefix)' 2>/dev/null || true)"
    version="$(.venv/bin/python -c 'import sys; print(sys.version_info >= (3, 11))' 2>/dev/null || true)"
    shebang="$(head -n 3 .venv/bin/flask 2>/dev/null || true)"
    if [ "$home" != "$PWD/.venv" ] || [ "$version" != True ] || { [ -n "$shebang" ] && [ "${shebang#*"$PWD/.venv/"}" = "$shebang" ]; }; then
        say "The existing .venv is not usable here: making it again."
        rm -rf .venv
    fi
fi
rm -f "$STAMP"

say "Installing the $mode packages in .venv (a minute or so the first time)..."
if ! with_uv; then
    say "uv could not do it here: continuing with pip, which is slower."
    with_pip || fail "The packages of $requirements could not be installed. See the message above;" \
        "a package index must be reachable, directly or through pip's configuration."
fi
sums "$mode" >"$STAMP"
compile_messages
say "Ready in $((SECONDS - started)) s."
