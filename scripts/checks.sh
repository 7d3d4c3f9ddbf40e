# One check after the other: each in sight, timed and remembered; what is missing leaves out the tests that need it.
# Sourced by scripts/test, after scripts/lib.sh.
# shellcheck shell=bash

#: The marks of tests that are left out, and what the checks came to.
omitted=""
summary=""
failures=0

# without WHAT MARK: tests that carry MARK are left out, because WHAT is missing.
without() {
  if [ "${PDDAY_TEST_REQUIRE_ALL:-}" = 1 ]; then die "$1 is missing, and nothing may be left out here."; fi
  say "$1 is missing: tests marked $2 are left out."
  omitted="$omitted $2"
}

# The marks that are left out, as pytest wants it said: not long and not browser.
expression() {
  # shellcheck disable=SC2086 # several marks
  echo $omitted | sed 's/[a-z][a-z]*/not &/g; s/ not/ and not/g'
}

# check NAME COMMAND…: runs it in sight, notes its name, its seconds and whether it passed.
check() {
  local name=$1 began=$SECONDS verdict=passed
  shift
  say "== $name"
  "$@" || verdict=FAILED
  if [ $verdict = FAILED ]; then failures=$((failures + 1)); fi
  summary="$summary$(printf '%6d s  %s  %s' $((SECONDS - began)) $verdict "$name")
"
}

# in_short LAST: every check in one line, then the line LAST; fails if a check did.
in_short() {
  say "== in short"
  printf '%s%s\n' "$summary" "$1"
  [ $failures = 0 ]
}
