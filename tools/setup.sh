#!/bin/sh
# Makes .venv from requirements-dev.lock, and reuses it while the lock stays the same. uv if it is there, else pip.
# With --spark: adds what the extra `spark` needs to the .venv that is there.
set -eu
cd "$(dirname "$0")/.."
if [ "${1:-}" = --spark ]; then
    if .venv/bin/python -c 'import pyspark' 2>/dev/null; then exit 0; fi
    if command -v uv >/dev/null 2>&1; then
        UV_PYTHON_DOWNLOADS=never uv pip install --quiet --python .venv/bin/python --require-hashes -r requirements-spark.lock
    else
        .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-spark.lock
    fi
    exit 0
fi
stamp=.venv/.made-from
want=$(cat requirements-dev.lock pyproject.toml | cksum)
if [ -x .venv/bin/python ] && [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$want" ]; then exit 0; fi

python=
for candidate in python3 python3.14 python3.13 python3.12 python3.11; do
    path=$(command -v "$candidate" 2>/dev/null) || continue
    if "$path" -c 'import sys, venv; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 15))' 2>/dev/null; then
        python=$("$path" -c 'import sys; print(sys.executable)')
        break
    fi
done
if [ -z "$python" ]; then
    echo "需要 Python 3.11 至 3.14（含 venv）。 / Python 3.11 to 3.14 with venv is needed." >&2
    exit 1
fi

echo "正在准备 .venv（首次约一分钟）/ preparing .venv with $python (about a minute the first time)"
if command -v uv >/dev/null 2>&1; then
    UV_PYTHON_DOWNLOADS=never uv venv --quiet --allow-existing --python "$python" .venv
    UV_PYTHON_DOWNLOADS=never uv pip sync --quiet --python .venv/bin/python --require-hashes requirements-dev.lock
else
    [ -x .venv/bin/python ] || "$python" -m venv .venv
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
fi
# the project itself: found through a path file, with its command beside it, so that nothing has to be built
site=$(.venv/bin/python -c 'import sysconfig; print(sysconfig.get_paths()["purelib"])')
printf '%s\n' "$PWD/src" > "$site/xinzhi.pth"
printf '#!%s\nimport sys\nfrom xinzhi.cli.main import main\nsys.exit(main())\n' "$PWD/.venv/bin/python" > .venv/bin/xinzhi
chmod +x .venv/bin/xinzhi
printf '%s' "$want" > "$stamp"
