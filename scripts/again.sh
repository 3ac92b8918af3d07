#!/usr/bin/env bash
# Runs a server and starts it again when it dies; ends with it when it is told to stop or when it does not even start.
set -u
least=5  # seconds that a server which started runs at least
trap 'kill "$server" 2>/dev/null; wait "$server" 2>/dev/null; exit 0' TERM INT
while :; do
  began=$SECONDS
  "$@" &
  server=$!
  wait "$server"
  code=$?
  ((SECONDS - began < least)) && exit "$code"
  echo "It ended with $code; it starts again in 2 seconds."
  sleep 2 &
  server=$!
  wait "$server"
done
