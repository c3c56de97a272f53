#!/bin/sh
# Backfills what happened before: scripts/migrate_historical_metrics.sh owner/name [OPTIONS]
# Pull requests and deployments from GitHub (with GITHUB_TOKEN), rules from Git, JSON files of development-metrics/:
# the last 90 days, or --since 30d. Nothing is stored twice; --dry-run stores nothing.
set -eu
cd "$(dirname "$0")/.."
[ $# -ge 1 ] || { echo "usage: scripts/migrate_historical_metrics.sh OWNER/NAME [OPTIONS]" >&2; exit 64; }
repository="$1"
shift
if command -v feedback-loop >/dev/null 2>&1; then run="feedback-loop"; else run="npx feedback-loop"; fi
if [ -n "${GITHUB_TOKEN:-}" ]; then $run backfill github --repository "$repository" "$@"; fi
if git rev-parse --git-dir >/dev/null 2>&1; then $run backfill git . --repository "$repository" "$@"; fi
if [ -d development-metrics ]; then $run backfill json development-metrics --repository "$repository" "$@"; fi
