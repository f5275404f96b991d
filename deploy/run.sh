#!/usr/bin/env bash
# The whole suite on this machine, given a JDK (17 or newer) and Maven: builds what is missing or out of date, then runs
# until Ctrl-C. --demo also loads some hundred competitions and runs one export. OPENTRACK_JVM_OPTIONS replaces the options
# of the services' JVMs. README.md says more.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source_folder=$(dirname "$here")
built=$here/local/target/built

fail() {
  echo "run.sh: $1" >&2
  exit 1
}

for argument in "$@"; do
  [ "$argument" = --demo ] || fail "unknown argument $argument; there is only --demo"
done

java=${JAVA_HOME:+$JAVA_HOME/bin/}java
command -v "$java" >/dev/null || fail "no Java is found; install a JDK, 17 or newer"
version=$("$java" -version 2>&1 | sed -n 's/.* version "\([0-9]*\).*/\1/p' | head -n 1)
[ "${version:-0}" -ge 17 ] || fail "Java ${version:-?} is too old; 17 or newer is needed"

out_of_date() {
  [ -e "$built" ] || return 0
  [ -n "$(find "$source_folder" -path '*/target' -prune -o -path "$here/local/var" -prune -o -path '*/.git' -prune \
    -o \( -path '*/src/main/*' -o -name pom.xml \) -type f -newer "$built" -print -quit)" ]
}

if out_of_date; then
  command -v mvn >/dev/null || fail "Maven is not found; 3.8.7 or newer is needed to build"
  "${java%java}javac" -version >/dev/null 2>&1 || fail "there is a Java but no compiler; install a JDK, 17 or newer"
  echo "building (a few minutes the first time)"
  begun=$(mktemp)
  log=$(mktemp)
  trap 'rm -f "$begun" "$log"' EXIT
  if ! (cd "$source_folder" && mvn -B -ntp -DskipTests -pl '!deploy/tests' package 2>&1) \
    | tee "$log" | sed -un 's/^\[INFO\] Building \(.*\) 1\.0.*\[\(.*\)\]/  \2 \1/p'; then
    grep -m 1 '^\[ERROR\]' "$log" >&2 || true
    fail "the build failed"
  fi
  # What was changed meanwhile is built the next time.
  touch -r "$begun" "$built"
fi

OPENTRACK_SOURCE=$source_folder exec "$java" -Xmx128m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 \
  -cp "$here/local/target/local-1.0.0-SNAPSHOT.jar:$here/local/target/lib/*" \
  run.opentrack.local.Main "$@"
