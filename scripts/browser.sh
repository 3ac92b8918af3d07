#!/usr/bin/env bash
# Installs what the browser tests need: Chromium and fonts for Hindi and emoji from Debian, axe-core from npm into node_modules.
set -eu
cd "$(dirname "$0")/.."
if ! command -v chromium >/dev/null; then
  sudo=$([ "$(id -u)" = 0 ] || echo sudo)
  $sudo apt-get update -qq
  $sudo apt-get install -y -qq --no-install-recommends chromium fonts-noto-core fonts-noto-color-emoji
fi
[ -f node_modules/axe-core/axe.min.js ] || npm install --silent --no-save --no-audit --no-fund axe-core@4.14.1
