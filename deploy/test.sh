#!/usr/bin/env bash
# Every test, given a JDK (17 or newer) and Maven: rules by themselves, then the suite as its users meet it, on a real
# PostgreSQL and a real S3 endpoint. What a machine has not and may not install is left out, and said at the end.
#   --full   the long forms: durations and numbers of the promises to the letter
#   anything else goes to Maven, -pl auth-service or -Dopentrack.soak.minutes=10 for one
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

full=()
maven=()
for argument in "$@"; do
  if [ "$argument" = --full ]; then full=(-Dopentrack.full=true); else maven+=("$argument"); fi
done

java=${JAVA_HOME:+$JAVA_HOME/bin/}java
for program in "$java" "${java}c" mvn; do
  command -v "$program" >/dev/null || { echo "test.sh: $program is not found; a JDK (17 or newer) and Maven are needed" >&2; exit 1; }
done

left_out=()

# has COMMAND PACKAGE WHAT: installs a Debian package for a command where that is allowed.
has() {
  if eval "$1" >/dev/null 2>&1; then return; fi
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "test.sh: installing $2"
    { DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "$2" || { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "$2"; }; } \
      >/dev/null 2>&1 || true
  fi
  eval "$1" >/dev/null 2>&1 || left_out+=("$3: $2 is not installed")
}

has "command -v python3" python3 "the documented scripts"
has "/usr/bin/python3 -c 'import requests'" python3-requests "the documented scripts"
has "command -v curl" curl "the first session of README.md"
has "ls /usr/lib/*/faketime" faketime "replicas whose clocks differ"
has "command -v chromium" chromium "pages in a browser"
has "command -v haproxy || ls /usr/sbin/haproxy" haproxy "replicas behind one address"
has "kubectl version --client 2>/dev/null | grep -q 'Kustomize Version: v[4-9]'" kubernetes-client "the manifests"

status=0
# A promise of time may fail once because somebody else uses the machine, not twice.
mvn -B -ntp verify -Dsurefire.rerunFailingTestsCount=1 "${full[@]}" "${maven[@]}" || status=$?

for line in "${left_out[@]}"; do echo "test.sh: left out: $line"; done
exit "$status"
