#!/bin/sh
# Applies db/migrations, then db/seed, each file once. The database is POSTGRES_URL, else METRICS_DB_URI.
set -eu
cd "$(dirname "$0")/.."
if command -v feedback-loop >/dev/null 2>&1; then exec feedback-loop db sync "$@"; fi
exec npx feedback-loop db sync "$@"
