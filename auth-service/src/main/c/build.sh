#!/bin/sh
# Compiles the reference library of Argon2 (argon2/, unchanged, as its authors publish it) for the wide registers of
# today's x86-64 processors. Debian's and the JAR's are made for any of them: on two cores of an EPYC they hash 107
# passwords a second (19 MiB, two passes), with AVX2 it is 200 and with AVX-512 245. Where LD_LIBRARY_PATH names the
# folder the dynamic linker takes the one that the processor can run (glibc-hwcaps, since glibc 2.33).
# Without a C compiler, or for another processor, it makes nothing: the system's library or the JAR's is used then.
#   build.sh FOLDER
set -eu
folder=$1
cd "$(dirname "$0")/argon2"
rm -rf "$folder"
[ "$(uname -sm)" = "Linux x86_64" ] || exit 0
for level in x86-64-v3 x86-64-v4; do
  place=$folder/glibc-hwcaps/$level
  mkdir -p "$place"
  if ! ${CC:-cc} -std=c99 -O3 -march=$level -fPIC -shared -pthread -Iinclude -Isrc -o "$place/libargon2.so" \
    src/argon2.c src/core.c src/encoding.c src/thread.c src/opt.c src/blake2/blake2b.c; then
    echo "No C compiler for $level: passwords are hashed by a library for any processor, half as fast."
    rm -rf "$folder"
    exit 0
  fi
done
