#!/usr/bin/env bash
# Runs the whole suite on this machine until Ctrl-C, and builds what is missing or out of date before. Requires a JDK (17 or
# newer) and Maven. --demo also loads some hundred competitions and runs an export. OPENTRACK_JVM_OPTIONS replaces the JVM
# options of the services. See README.md.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source_folder=$(dirname "$here")
built=$here/local/target/built

fail() {
  echo "run.sh: $1" >&2
  exit 1
}

for argument in "$@"; do
  [ "$argument" = --demo ] || fail "unknown argument $argument; the only argument is --demo"
done

java=${JAVA_HOME:+$JAVA_HOME/bin/}java
command -v "$java" >/dev/null || fail "Java was not found; install a JDK, 17 or newer"
version=$("$java" -version 2>&1 | sed -n 's/.* version "\([0-9]*\).*/\1/p' | head -n 1)
[ "${version:-0}" -ge 17 ] || fail "Java ${version:-?} is too old; 17 or newer is required"

out_of_date() {
  [ -e "$built" ] || return 0
  [ -n "$(find "$source_folder" -path '*/target' -prune -o -path "$here/local/var" -prune -o -path '*/.git' -prune \
    -o \( -path '*/src/main/*' -o -path '*/examples/*.py' -o -name pom.xml \) -type f -newer "$built" -print -quit)" ]
}

if out_of_date; then
  command -v mvn >/dev/null || fail "Maven was not found; 3.8.7 or newer is required to build"
  "${java%java}javac" -version >/dev/null 2>&1 || fail "Java has no compiler; install a JDK, 17 or newer"
  # Reports port conflicts before a long build. The runner checks again.
  for entry in GATEWAY:8080 AUTH:8081 COMPETITION:8082 EXPORT:8083 GATEWAY_MANAGEMENT:9080 AUTH_MANAGEMENT:9081 \
    COMPETITION_MANAGEMENT:9082 EXPORT_MANAGEMENT:9083 S3:9000 POSTGRES:5433; do
    variable=OPENTRACK_${entry%:*}_PORT
    port=${!variable:-${entry#*:}}
    ! (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || fail "port $port is in use; set $variable to another one"
  done
  echo "building (a few minutes the first time)"
  build_start=$(mktemp)
  log=$(mktemp)
  trap 'rm -f "$build_start" "$log"' EXIT
  if ! (cd "$source_folder" && mvn -B -ntp -DskipTests -pl '!deploy/tests' package 2>&1) \
    | tee "$log" | sed -un 's/^\[INFO\] Building \(.*\) 1\.0.*\[\(.*\)\]/  \2 \1/p'; then
    grep -m 1 '^\[ERROR\]' "$log" >&2 || true
    fail "the build failed"
  fi
  # Files that were changed during the build are newer, so the next start builds again.
  touch -r "$build_start" "$built"
fi

OPENTRACK_SOURCE=$source_folder exec "$java" -Xmx128m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 \
  -cp "$here/local/target/local-1.0.0-SNAPSHOT.jar" \
  run.opentrack.local.Main "$@"
