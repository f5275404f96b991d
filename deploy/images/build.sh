#!/usr/bin/env bash
# Builds the images of the services and of the migration. The software bill of materials (CycloneDX) of each image is
# /app/sbom.json in it, and in deploy/images/target.
#   build.sh [auth-service competition-service export-service gateway migration]
# BASE     base image, a JRE of Java 17 or newer with java on its path   (docker.io/library/eclipse-temurin:25-jre-noble)
# JAVA     its Java version: 25 makes an AOT cache, an older one a CDS archive   (25)
# TAG      tag of the images, opentrack/<name>:TAG   (1.0.0)
# TRACES   true: with OpenTelemetry, which is not in the images otherwise   (false)
# BUILDER  podman or docker   (podman)    BUILD_OPTIONS  additional options of its build command
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source_folder=$(dirname "$(dirname "$here")")
base=${BASE:-docker.io/library/eclipse-temurin:25-jre-noble}
java=${JAVA:-25}
tag=${TAG:-1.0.0}
builder=${BUILDER:-podman}
maven=${MAVEN:-mvn}
images=("$@")
[ ${#images[@]} -gt 0 ] || images=(migration auth-service competition-service export-service gateway)

modules=()
for image in "${images[@]}"; do
  if [ "$image" = migration ]; then modules+=(deploy/schema); else modules+=("$image"); fi
done
list=$(IFS=,; echo "${modules[*]}")
(cd "$source_folder" && $maven -B -ntp -q package -DskipTests -Pimages -pl "$list" -am \
  -Dquarkus.package.jar.type=aot-jar -Dquarkus.package.output-directory=image -Dquarkus.otel.enabled="${TRACES:-false}")

# The required settings for the training start; they are not part of the image.
settings() {
  case $1 in
    auth-service) echo "-Dopentrack.database.user=x -Dopentrack.database.password=x -Dopentrack.keys.folder=train.keys" ;;
    competition-service) echo "-Dopentrack.database.user=x -Dopentrack.database.password=x -Dopentrack.override.key=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" ;;
    export-service) echo "-Dopentrack.database.user=x -Dopentrack.database.password=x -Dopentrack.store.bucket=x -Daws.region=eu-west-2" ;;
    gateway) echo "-Dopentrack.gateway.port=0" ;;
  esac
}

for image in "${images[@]}"; do
  staged=$here/target/$image
  rm -rf "$staged"
  mkdir -p "$staged"
  if [ "$image" = migration ]; then
    cp -r "$source_folder"/deploy/schema/target/lib "$staged/lib"
    cp "$source_folder"/deploy/schema/target/schema-*-SNAPSHOT.jar "$staged/run.jar"
    cp "$source_folder/deploy/schema/target/bom.json" "$staged/sbom.json"
  else
    cp -r "$source_folder/$image/target/image/." "$staged/"
    mv "$staged/quarkus-run.jar" "$staged/run.jar"
    rm -f "$staged/quarkus-app-dependencies.txt"
    cp "$source_folder/$image/target/bom.json" "$staged/sbom.json"
  fi
  cp "$staged/sbom.json" "$here/target/$image.sbom.json"
  # C2 thresholds doubled: C2 otherwise takes a third of the processor time of a start.
  c2="-XX:Tier4InvocationThreshold=10000 -XX:Tier4MinInvocationThreshold=1200"
  c2="$c2 -XX:Tier4CompileThreshold=30000 -XX:Tier4BackEdgeThreshold=80000"
  # Huge pages: hashing displaces the processor caches, including the page tables.
  common="-XX:+UseSerialGC -XX:+UseTransparentHugePages $c2 -XX:MaxRAMPercentage=50 -Xss512k -XX:+ExitOnOutOfMemoryError"
  if [ "$java" -ge 25 ]; then
    make=-XX:AOTCacheOutput=app.aot use=-XX:AOTCache=/app/app.aot
  else
    make=-XX:ArchiveClassesAtExit=app.jsa use=-XX:SharedArchiveFile=/app/app.jsa
  fi
  echo "$common $use" >"$staged/java.options"
  cp "$here/train.sh" "$staged/"
  # The migration runs once per release and needs no archive.
  if [ "$image" = migration ]; then
    echo "$common" >"$staged/java.options"
  else
    echo "$common $make -Dquarkus.http.port=0 -Dquarkus.management.port=0 $(settings "$image")" >"$staged/train.options"
  fi
  if [ "$image" = auth-service ]; then
    mkdir "$staged/train.keys"
    openssl genpkey -quiet -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out "$staged/train.keys/training.pem"
  fi
  find "$staged" -exec touch -h -d 2026-01-01T00:00:00Z {} +
  # shellcheck disable=SC2086
  "$builder" build ${BUILD_OPTIONS:-} --timestamp 1767225600 --build-arg BASE="$base" -t "opentrack/$image:$tag" \
    -f "$here/Containerfile" "$staged"
done
