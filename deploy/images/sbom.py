#!/usr/bin/env python3
"""Completes a CycloneDX bill of materials of Maven's graph with the JARs that Quarkus adds to it, and with what the base image
contains: its packages and its JRE.

    sbom.py SBOM INSPECTED BASE DIGEST [DEPENDENCIES]
INSPECTED     folder with files of the base: os-release, dpkg's or apk's database, and the release file of the JRE
DEPENDENCIES  Quarkus's list of the application's JARs, group:artifact:classifier:type:version
"""
import json
import pathlib
import re
import sys


def fields(text):
    """Records of a Debian control file, which are separated by empty lines."""
    for record in re.split(r"\n\s*\n", text):
        yield dict(re.findall(r"^([A-Za-z-]+): ?(.*)$", record, re.MULTILINE))


def packages(folder, distribution):
    texts = [path.read_text(errors="replace") for path in (folder / "status", *sorted((folder / "status.d").glob("*"))) if path.is_file()]
    for text in texts:
        for record in fields(text):
            if "Package" in record and "installed" in record.get("Status", "installed"):
                yield component(record["Package"], record["Version"], f"pkg:deb/{distribution}/{record['Package']}@{record['Version']}")
    apk = folder / "installed"
    if apk.is_file():
        for record in re.split(r"\n\s*\n", apk.read_text()):
            values = dict(re.findall(r"^([PV]):(.*)$", record, re.MULTILINE))
            if "P" in values:
                yield component(values["P"], values["V"], f"pkg:apk/{distribution}/{values['P']}@{values['V']}")


def jars(dependencies, known):
    """JARs that Maven's graph lacks: conditional dependencies of extensions, and what a BOM excludes."""
    for line in pathlib.Path(dependencies).read_text().split():
        group, name, classifier, kind, version = line.split(":")
        if (group, name, version) not in known:
            qualifiers = f"?classifier={classifier}&type={kind}" if classifier else f"?type={kind}"
            yield {**component(name, version, f"pkg:maven/{group}/{name}@{version}{qualifiers}"), "group": group}


def component(name, version, purl, kind="library"):
    return {"type": kind, "name": name, "version": version, "purl": purl, "bom-ref": purl}


def assignments(path):
    return dict(re.findall(r'^(\w+)="?([^"\n]*)"?$', path.read_text(), re.MULTILINE)) if path.is_file() else {}


def main(sbom, inspected, base, digest, dependencies=None):
    folder = pathlib.Path(inspected)
    system = assignments(folder / "os-release")
    java = assignments(folder / "release")
    document = json.loads(pathlib.Path(sbom).read_text())
    added = list(packages(folder, system.get("ID", "linux")))
    if system:
        added.append(component(system.get("ID", "linux"), system.get("VERSION_ID", ""), f"pkg:generic/{system.get('ID')}@{system.get('VERSION_ID')}", "operating-system"))
    if java:
        version = java.get("JAVA_RUNTIME_VERSION", java.get("JAVA_VERSION", ""))
        added.append(component("openjdk-jre", version, f"pkg:generic/openjdk-jre@{version}", "platform"))
    if not added:
        sys.exit("sbom.py: nothing of the base image could be read")
    added.append(component(base.split("@")[0], digest, f"pkg:oci/{base.split('@')[0].rsplit('/', 1)[-1].split(':')[0]}@{digest}", "container"))
    components = document.get("components", [])
    if dependencies:
        added += jars(dependencies, {(one.get("group"), one["name"], one["version"]) for one in components})
    document["components"] = components + sorted(added, key=lambda one: one["bom-ref"])
    # The time of the build would differ in each image.
    document.get("metadata", {}).pop("timestamp", None)
    pathlib.Path(sbom).write_text(json.dumps(document, indent=1, sort_keys=True) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
