#!/usr/bin/env bash
# Verifies a release of deploy/release.sh: signature, checksums, digests of the images, their labels and bills of materials.
#   verify.sh FOLDER [--key PUBLIC_KEY] [--rebuild]
# --key      public key (PEM) of the signature; without it the signature is not verified, which is said
# --rebuild  builds the images again at the release's commit and compares them file by file, as far as builds are reproducible
#            (see compare.py). Needs the variables of build.sh of that release.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
fail() { echo "verify.sh: $1" >&2; exit 1; }
folder=${1:-}
[ -f "$folder/SHA256SUMS" ] || fail "the folder of a release is required"
folder=$(cd "$folder" && pwd)
shift
key= rebuild=
while [ $# -gt 0 ]; do
  case $1 in
    --key) key=$2; shift ;;
    --rebuild) rebuild=true ;;
    *) fail "unknown argument $1" ;;
  esac
  shift
done
builder=${BUILDER:-podman}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
version=${folder##*release-}

if [ -n "$key" ]; then
  openssl dgst -sha256 -verify "$key" -signature "$folder/SHA256SUMS.sig" "$folder/SHA256SUMS" >/dev/null || fail "the signature is wrong"
  echo "signature: verified"
else
  echo "signature: NOT VERIFIED, no --key"
fi
(cd "$folder" && sha256sum --quiet -c SHA256SUMS) || fail "a file differs from its checksum"
unlisted=$(cd "$folder" && find . -type f ! -name 'SHA256SUMS*' | sort | comm -23 - <(sed 's/^[^ ]*  //' SHA256SUMS | sort))
[ -z "$unlisted" ] || fail "not in the checksums: $unlisted"
# Otherwise an older release, which is signed too, could be passed on under a newer name.
[ -f "$folder/opentrack-$version.tgz" ] || fail "the release is not $version: it has no chart of that version"
echo "checksums: $(wc -l <"$folder/SHA256SUMS") files"

layers() { "$builder" inspect --format '{{range .RootFS.Layers}}{{println .}}{{end}}' "$1"; }
# Not from the standard input, which the commands may read.
while read -r digest image <&3; do
  if [ -e "$folder/$image/index.json" ]; then
    grep -q "$digest" "$folder/$image/index.json" || fail "$image is not $digest"
    reference=oci:$folder/$image:$version
    released=$("$builder" pull -q "$reference")
  else
    released=$(sed -n "s|.*name: \(.*/$image\)$|\1|p" "$folder/images.yaml")@$digest
    "$builder" pull -q "$released" >/dev/null
  fi
  for label in source revision version base.digest; do
    [ -n "$("$builder" inspect --format "{{index .Config.Labels \"org.opencontainers.image.$label\"}}" "$released")" ] || fail "$image has no label $label"
  done
  container=$("$builder" create "$released")
  "$builder" cp "$container:/app" - | python3 "$here/sbom-check.py" "$folder/$image.sbom.json" || fail "the bill of materials of $image is wrong"
  "$builder" rm "$container" >/dev/null
  if [ -n "$rebuild" ]; then
    commit=$("$builder" inspect --format '{{index .Config.Labels "org.opencontainers.image.revision"}}' "$released")
    [ "$(git -C "$here" rev-parse HEAD)" = "$commit" ] || fail "check out $commit to rebuild it"
    SOURCE_DATE_EPOCH=$(git -C "$here" log -1 --format=%ct) TAG=verify MAVEN="${MAVEN:-mvn} clean" "$here/build.sh" "$image" >/dev/null
    diff <(layers "$released" | head -n -2) <(layers "opentrack/$image:verify" | head -n -2) >/dev/null || fail "$image has another base"
    for one in "$released" "opentrack/$image:verify"; do
      container=$("$builder" create "$one")
      "$builder" cp "$container:/app" - >"$work/${one##*:}.tar"
      "$builder" rm "$container" >/dev/null
    done
    same=$(python3 "$here/compare.py" "$work/${released##*:}.tar" "$work/verify.tar") || fail "$image cannot be reproduced"
    echo "$image: reproduced, $same (start-up archive and generated classes aside)"
  fi
  echo "$image: $digest"
done 3<"$folder/digests"
