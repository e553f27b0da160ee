#!/usr/bin/env bash
# Installs the system programs that the full test suite uses: PostgreSQL, Chromium, poppler and a Chinese screen font.
# Quiet when they are present. Without root or apt-get it only says what is missing; the tests that need it then say so too.
set -euo pipefail

declare -A program=(
  [postgresql]="/usr/lib/postgresql/*/bin/initdb"
  [chromium]="/usr/bin/chromium"
  [poppler-utils]="/usr/bin/pdftoppm"
  [fonts-noto-cjk]="/usr/share/fonts/opentype/noto/NotoSansCJK*.ttc"
)

missing=()
for package in "${!program[@]}"; do
  compgen -G "${program[$package]}" >/dev/null || missing+=("$package")
done
[ "${#missing[@]}" -gt 0 ] || exit 0

if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
  echo "system packages not installed (needs root and apt-get): ${missing[*]}" >&2
  exit 0
fi

export DEBIAN_FRONTEND=noninteractive
echo "installing system packages: ${missing[*]}"
apt-get -qq update
apt-get -qq -y --no-install-recommends install "${missing[@]}" >/dev/null </dev/null
