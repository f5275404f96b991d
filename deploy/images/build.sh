#!/usr/bin/env bash
# Builds the images of the services and of the migration. The software bill of materials (CycloneDX) of each image, with the
# packages and the JRE of its base, is /app/sbom.json in it, and in deploy/images/target.
#   build.sh [auth-service competition-service export-service gateway migration]
# BASE     base image, a JRE of Java 17 or newer with java on its path   (docker.io/library/eclipse-temurin:25-jre-noble)
# BASE_DIGEST  its digest, sha256:…, without which a tag that moves is built on; release.sh requires it
# RUNTIME  base of the final image: the same JVM, at the same path, without shell and package manager; release.sh requires it
#          by digest   (BASE)
# JAVA     its Java version: 25 makes an AOT cache, an older one a CDS archive   (25)
# TAG      tag of the images, opentrack/<name>:TAG   (1.0.0)
# TRACES   false: without OpenTelemetry, which otherwise is in the images and is switched on by settings   (true)
# ARCHIVE  false: without start-up archive   (true)
# SOURCE   URL of the sources, for the image's labels   (https://git.example.org/opentrack)
# PLATFORM of the image, such as linux/arm64; the base must have it, and the machine must run it   (the machine's)
# BUILDER  podman, docker (with BuildKit), or true, which only stages the files   (podman)    BUILD_OPTIONS  additional options of its build command
# SOURCE_DATE_EPOCH  time of all files and of the image   (1767225600)
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source_folder=$(dirname "$(dirname "$here")")
base=${BASE:-docker.io/library/eclipse-temurin:25-jre-noble}${BASE_DIGEST:+@$BASE_DIGEST}
runtime=${RUNTIME:-$base}
java=${JAVA:-25}
tag=${TAG:-1.0.0}
builder=${BUILDER:-podman}
maven=${MAVEN:-mvn}
export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-1767225600}
revision=$(git -C "$source_folder" rev-parse HEAD 2>/dev/null || echo unknown)
[ -z "$(git -C "$source_folder" status --porcelain 2>/dev/null)" ] || revision=$revision-modified
platform=(${PLATFORM:+--platform "$PLATFORM"})
images=("$@")
[ ${#images[@]} -gt 0 ] || images=(migration auth-service competition-service export-service gateway)

modules=()
for image in "${images[@]}"; do
  if [ "$image" = migration ]; then modules+=(deploy/schema); else modules+=("$image"); fi
done
list=$(IFS=,; echo "${modules[*]}")
# Libraries of earlier builds would get into the image.
rm -rf "$source_folder/deploy/schema/target/lib"
(cd "$source_folder" && $maven -B -ntp -q package -DskipTests -Pimages -pl "$list" -am \
  -Dquarkus.package.jar.type=aot-jar -Dquarkus.package.output-directory=image -Dquarkus.otel.enabled="${TRACES:-true}")

# The base's packages and JRE, for the bill of materials. The container is created, not started.
inspected=$here/target/base
rm -rf "$inspected"
mkdir -p "$inspected"
container=$("$builder" create "${platform[@]}" "$runtime" java)
trap '"$builder" rm "$container" >/dev/null' EXIT
java_home=$("$builder" inspect --format '{{range .Config.Env}}{{println .}}{{end}}' "$container" | sed -n 's/^JAVA_HOME=//p')
for file in /etc/os-release /usr/lib/os-release /var/lib/dpkg/status /var/lib/dpkg/status.d /lib/apk/db/installed "${java_home:-/opt/java/openjdk}/release"; do
  "$builder" cp "$container:$file" "$inspected/" >/dev/null 2>&1 || true
done
# Without a digest in its name, the local id of the base tells which one it was.
base_digest=$(sed -n 's/.*@//p' <<<"$runtime")
base_digest=${base_digest:-sha256:$("$builder" inspect --format '{{.Image}}' "$container" | sed 's/^sha256://')}

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
    mv "$staged/quarkus-app-dependencies.txt" "$inspected/$image.dependencies"
    cp "$source_folder/$image/target/bom.json" "$staged/sbom.json"
  fi
  dependencies=$inspected/$image.dependencies
  [ -e "$dependencies" ] || dependencies=
  [ "$builder" = true ] || python3 "$here/sbom.py" "$staged/sbom.json" "$inspected" "$runtime" "$base_digest" ${dependencies:+"$dependencies"}
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
  if [ "$image" = migration ] || [ "${ARCHIVE:-true}" = false ]; then
    echo "$common" >"$staged/java.options"
  else
    echo "$common $make -Dquarkus.http.port=0 -Dquarkus.management.port=0 $(settings "$image")" >"$staged/train.options"
  fi
  if [ "$image" = auth-service ] && [ -e "$staged/train.options" ]; then
    mkdir "$staged/train.keys"
    openssl genpkey -quiet -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out "$staged/train.keys/training.pem"
  fi
  find "$staged" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
  labels=()
  for label in title="opentrack/$image" licenses=Apache-2.0 source="${SOURCE:-https://git.example.org/opentrack}" \
    revision="$revision" version="$tag" base.name="$runtime" base.digest="$base_digest"; do
    labels+=(--label "org.opencontainers.image.$label")
  done
  # BuildKit reads SOURCE_DATE_EPOCH from the environment and rewrites the times of files only if asked to; podman has an option.
  if "$builder" --version | grep -qi docker; then
    reproducible=(--output "type=docker,rewrite-timestamp=true" --provenance=false --build-arg SOURCE_DATE_EPOCH)
  else
    reproducible=(--timestamp "$SOURCE_DATE_EPOCH")
  fi
  # shellcheck disable=SC2086
  "$builder" build ${BUILD_OPTIONS:-} "${platform[@]}" "${reproducible[@]}" "${labels[@]}" --build-arg BASE="$base" --build-arg RUNTIME="$runtime" \
    -t "opentrack/$image:$tag" -f "$here/Containerfile" "$staged"
done
