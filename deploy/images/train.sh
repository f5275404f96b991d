#!/bin/sh
# Creates the start-up archive of the service in this folder: starts the service with its train.options, waits until it has
# started, and stops it. The start has no database and no lasting effect. Without train.options no archive is created.
#   train.sh [java [more options]]
set -eu
cd "$(dirname "$0")"
[ -e train.options ] || { rm train.sh; exit 0; }
java=${1:-java}
[ $# = 0 ] || shift
log=$(mktemp)
"$java" "$@" @train.options -jar "$PWD/run.jar" >"$log" 2>&1 &
service=$!
seconds=0
until grep -q "Installed features" "$log"; do
  seconds=$((seconds + 1))
  if ! kill -0 $service || [ $seconds -gt 120 ]; then
    cat "$log"
    kill -9 $service || true
    exit 1
  fi
  sleep 1
done
# Some start-up work runs after the message.
sleep 3
kill $service
wait $service || true
rm -r "$log" train.*
