#!/usr/bin/env python3
"""Writes the provenance of a release: an in-toto statement with a SLSA 1.0 predicate.

    provenance.py FOLDER VERSION REVISION SOURCE IMAGE@DIGEST...
FOLDER has the file digests, and the images are the bases; provenance.json (statement) and provenance.predicate.json are written to it.
"""
import json
import pathlib
import sys

folder, version, revision, source, *bases = sys.argv[1:]
out = pathlib.Path(folder)
predicate = {
    "buildDefinition": {
        "buildType": f"{source}/deploy/release.sh",
        "externalParameters": {"version": version},
        "resolvedDependencies": [
            {"uri": f"git+{source}", "digest": {"gitCommit": revision}},
        ] + [
            {"uri": f"oci://{name}", "digest": {"sha256": digest}} for name, digest in (base.split("@sha256:") for base in bases)
        ],
    },
    "runDetails": {"builder": {"id": f"{source}/deploy/images/build.sh"}},
}
subjects = [line.split() for line in (out / "digests").read_text().splitlines()]
statement = {
    "_type": "https://in-toto.io/Statement/v1",
    "subject": [{"name": f"opentrack/{image}", "digest": {"sha256": digest.removeprefix("sha256:")}} for digest, image in subjects],
    "predicateType": "https://slsa.dev/provenance/v1",
    "predicate": predicate,
}
for name, content in (("provenance.predicate.json", predicate), ("provenance.json", statement)):
    (out / name).write_text(json.dumps(content, indent=1) + "\n")
