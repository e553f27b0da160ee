#!/usr/bin/env bash
# Writes requirements.lock (run and build) and requirements-dev.lock (the same and the test tools), with hashes.
# The lists they come from are in pyproject.toml. No registry address may stand in them: checked here and by a test.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
uv="${UV:-.venv/bin/uv}"
python="${PYTHON:-.venv/bin/python}"

build_requirements() { # hatchling asks for editables when it builds an editable install
  echo editables
  "$python" -c 'import tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["build-system"]["requires"], sep="\n")'
}

compile() { # compile OUTPUT [ARGUMENT ...]
  local output=$1
  shift
  build_requirements | "$uv" pip compile pyproject.toml - "$@" --output-file "$output" --quiet --universal \
    --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links
}

compile requirements.lock "${@}"
compile requirements-dev.lock --extra test --constraints requirements.lock "${@}"

if grep -nE '://|^--' requirements.lock requirements-dev.lock; then
  echo "a lock file names an address or an option" >&2
  exit 1
fi
