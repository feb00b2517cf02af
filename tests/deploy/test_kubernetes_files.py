"""The manifests of deploy/kubernetes/ are valid and agree with the image, the settings and the documentation."""

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml

from api.server.supervisor import STOP_TIMEOUT_SECONDS
from api.settings import Settings

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "deploy" / "kubernetes"
KUSTOMIZATION = yaml.safe_load((FOLDER / "kustomization.yaml").read_text())
MANIFESTS: list[dict[str, Any]] = [
    manifest for name in KUSTOMIZATION["resources"] for manifest in yaml.safe_load_all((FOLDER / name).read_text())
]
# CloudNativePG and its plugin define these kinds; no package has their schemas.
CUSTOM_KINDS = {"Cluster", "ScheduledBackup", "ObjectStore"}
VERSIONS = ("1.30", kubernetes_validate.latest_version())
# As the Pod Security Standard "restricted" requires.
CONTAINER_RIGHTS = {
    "allowPrivilegeEscalation": False,
    "readOnlyRootFilesystem": True,
    "capabilities": {"drop": ["ALL"]},
}


def get(kind: str, name: str) -> dict[str, Any]:
    (manifest,) = [one for one in MANIFESTS if (one["kind"], one["metadata"]["name"]) == (kind, name)]
    return manifest


SERVICE_POD = get("Deployment", "capaian")["spec"]["template"]["spec"]
AUDIT_POD = get("CronJob", "capaian-audit")["spec"]["jobTemplate"]["spec"]["template"]["spec"]
PODS = pytest.mark.parametrize("pod", [SERVICE_POD, AUDIT_POD], ids=["service", "audit"])
(CONTAINER,) = SERVICE_POD["containers"]


def containers(pod: dict[str, Any]) -> list[dict[str, Any]]:
    return [*pod.get("initContainers", []), *pod["containers"]]


def environment(container: dict[str, Any]) -> dict[str, str]:
    """Return the variables of a container; those of secrets have the value `secret`."""
    return {one["name"]: one.get("value", "secret") for one in container["env"]}


def test_every_file_is_a_resource_of_the_kustomization() -> None:
    assert {file.name for file in FOLDER.glob("*.yaml")} == {*KUSTOMIZATION["resources"], "kustomization.yaml"}


@pytest.mark.parametrize("version", VERSIONS)
def test_kubernetes_accepts_every_manifest(version: str) -> None:
    known = [manifest for manifest in MANIFESTS if manifest["kind"] not in CUSTOM_KINDS]
    assert len(known) > 6
    for manifest in known:
        kubernetes_validate.validate(manifest, version, strict=True)


def test_a_wrong_field_is_detected() -> None:
    wrong = {**get("PodDisruptionBudget", "capaian"), "spec": {"minimumAvailable": 1}}
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(wrong, VERSIONS[-1], strict=True)


def test_kubectl_builds_the_kustomization() -> None:
    kubectl = shutil.which("kubectl")
    if kubectl is None:
        pytest.skip("kubectl is not installed")
    built = subprocess.run([kubectl, "kustomize", FOLDER], capture_output=True, text=True, check=True)
    assert {manifest["kind"] for manifest in yaml.safe_load_all(built.stdout)} == {one["kind"] for one in MANIFESTS}
    assert "image: capaian:" in built.stdout


@PODS
def test_every_container_has_few_rights_limits_and_no_token(pod: dict[str, Any]) -> None:
    user = re.search(r"^USER (\d+):\1$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    assert user is not None
    number = int(user[1])
    rights = pod["securityContext"]
    assert (rights["runAsNonRoot"], rights["runAsUser"], rights["fsGroup"]) == (True, number, number)
    assert rights["seccompProfile"] == {"type": "RuntimeDefault"}
    assert pod["automountServiceAccountToken"] is False
    assert not {"hostNetwork", "hostPID", "hostIPC"} & pod.keys()
    for container in containers(pod):
        assert container["securityContext"] == CONTAINER_RIGHTS
        assert {"requests", "limits"} == container["resources"].keys()


@PODS
def test_the_service_accepts_the_variables_of_every_container(pod: dict[str, Any]) -> None:
    # Otherwise Kubernetes adds CAPAIAN_PORT and other variables for the Service named capaian.
    assert pod["enableServiceLinks"] is False
    for container in containers(pod):
        variables = {
            name: re.sub(r"\$\((\w+)\)", "secret", value)
            for name, value in environment(container).items()
            if name.startswith("CAPAIAN_")
        }
        assert {name.removeprefix("CAPAIAN_").lower() for name in variables} <= set(Settings.__struct_fields__)
        settings = Settings.from_environment(variables)
        assert settings.database_url is not None
        assert settings.database_url.startswith("postgresql://capaian:secret@capaian-db-rw/capaian?sslmode=verify-full")


def test_only_the_init_container_receives_the_password_of_the_owner() -> None:
    (migrate,) = SERVICE_POD["initContainers"]
    assert "capaian-owner" in json.dumps(migrate)
    assert "CAPAIAN_MIGRATION_DATABASE_URL" in environment(migrate)
    assert "capaian-owner" not in json.dumps([CONTAINER, AUDIT_POD])


def test_a_write_waits_for_a_standby() -> None:
    cluster = get("Cluster", "capaian-db")["spec"]
    assert cluster["instances"] == 3
    assert cluster["postgresql"]["synchronous"] == {
        "method": "any",
        "number": 1,
        "dataDurability": "required",
        "failoverQuorum": True,
    }
    assert cluster["affinity"]["podAntiAffinityType"] == "required"


def test_the_cluster_has_the_roles_of_the_documentation() -> None:
    cluster = get("Cluster", "capaian-db")["spec"]
    assert cluster["bootstrap"]["initdb"]["owner"] == "capaian_owner"
    roles = {role["name"]: role for role in cluster["managed"]["roles"]}
    groups = {name for name, role in roles.items() if not role["login"]}
    assert groups == {"capaian_reader", "capaian_service"}
    assert roles.keys() - groups == {"capaian"}
    assert roles["capaian"]["inherit"] is False
    assert set(roles["capaian"]["inRoles"]) == groups
    assert not any({"superuser", "createrole", "bypassrls"} & role.keys() for role in roles.values())


def test_the_probes_use_the_health_urls_and_only_liveness_restarts() -> None:
    paths = {name: CONTAINER[f"{name}Probe"]["httpGet"]["path"] for name in ("liveness", "readiness", "startup")}
    assert paths == {"liveness": "/health/live", "readiness": "/health/ready", "startup": "/health/live"}


def test_a_pod_has_time_to_finish_its_requests() -> None:
    seconds = CONTAINER["lifecycle"]["preStop"]["sleep"]["seconds"]
    assert SERVICE_POD["terminationGracePeriodSeconds"] > seconds + STOP_TIMEOUT_SECONDS


def test_a_rollout_and_a_drain_leave_an_instance() -> None:
    deployment = get("Deployment", "capaian")["spec"]
    assert deployment["replicas"] >= 2
    assert deployment["strategy"]["rollingUpdate"]["maxUnavailable"] == 0
    assert get("PodDisruptionBudget", "capaian")["spec"]["minAvailable"] == 1


def test_network_policies_deny_by_default_and_open_only_the_ports_of_the_containers() -> None:
    assert get("NetworkPolicy", "deny-all")["spec"] == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}
    opened = {port["port"] for rule in get("NetworkPolicy", "capaian")["spec"]["ingress"] for port in rule["ports"]}
    assert opened == {port["containerPort"] for port in CONTAINER["ports"]}
    variables = environment(CONTAINER)
    assert opened == {8000, int(variables["CAPAIAN_METRICS_PORT"])}


def test_every_secret_is_created_in_the_documentation_or_by_the_operator() -> None:
    page = (ROOT / "docs" / "operations" / "kubernetes.md").read_text()
    named = set(re.findall(r'"(?:secretName|name)": "(capaian-(?!db"|audit")[\w-]+)"', json.dumps(MANIFESTS)))
    created = {f"capaian-{name}" for name in re.findall(r"(\w+):capaian", page)}
    created |= set(re.findall(r"secret generic (capaian-[\w-]+)", page))
    assert created | {"capaian-db-ca"} == named
