#!/bin/sh
# Makes the archive of a service whose files lie here: starts it as it is started later, but for what its train.options
# add, lets it say that it has started, and ends it. It finds no database and does nothing that lasts. What has no
# train.options needs no archive.
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
# What a start does is not over when it says so.
sleep 3
kill $service
wait $service || true
rm -r "$log" train.*
