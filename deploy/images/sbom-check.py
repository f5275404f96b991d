#!/usr/bin/env python3
"""Compares the files of an image with its bill of materials: each JAR in /app must be a component, by its version, and the
bill in the image must be the released one.

    podman cp CONTAINER:/app - | sbom-check.py SBOM
"""
import io
import json
import re
import sys
import tarfile

released = open(sys.argv[1], "rb").read()
components = json.loads(released)["components"]
names = {f"{one['name']}-{one['version']}" for one in components}
kinds = {one["purl"].split("/")[0] for one in components if "purl" in one}
missing, inside = [], None
with tarfile.open(fileobj=io.BytesIO(sys.stdin.buffer.read())) as files:
    for file in files:
        name = file.name.rsplit("/", 1)[-1]
        if name == "sbom.json":
            inside = files.extractfile(file).read()
        elif name.endswith(".jar") and "/lib/" in file.name:
            # Quarkus names a JAR group.artifact-version.jar; native ones have a classifier behind the version.
            if not any(name[:-4].endswith(known) or re.search(re.escape(known) + r"-[\w.-]+$", name[:-4]) for known in names):
                missing.append(name)
if missing:
    sys.exit(f"not in the bill of materials: {', '.join(missing)}")
if inside != released:
    sys.exit("the bill of materials in the image is another one")
if not {"pkg:deb", "pkg:apk"} & kinds:
    sys.exit("no package of the base image in the bill of materials")
print(f"{len(components)} components")
