#!/bin/sh
# Works the lock files out again: all supported Pythons and machines, with hashes, without the address of any index.
set -eu
cd "$(dirname "$0")/.."
uv=$(command -v uv || echo .venv/bin/uv)
common="--universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --quiet --no-annotate"
# shellcheck disable=SC2086
"$uv" pip compile $common --custom-compile-command "make lock" pyproject.toml -o requirements.lock
# shellcheck disable=SC2086
"$uv" pip compile $common --custom-compile-command "make lock" --group dev pyproject.toml -o requirements-dev.lock
# shellcheck disable=SC2086
"$uv" pip compile $common --custom-compile-command "make lock" --only-group spark pyproject.toml -o requirements-spark.lock
