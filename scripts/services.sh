#!/usr/bin/env bash
# Installs the servers that some tests and `make storm` start by themselves: PostgreSQL, Redis, nginx (Debian, Ubuntu).
# May be run again; what is there already stays as it is, and nothing is left running.
set -eu
packages=()
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || packages+=(postgresql)
command -v redis-server >/dev/null || packages+=(redis-server)
command -v nginx >/dev/null || packages+=(nginx-light)
if [ "${#packages[@]}" -eq 0 ]; then
  echo "PostgreSQL, Redis and nginx are there."
  exit 0
fi
command -v apt-get >/dev/null || { echo "Install by hand: ${packages[*]} (this machine has no apt-get)." >&2; exit 1; }
as_root=""
[ "$(id -u)" -eq 0 ] || as_root="sudo"
export DEBIAN_FRONTEND=noninteractive
# A package must not start its server: the tests start their own, on their own ports.
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  printf '#!/bin/sh\nexit 101\n' | $as_root tee "$policy" >/dev/null
  $as_root chmod +x "$policy"
  trap '$as_root rm -f "$policy"' EXIT
fi
$as_root apt-get update -qq
$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${packages[@]}" >/dev/null
echo "Installed: ${packages[*]}"
