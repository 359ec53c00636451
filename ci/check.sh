#!/usr/bin/env bash
# Check a portfolio in a job: annotations on the way, and a summary at the end. Used by action.yml.
# PORTFOLIO is its folder; STAGE what to judge it for, or empty; RECORD yes to judge the record as well.
set -uo pipefail
stage=()
if [ -n "${STAGE:-}" ]; then stage=(--for "$STAGE"); fi
summary=${GITHUB_STEP_SUMMARY:-/dev/null}
worst=0
coachfolio check --format github ${stage[@]+"${stage[@]}"} -- "${PORTFOLIO:-.}" || worst=$?
coachfolio check --format markdown ${stage[@]+"${stage[@]}"} -- "${PORTFOLIO:-.}" >>"$summary" || true
if [ "${RECORD:-no}" = yes ]; then
    coachfolio record --format markdown -- "${PORTFOLIO:-.}" >>"$summary" || worst=$?
fi
exit "$worst"
