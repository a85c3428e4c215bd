#!/usr/bin/env python3
"""Renders the chart with Helm 4, as a library: the objects must be those that Helm 3 made of the same values.

    python3 helm4.py CHART RENDERED REFUSED

RENDERED has one file for each Kubernetes version and values file of CHART/ci (`v1.36.0-cpu.yaml`), REFUSED values that
must not render, with the sentence to be said in their first line. Needs helm-python-sdk and PyYAML. Exit code 1 where
anything differs.
"""

import json
import sys
from pathlib import Path

import helm_python as helm
import yaml

# the one way to the version of Kubernetes, which the method of a chart has no argument for
from helm_python import _native

NEWEST = "v1.36.0"
HOOK = "helm.sh/hook"


def objects(text):
    """By kind and name. Helm 3 rendered without hooks."""
    found = [each for each in yaml.safe_load_all(text) if each]
    found = [each for each in found if HOOK not in each["metadata"].get("annotations", {})]
    return {f"{each['kind']}/{each['metadata']['name']}": each for each in found}


def rendered(chart, values, kubernetes):
    options = {"name": "demo", "namespace": "prod", "kube_version": kubernetes}
    given = json.dumps(helm.values_from_yaml(values.read_text()))
    made = json.loads(_native.call_string("helm_render", chart._raw(), given, json.dumps(options)))
    return {name: text for name, text in made.items() if name.endswith(".yaml")}


def differences(chart, values, before):
    """Of what Helm 3 rendered into a file."""
    kubernetes = before.name.removesuffix("-" + values.name)
    now = {}
    for text in rendered(chart, values, kubernetes).values():
        now |= objects(text)
    then = objects(before.read_text())
    return [f"{before.name}: {key}" for key in sorted(now.keys() | then.keys()) if now.get(key) != then.get(key)]


def main():
    directory, before, refused = map(Path, sys.argv[1:])
    problems, same, said = [], 0, 0
    with helm.Chart.load(directory) as chart:
        for values in sorted(directory.glob("ci/*.yaml")):
            for file in sorted(before.glob("v*-" + values.name)):
                problems += differences(chart, values, file)
                same += 1
        for values in sorted(refused.glob("*.yaml")):
            sentence = values.read_text().splitlines()[0].removeprefix("# ")
            said += 1
            try:
                rendered(chart, values, NEWEST)
                problems.append(f"{values.name} is rendered (expected: {sentence})")
            except helm.HelmError as refusal:
                if sentence not in str(refusal):
                    problems.append(f"{values.name}: {refusal} (expected: {sentence})")
    report = helm.lint(directory, strict=True, kube_version=NEWEST)
    problems += report["errors"]
    if not same or not said:
        problems.append("nothing to compare, or nothing to refuse")
    print("\n".join(problems) or f"{helm.helm_sdk_version()}: {same} renderings as Helm 3's, {said} refusals, lint")
    sys.exit(bool(problems))


if __name__ == "__main__":
    main()
