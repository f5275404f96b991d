#!/usr/bin/env bash
# Builds the images and runs every pod of the test overlay on this machine as its manifest defines it: the migration, the
# services, the gateway and the nightly export, with a real PostgreSQL and S3 endpoint on loopback; a request is traced through
# the services. Requires podman and kubectl. Variables of build.sh, and
#   PODMAN        command that starts podman, with options   (podman)
#   RUN_OPTIONS   additional options of podman run
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
"$here/build.sh"
cd "$here/../.."
${MAVEN:-mvn} -B -ntp -pl deploy/tests -am -Dtest=PodTest -Dsurefire.failIfNoSpecifiedTests=false \
  -Dquarkus.build.skip=true -Dopentrack.images="${TAG:-1.0.0}" -Dopentrack.traces="${TRACES:-true}" \
  -Dopentrack.podman="${PODMAN:-podman}" -Dopentrack.podman.run="${RUN_OPTIONS:-}" test
