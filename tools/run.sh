#!/usr/bin/env bash
# Opens the window where there is a screen; does the same job in the terminal where there is none.
set -euo pipefail
cd "$(dirname "$0")/.."
if .venv/bin/python -m tools.screen; then
    exec .venv/bin/mate "$@"
fi
echo "No screen here: showing what Mate does in the terminal instead."
exec .venv/bin/python -m tools.demo
