#!/usr/bin/env bash
# Runs every check and every test, then says what passed, what failed, what was skipped and how long each step took.
#
# Three blocks: set-up, checks, tests. A failure ends its block; a failed set-up ends everything. A machine without
# PostgreSQL or without a browser skips the tests that need it and says so; with CI=true that is a failure.
#
#   scripts/test.sh          all of it (make test)
#   scripts/test.sh check    the fast half: checks, unit and architecture tests (make check)
#
# TEST_DATABASE_URL: tests on this PostgreSQL server rather than on one started for the occasion.
# BROWSER_PATH: tests with this Chromium.
set -uo pipefail
cd "$(dirname "$0")/.."

bin=.venv/bin
summary=()
skipped=()
failed=0
log="$(mktemp "${TMPDIR:-/tmp}/tests.XXXXXX")"
TEST_TEMPLATES="$(mktemp -d "${TMPDIR:-/tmp}/templates.XXXXXX")" # compiled once for all the tests of this run
export TEST_TEMPLATES
trap 'rm -rf "$log" "$TEST_TEMPLATES"' EXIT
trap 'failed=1; note FAILED "interrupted" 0; conclude' INT TERM

note() { summary+=("$(printf '%-7s %4s %s  %s' "$1" "$3" "${3:+s}" "$2${4:+: $4}")"); }

# A failure with CI=true: there, nothing may be missing.
skip() {
    skipped+=("$1: $2")
    if [ "${CI:-}" = true ]; then
        note FAILED "$1" 0 "$2"
        failed=1
    else
        note skipped "$1" 0
    fi
}

# step NAME COMMAND...: runs it, shows its output, keeps its result and, for pytest, its closing line.
step() {
    local name=$1 began=$SECONDS status closing
    shift
    printf '\n== %s\n' "$name"
    "$@" 2>&1 | tee "$log"
    status=${PIPESTATUS[0]}
    closing="$(grep -E '^=*.*(passed|failed|error|no tests ran).* in [0-9.]+s' "$log" | tail -n 1 | tr -d '=' | sed 's/^ *//; s/ *$//')"
    while IFS= read -r line; do
        skipped+=("$name: ${line#SKIPPED }")
    done < <(grep -E '^SKIPPED \[' "$log")
    if [ "$status" -eq 0 ]; then
        note ok "$name" $((SECONDS - began)) "$closing"
        return 0
    fi
    if [ -n "${AGAIN:-}" ]; then
        note again "$name" $((SECONDS - began)) "$closing"
        return 1
    fi
    note FAILED "$name" $((SECONDS - began)) "$closing"
    note "" "(what follows it in its block was not run)" ""
    failed=1
    return 1
}

conclude() {
    printf '\n== Summary (%s s)\n' "$SECONDS"
    printf '%s\n' "${summary[@]}"
    if [ "${#skipped[@]}" -eq 0 ]; then
        printf 'Skipped: nothing\n'
    else
        printf 'Skipped:\n'
        printf '  - %s\n' "${skipped[@]}"
    fi
    exit "$failed"
}

setup() { step "set-up" scripts/setup.sh dev; }

checks() {
    step "ruff check" "$bin/ruff" check \
        && step "ruff format" "$bin/ruff" format --check \
        && step "mypy" "$bin/mypy" \
        && step "import-linter" "$bin/lint-imports" --no-logo \
        && step "djlint" "$bin/djlint" --lint --profile=jinja --quiet templates \
        && step "translations" "$bin/flask" --app run messages --check
}

# The reason why no PostgreSQL can be had, or nothing.
missing_postgresql() {
    "$bin/python" - 2>&1 <<'PYTHON'
from tests.postgres import Postgres, PostgresUnavailable
try:
    Postgres().start().stop()
except PostgresUnavailable as error:
    print(error)
PYTHON
}

on_sqlite() {
    step "tests on SQLite" env -u TEST_ENGINE "$bin/pytest" -rs -n 2 --dist worksteal tests/unit tests/architecture tests/integration
}

on_postgresql() {
    local reason=""
    [ -n "${TEST_DATABASE_URL:-}" ] || reason="$(missing_postgresql)"
    if [ -n "$reason" ]; then
        skip "tests on PostgreSQL" "$reason"
        return 0
    fi
    step "tests on PostgreSQL" env TEST_ENGINE=postgresql "$bin/pytest" -rs -n 2 --dist worksteal tests/integration
}

in_browser() {
    local reason
    if ! reason="$(scripts/browser.sh 2>&1)"; then
        skip "tests in a browser" "$reason"
        return 0
    fi
    local run=(env -u TEST_ENGINE BROWSER_PATH="$(cat .cache/browser/path)" "$bin/pytest" -rs tests/e2e)
    # A browser, a server and a test wait for each other: what fails on a busy machine is asked once more, alone, and the
    # summary says so. What fails twice has failed.
    AGAIN=yes step "tests in a browser" "${run[@]}" -n 2 --dist worksteal \
        || step "the same, those that failed" "${run[@]}" --last-failed --last-failed-no-failures none
}

case "${1:-all}" in
    check)
        setup && checks
        [ "$failed" -eq 1 ] \
            || step "fast tests" env -u TEST_ENGINE "$bin/pytest" -rs -n 2 --dist worksteal tests/unit tests/architecture
        ;;
    all)
        if setup; then
            checks
            on_sqlite && on_postgresql && in_browser
        fi
        ;;
    *) echo "usage: scripts/test.sh [check]" >&2; exit 2 ;;
esac
conclude
