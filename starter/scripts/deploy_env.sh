#!/bin/sh
# Deploys one environment: scripts/deploy_env.sh dev
# db sync, compile, validate, drift gate, apply, drift gate: in this order, with retries (policy.yaml).
set -eu
cd "$(dirname "$0")/.."
[ $# -ge 1 ] || { echo "usage: scripts/deploy_env.sh ENVIRONMENT [OPTIONS]" >&2; exit 64; }
if command -v feedback-loop >/dev/null 2>&1; then exec feedback-loop deploy "$@"; fi
exec npx feedback-loop deploy "$@"
