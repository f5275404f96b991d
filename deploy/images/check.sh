#!/usr/bin/env bash
# Builds the images and runs every pod of the test environment with them on this machine, as its manifests have them: the
# migration, the services, the gateway and the night's export, with a real PostgreSQL and a real S3 endpoint on loopback.
# With TRACES=true a call is followed through the services, too. Needs podman and kubectl; takes what build.sh takes, and
#   PODMAN        what starts podman, with options where the machine needs some   (podman)
#   RUN_OPTIONS   more for its run
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
"$here/build.sh"
cd "$here/../.."
${MAVEN:-mvn} -B -ntp -pl deploy/tests -am -Dtest=PodTest -Dsurefire.failIfNoSpecifiedTests=false \
  -Dquarkus.build.skip=true -Dopentrack.images="${TAG:-1.0.0}" -Dopentrack.traces="${TRACES:-false}" \
  -Dopentrack.podman="${PODMAN:-podman}" -Dopentrack.podman.run="${RUN_OPTIONS:-}" test
