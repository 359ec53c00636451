#!/usr/bin/env bash
# Check a portfolio in a job: annotations on the way, and a summary at the end. Used by action.yml.
# PORTFOLIO is its folder; STAGE what to judge it for, or empty; RECORD yes (or true) to judge the record as well.
set -uo pipefail
case "${RECORD:-no}" in
yes | Yes | YES | true | True | TRUE) record=yes ;;
no | No | NO | false | False | FALSE) record=no ;;
*)
    echo "record is to be yes or no, and not '$RECORD'." >&2
    exit 2
    ;;
esac
stage=()
if [ -n "${STAGE:-}" ]; then stage=(--for "$STAGE"); fi
summary=${GITHUB_STEP_SUMMARY:-/dev/null}
worst=0
coachfolio check --format github ${stage[@]+"${stage[@]}"} -- "${PORTFOLIO:-.}" || worst=$?
coachfolio check --format markdown ${stage[@]+"${stage[@]}"} -- "${PORTFOLIO:-.}" >>"$summary" || true
if [ "$record" = yes ]; then
    coachfolio record --format markdown -- "${PORTFOLIO:-.}" >>"$summary" || worst=$?
fi
exit "$worst"
