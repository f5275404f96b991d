#!/usr/bin/env python3
"""Writes a Helm chart from a kustomize overlay, so that there is one source. By default it renders exactly what the overlay
does, except for the namespace, which `helm install --create-namespace` makes. Requires kubectl and PyYAML.

    helm-chart.py [--overlay live] [--version VERSION] [--images FILE] [--output FOLDER] [--package FILE.tgz]
--version  of the chart and of the images   (the overlay's)
--images   the images of a release by digest (images.yaml of deploy/release.sh)
--output   folder of the chart   (target/helm/opentrack)
--package  also writes the chart as an archive
"""
import argparse
import gzip
import hashlib
import io
import json
import pathlib
import re
import shutil
import subprocess
import tarfile

import yaml

HERE = pathlib.Path(__file__).resolve().parent
HELPERS = """{{- define "opentrack.image" -}}
{{ .repository }}{{ if .digest }}@{{ .digest }}{{ else }}:{{ .tag }}{{ end }}
{{- end }}
"""
# A changed ConfigMap has another name, so that pods are replaced; the default one has the overlay's.
CONFIG_NAME = """{{- define "opentrack.NAME" -}}
{{- $sum := tpl (toJson .Values.NAME) . | sha256sum -}}
{{ if eq $sum "SUM" }}DEFAULT{{ else }}NAME-{{ trunc 10 $sum }}{{ end }}
{{- end }}
"""


class Chart:
    """Templates and values, found while walking the rendered documents."""

    def __init__(self, documents):
        self.documents = documents
        self.values = {}
        self.tokens = []
        self.helpers = HELPERS
        namespace = next(one for one in documents if one["kind"] == "Namespace")
        self.namespace = namespace["metadata"]["name"]
        annotations = namespace["metadata"]["annotations"]
        self.version = annotations["opentrack.run/version"]
        self.registry = self.values["registry"] = annotations["opentrack.run/registry"]
        self.texts = [
            (re.compile(rf"(?<![\w./-]){re.escape(self.namespace)}(?![\w./-])"), ".Release.Namespace"),
        ]
        self.text_value("runbook", annotations["opentrack.run/runbook"])
        issuer = next(one["data"]["OPENTRACK_TOKEN_ISSUER"] for one in documents
                      if one["kind"] == "ConfigMap" and "OPENTRACK_TOKEN_ISSUER" in one["data"])
        self.text_value("host", issuer.split("://")[1])

    def text_value(self, name, text):
        """Replaces a text wherever it occurs by a value."""
        self.values[name] = text
        self.texts.append((re.compile(rf"(?<![\w.-]){re.escape(text)}(?![\w-])"), f".Values.{name}"))

    def token(self, expression):
        self.tokens.append(expression)
        return f"xTOKEN{len(self.tokens) - 1}x"

    def value(self, holder, key, *path):
        """Moves what is in a document to the values."""
        if key not in holder:
            return
        node = self.values
        for step in path[:-1]:
            node = node.setdefault(step, {})
        node[path[-1]] = holder[key]
        holder[key] = self.token("toJson (index .Values " + " ".join(json.dumps(step) for step in path) + ")")

    def config_map(self, document):
        """A generated ConfigMap: all its members are values."""
        name = re.fullmatch(r"(settings|store)-[0-9a-z]{10}", document["metadata"]["name"])
        if not name:
            return
        key = name.group(1)
        host = self.values["host"]
        self.values[key] = {setting: text.replace(host, "{{ .Values.host }}") for setting, text in document["data"].items()}
        # As Helm's toJson writes it: members sorted, no spaces, three characters escaped.
        text = json.dumps(document["data"], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        text = text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")
        document["data"] = self.token(f"tpl (toJson .Values.{key}) $")
        self.helpers += (CONFIG_NAME.replace("NAME", key).replace("DEFAULT", name.group(0))
                         .replace("SUM", hashlib.sha256(text.encode()).hexdigest()))
        self.texts.append((re.compile(rf"(?<![\w-]){name.group(0)}(?![\w-])"), f'include "opentrack.{key}" $'))

    def parameters(self, document):
        kind, name, spec = document["kind"], document["metadata"]["name"], document.get("spec", {})
        if kind == "HorizontalPodAutoscaler":
            self.value(spec, "minReplicas", "autoscaling", name, "min")
            self.value(spec, "maxReplicas", "autoscaling", name, "max")
        elif kind == "Cluster":
            for member in ("imageName", "instances", "resources"):
                self.value(spec, member, "database", member)
            self.value(spec["storage"], "size", "database", "storage")
            self.value(spec.get("backup", {}).get("volumeSnapshot", {}), "className", "database", "snapshotClass")
        elif document["apiVersion"].startswith("monitoring.coreos.com/"):
            self.value(document["metadata"]["labels"], "release", "prometheus")
        elif kind == "ObjectStore":
            self.value(spec, "retentionPolicy", "backup", "retention")
            self.value(spec["configuration"], "destinationPath", "backup", "destination")
        elif kind in ("Deployment", "Job", "CronJob"):
            spec = spec["jobTemplate"]["spec"] if kind == "CronJob" else spec
            pod = spec["template"]["spec"]
            self.value(pod.get("nodeSelector", {}), "kubernetes.io/arch", "architecture")
            for container in pod.get("initContainers", []) + pod["containers"]:
                self.image(container)
                self.value(container, "resources", "resources", container["name"] if kind == "Job" else name)

    def job_name(self, document):
        """The migration's Job has the version in its name, since the pods of a Job cannot change."""
        version = self.version.replace(".", "-")
        if document["kind"] == "Job" and document["metadata"]["name"].endswith("-" + version):
            prefix = document["metadata"]["name"].removesuffix(version)
            document["metadata"]["name"] = prefix + self.token('.Chart.AppVersion | replace "." "-"')

    def image(self, container):
        repository, digest = (container["image"].split("@") + [""])[:2]
        repository, tag = repository.rsplit(":", 1) if ":" in repository.rsplit("/", 1)[-1] else (repository, "")
        registry, name = repository.rsplit("/", 1)
        image = {"repository": repository, "tag": tag, "digest": digest}
        expression = f"(index .Values.images {json.dumps(name)})"
        if registry == self.registry:
            image = {"digest": digest}
            expression = f'(merge (dict "repository" (printf "%s/{name}" .Values.registry) "tag" .Chart.AppVersion) {expression})'
        self.values.setdefault("images", {})[name] = image
        container["image"] = self.token(f'include "opentrack.image" {expression} | toJson')

    def walk(self, node):
        """Replaces texts in all members but the values' own."""
        if isinstance(node, dict):
            return {key: self.walk(one) for key, one in node.items()}
        if isinstance(node, list):
            return [self.walk(one) for one in node]
        if isinstance(node, str):
            for pattern, expression in self.texts:
                node = pattern.sub(lambda found: self.token(expression), node)
        return node

    def template(self, document):
        text = yaml.safe_dump(document, width=10**9, allow_unicode=True, sort_keys=False)
        text = text.replace("{{", '{{ "{{" }}')
        return re.sub(r"xTOKEN(\d+)x", lambda found: "{{ " + self.tokens[int(found.group(1))] + " }}", text)

    def templates(self):
        documents = [one for one in self.documents if one["kind"] != "Namespace"]
        for document in documents:
            if document["kind"] == "ConfigMap":
                self.config_map(document)
        names = [f"{one['kind'].lower()}-{one['metadata']['name']}.yaml" for one in documents]
        for document in documents:
            self.parameters(document)
            self.job_name(document)
        return {name: self.template(self.walk(one)) for name, one in zip(names, documents)}


def schema(value, path=()):
    """JSON schema of a default value; members of settings may be added, others not."""
    if isinstance(value, dict):
        open_ended = path[:1] in (("settings",), ("store",)) or path[-1:] in (("limits",), ("requests",))
        return {
            "type": "object",
            "properties": {key: schema(one, path + (key,)) for key, one in value.items()},
            "additionalProperties": {"type": "string", "minLength": 1} if open_ended else False,
        }
    if isinstance(value, bool):
        return {"type": "boolean"}
    if isinstance(value, int):
        return {"type": "integer", "minimum": 1}
    if path[-1] == "digest":
        return {"type": "string", "pattern": "^(sha256:[0-9a-f]{64})?$"}
    if path[-1] == "host":
        return {"type": "string", "pattern": "^[a-z0-9-]+(\\.[a-z0-9-]+)+$"}
    return {"type": "string", "minLength": 0 if path[-1] == "tag" else 1}


def render(overlay, images):
    rendered = subprocess.run(["kubectl", "kustomize", str(HERE / "overlays" / overlay)], check=True, capture_output=True).stdout
    documents = list(yaml.safe_load_all(rendered))
    if images:
        released = {one["name"].rsplit("/", 1)[-1]: f"{one['name']}@{one['digest']}" for one in yaml.safe_load(images.read_text())["images"]}
        text = json.dumps(documents)
        for name, image in released.items():
            text = re.sub(rf'"image": "[^"]*/{name}[:@][^"]*"', f'"image": "{image}"', text)
        documents = json.loads(text)
    return documents


def write(chart, version, folder):
    templates = chart.templates()
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "templates").mkdir(parents=True)
    for name, text in templates.items():
        (folder / "templates" / name.replace(":", "-")).write_text(text)
    (folder / "templates/_helpers.tpl").write_text(chart.helpers)
    (folder / "values.yaml").write_text(yaml.safe_dump(chart.values, sort_keys=True))
    (folder / "values.schema.json").write_text(json.dumps(
        {"$schema": "http://json-schema.org/draft-07/schema#", **schema(chart.values), "required": sorted(chart.values)}, indent=1) + "\n")
    (folder / "Chart.yaml").write_text(yaml.safe_dump({
        "apiVersion": "v2", "name": "opentrack", "version": version, "appVersion": version, "type": "application",
        "description": "Athletics competitions of all federations", "kubeVersion": ">=1.32.0-0"}, sort_keys=False))


def package(folder, file):
    """Archive with fixed times and order, so that two of them are equal."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for path in sorted(one for one in folder.rglob("*") if one.is_file()):
            entry = tarfile.TarInfo(f"opentrack/{path.relative_to(folder)}")
            entry.size = path.stat().st_size
            archive.addfile(entry, path.open("rb"))
    file.write_bytes(gzip.compress(buffer.getvalue(), mtime=0))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--overlay", default="live")
    parser.add_argument("--version")
    parser.add_argument("--images", type=pathlib.Path)
    parser.add_argument("--output", type=pathlib.Path, default=HERE / "target/helm/opentrack")
    parser.add_argument("--package", type=pathlib.Path)
    arguments = parser.parse_args()
    chart = Chart(render(arguments.overlay, arguments.images))
    write(chart, arguments.version or chart.version, arguments.output)
    if arguments.package:
        package(arguments.output, arguments.package)


if __name__ == "__main__":
    main()
