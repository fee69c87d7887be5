#!/usr/bin/env bash
# What the browser tests need: Debian's Chromium, fonts with Arabic, and axe-core. Does nothing where all is there.
set -euo pipefail
cd "$(dirname "$0")"

fail() {
  echo "tests/browser/setup.sh: $1" >&2
  exit 1
}

if ! command -v chromium >/dev/null || ! command -v pdftotext >/dev/null || ! fc-list 2>/dev/null | grep -qi 'naskh'; then
  command -v apt-get >/dev/null || fail "chromium, pdftotext or the font Noto Naskh Arabic is missing, and there is no apt-get: install them by hand."
  [ "$(id -u)" = 0 ] || fail "chromium, pdftotext or the font Noto Naskh Arabic is missing. Run as root: apt-get install chromium fonts-noto-core fontconfig poppler-utils"
  apt-get update -qq || fail "apt-get update failed; is there a network?"
  DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends chromium fonts-noto-core fontconfig poppler-utils >/dev/null ||
    fail "apt-get could not install chromium, fonts-noto-core, fontconfig and poppler-utils."
fi

if [ ! -f node_modules/axe-core/axe.min.js ]; then
  command -v npm >/dev/null || fail "npm is missing (apt-get install npm); it brings axe-core, which checks accessibility."
  npm ci --silent --no-audit --no-fund || fail "npm could not install axe-core as package-lock.json names it; is there a network?"
fi
