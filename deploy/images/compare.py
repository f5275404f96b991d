#!/usr/bin/env python3
"""Compares /app of a released image with that of its rebuild. Two builds differ in the start-up archive, which has addresses
and times, and in classes that Quarkus generates, which have random names of members: of these JARs only the names of the
classes are compared.

    compare.py RELEASED.tar REBUILT.tar
"""
import hashlib
import io
import sys
import tarfile
import zipfile

ARCHIVES = {"app.aot", "app.jsa"}
GENERATED = {"generated-bytecode.jar", "transformed-bytecode.jar"}


def summary(name, data):
    if name in ARCHIVES:
        return None
    if name in GENERATED:
        return sorted(zipfile.ZipFile(io.BytesIO(data)).namelist())
    return hashlib.sha256(data).hexdigest()


def contents(path):
    with tarfile.open(path) as files:
        return {file.name: (file.mode, summary(file.name.rsplit("/", 1)[-1], files.extractfile(file).read())) for file in files if file.isfile()}


released, rebuilt = map(contents, sys.argv[1:])
different = sorted(name for name in released.keys() | rebuilt.keys() if released.get(name) != rebuilt.get(name))
if different:
    sys.exit(f"different from the rebuild: {', '.join(different)}")
print(f"{len(released)} files")
