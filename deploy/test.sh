#!/usr/bin/env bash
# Runs all tests: unit tests, then end-to-end tests of the packaged suite on a real PostgreSQL and S3 endpoint. Requires a
# JDK (17 or newer) and Maven. Tests whose program is missing and cannot be installed are skipped and listed at the end.
#   --full   also the long soak and timing tests, and no class beside another
#   other arguments are passed to Maven, for example -pl auth-service or -Dopentrack.soak.minutes=10
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

full=()
maven=()
for argument in "$@"; do
  if [ "$argument" = --full ]; then full=(-Dopentrack.full=true -Djunit.jupiter.execution.parallel.enabled=false); else maven+=("$argument"); fi
done

java=${JAVA_HOME:+$JAVA_HOME/bin/}java
for program in "$java" "${java}c" mvn; do
  command -v "$program" >/dev/null || { echo "test.sh: $program was not found; a JDK (17 or newer) and Maven are required" >&2; exit 1; }
done

skipped=()

# require COMMAND PACKAGE TESTS: installs the Debian package of a missing command if that is allowed.
require() {
  if eval "$1" >/dev/null 2>&1; then return; fi
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "test.sh: installing $2"
    { DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "$2" || { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "$2"; }; } \
      >/dev/null 2>&1 || true
  fi
  eval "$1" >/dev/null 2>&1 || skipped+=("$3: $2 is not installed")
}

require "command -v python3" python3 "the documented scripts"
require "/usr/bin/python3 -c 'import requests'" python3-requests "the documented scripts"
require "command -v curl" curl "the first session of README.md"
require "ls /usr/lib/*/faketime" faketime "replicas whose clocks differ"
require "command -v chromium" chromium "pages in a browser"
require "command -v haproxy || ls /usr/sbin/haproxy" haproxy "replicas behind one address"
require "kubectl version --client 2>/dev/null | grep -q 'Kustomize Version: v[4-9]'" kubernetes-client "the manifests"
require "command -v promtool" prometheus "alerts on recorded series"

status=0
mvn -B -ntp -T 2 verify "${full[@]}" "${maven[@]}" || status=$?

for line in "${skipped[@]}"; do echo "test.sh: skipped: $line"; done
exit "$status"
