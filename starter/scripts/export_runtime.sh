#!/bin/sh
# Exports everything from a running Superset as YAML: scripts/export_runtime.sh superset_assets
# Address and login: BASE_URL (or SUPERSET_URL), SUPERSET_ADMIN_USER, SUPERSET_ADMIN_PASS. ENVIRONMENT: local unless set.
set -eu
cd "$(dirname "$0")/.."
out="${1:-superset_assets}"
[ $# -eq 0 ] || shift
if command -v feedback-loop >/dev/null 2>&1; then
  exec feedback-loop assets export --env "${ENVIRONMENT:-local}" --out "$out" "$@"
fi
exec npx feedback-loop assets export --env "${ENVIRONMENT:-local}" --out "$out" "$@"
