#!/usr/bin/env bash
# Makes a release: builds the images from a clean checkout on a base that is pinned by digest, and writes to
# deploy/images/target/release-VERSION what a deployment needs and can verify: digests, bills of materials, provenance,
# the Helm chart, checksums and their signature. deploy/images/verify.sh checks it.
#   release.sh VERSION
# BASE_DIGEST   digest of the base image, sha256:…   (required)
# REGISTRY      pushes to REGISTRY/<image>:VERSION, such as registry.example.org/opentrack; without it the images are
#               written to the release folder as OCI layouts (podman only)
# SIGNING_KEY   private key (PEM) that signs the checksums with openssl; `openssl genpkey -algorithm EC -pkeyopt
#               ec_paramgen_curve:P-256 -out release.key` makes one, `openssl pkey -in release.key -pubout` its public key
# COSIGN_KEY    key that signs the pushed images with cosign and attaches bill of materials and provenance, if it is installed
# and the variables of deploy/images/build.sh
set -euo pipefail
# A failure inside $(…) ends the script too.
shopt -s inherit_errexit
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
fail() { echo "release.sh: $1" >&2; exit 1; }

version=${1:-}
[[ $version =~ ^[0-9]+\.[0-9]+\.[0-9]+([.-][0-9A-Za-z.-]+)?$ ]] || fail "a version such as 1.2.0 is required"
[[ ${BASE_DIGEST:-} =~ ^sha256:[0-9a-f]{64}$ ]] || fail "BASE_DIGEST is required: the digest of the base image, sha256:…"
# Its digest is in the provenance; a tag may be another image at a second build.
[[ -z ${RUNTIME:-} || $RUNTIME =~ @sha256:[0-9a-f]{64}$ ]] || fail "RUNTIME is required by digest: name@sha256:…"
[ -z "$(git -C "$here" status --porcelain)" ] || fail "the checkout has changes; a release is made of a commit"
[ -z "${COSIGN_KEY:-}" ] || [ -n "${REGISTRY:-}" ] || fail "REGISTRY is required with COSIGN_KEY"
builder=${BUILDER:-podman}
out=$here/images/target/release-$version
[ ! -e "$out" ] || fail "$out exists"
images=(migration auth-service competition-service export-service gateway)

export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git -C "$here" log -1 --format=%ct)}
# Classes of earlier builds, which git does not show, would get into the images.
TAG=$version MAVEN="${MAVEN:-mvn} clean" "$here/images/build.sh" "${images[@]}"
mkdir -p "$out"

digest_of() {
  local file=$out/digest
  if [ -z "${REGISTRY:-}" ]; then
    [ "$builder" = podman ] || fail "REGISTRY is required with docker"
    "$builder" push -q --digestfile "$file" "opentrack/$1:$version" "oci:$out/$1:$version" >/dev/null
  elif [ "$builder" = podman ]; then
    "$builder" push -q --digestfile "$file" "opentrack/$1:$version" "docker://$REGISTRY/$1:$version" >/dev/null
  else
    "$builder" tag "opentrack/$1:$version" "$REGISTRY/$1:$version"
    "$builder" push -q "$REGISTRY/$1:$version" >/dev/null
    "$builder" inspect --format '{{join .RepoDigests "\n"}}' "$REGISTRY/$1:$version" | sed -n "s|^$REGISTRY/$1@||p" >"$file"
  fi
  tr -d '\n' <"$file"
  rm "$file"
}

echo "images:" >"$out/images.yaml"
for image in "${images[@]}"; do
  digest=$(digest_of "$image")
  echo "$digest  $image" >>"$out/digests"
  printf -- '  - name: %s/%s\n    digest: %s\n' "${REGISTRY:-registry.example.org/opentrack}" "$image" "$digest" >>"$out/images.yaml"
  cp "$here/images/target/$image.sbom.json" "$out/"
done
python3 "$here/images/provenance.py" "$out" "$version" "$(git -C "$here" rev-parse HEAD)" \
  "${SOURCE:-https://git.example.org/opentrack}" "${BASE:-docker.io/library/eclipse-temurin:25-jre-noble}@$BASE_DIGEST" ${RUNTIME:+"$RUNTIME"}
"$here/kubernetes/helm-chart.py" --version "$version" --images "$out/images.yaml" --package "$out/opentrack-$version.tgz"
(cd "$out" && find . -type f ! -name 'SHA256SUMS*' | sort | xargs sha256sum >SHA256SUMS)
if [ -n "${SIGNING_KEY:-}" ]; then
  openssl dgst -sha256 -sign "$SIGNING_KEY" -out "$out/SHA256SUMS.sig" "$out/SHA256SUMS"
fi
if [ -n "${COSIGN_KEY:-}" ] && command -v cosign >/dev/null; then
  # Not from the standard input, from which cosign reads its password.
  while read -r digest image <&3; do
    cosign sign --yes --key "$COSIGN_KEY" "$REGISTRY/$image@$digest"
    cosign attest --yes --key "$COSIGN_KEY" --type cyclonedx --predicate "$out/$image.sbom.json" "$REGISTRY/$image@$digest"
    cosign attest --yes --key "$COSIGN_KEY" --type slsaprovenance1 --predicate "$out/provenance.predicate.json" "$REGISTRY/$image@$digest"
  done 3<"$out/digests"
fi
echo "release.sh: $out; set the version in the overlay's namespace.yaml, and add images.yaml to its kustomization"
