"""What deploy/ says fits the code and the schemas of what reads it. No container is started here: docs/deploy.md."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import kubernetes_validate
import prometheus_client
import pytest
from ruamel.yaml import YAML

import bot.channel.record  # noqa: F401  (registers the metrics)
from bot.ops.environment import ROOT
from bot.ops.scale.programs import configuration

DEPLOY = ROOT / "deploy"
TEMPLATE = (DEPLOY / "nginx" / "sehat.conf.template").read_text()
DOCKERFILE = (DEPLOY / "Dockerfile").read_text()
KUBERNETES = "1.28"
TWILIO_WAITS, DATABASE_PATIENCE = 15, 2


def documents(path: Path) -> list:
    return [document for document in YAML(typ="safe").load_all(path.read_text()) if document]


MANIFESTS = [(path, each) for path in sorted((DEPLOY / "kubernetes").glob("*.yaml")) for each in documents(path)]
PODS = {m["metadata"]["name"]: m["spec"]["template"] for _, m in MANIFESTS if m["kind"] in ("Deployment", "Job")}
[COMPOSE] = documents(DEPLOY / "compose.yaml")
EXAMPLE = set(re.findall(r"^([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.M))


def of_kind(kind):
    return {m["metadata"]["name"]: m for _, m in MANIFESTS if m["kind"] == kind}


@pytest.mark.parametrize(("path", "manifest"), MANIFESTS, ids=lambda value: getattr(value, "stem", None))
def test_a_manifest_holds_to_the_schema_of_kubernetes(path, manifest):
    kubernetes_validate.validate(manifest, KUBERNETES, strict=True)


def test_kustomize_takes_every_manifest():
    [kustomization] = documents(DEPLOY / "kustomization.yaml")
    assert {DEPLOY / name for name in kustomization["resources"]} == {path for path, _ in MANIFESTS}
    for generated in kustomization["configMapGenerator"]:
        assert all((DEPLOY / file.split("=")[1]).is_file() for file in generated["files"])


@pytest.mark.parametrize("name", PODS)
def test_a_pod_is_unprivileged_and_limited(name):
    pod = PODS[name]["spec"]
    assert pod["securityContext"]["runAsNonRoot"]
    assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    for container in pod["containers"]:
        assert container["securityContext"] == {
            "allowPrivilegeEscalation": False, "readOnlyRootFilesystem": True, "capabilities": {"drop": ["ALL"]}
        }  # fmt: skip
        assert {"memory"} <= container["resources"]["limits"].keys()
        assert {"cpu", "memory"} <= container["resources"]["requests"].keys()


@pytest.mark.parametrize("name", of_kind("Deployment"))
def test_a_server_is_probed_found_and_kept(name):
    container = PODS[name]["spec"]["containers"][0]
    assert {"readinessProbe", "livenessProbe"} <= container.keys()
    ports = {port["name"]: port["containerPort"] for port in container["ports"]}
    service = of_kind("Service")[name]["spec"]
    assert service["selector"].items() <= PODS[name]["metadata"]["labels"].items()
    assert all(ports[port["targetPort"]] == port["port"] for port in service["ports"])
    budget = of_kind("PodDisruptionBudget")[name]["spec"]
    assert budget["selector"]["matchLabels"].items() <= PODS[name]["metadata"]["labels"].items()
    assert of_kind("Deployment")[name]["spec"]["replicas"] > budget["minAvailable"]
    assert of_kind("NetworkPolicy")[name]["spec"]["podSelector"]["matchLabels"] == {"app": name}


def test_servers_are_added_by_metrics_that_exist():
    exposed = {family.name for family in prometheus_client.REGISTRY.collect()}
    for name, scaler in of_kind("HorizontalPodAutoscaler").items():
        assert scaler["spec"]["scaleTargetRef"]["name"] in of_kind("Deployment"), name
        custom = {metric["pods"]["metric"]["name"] for metric in scaler["spec"]["metrics"] if "pods" in metric}
        assert custom <= exposed
    assert "sehat_in_flight" in str(of_kind("HorizontalPodAutoscaler")["rasa"])


def test_every_setting_exists():
    in_cluster = set(of_kind("ConfigMap")["settings"]["data"])
    in_compose = set(re.findall(r"^([A-Z_]+)=", (DEPLOY / "settings.env.example").read_text(), re.M))
    assert in_cluster - {"ACTION_URL"} <= EXAMPLE
    assert in_compose - {"POSTGRES_PASSWORD"} <= EXAMPLE
    assert set(COMPOSE["x-rasa"]["environment"]) == {"ACTION_URL"}


def test_endpoints_differ_only_in_the_action_server():
    here, there = (re.sub(r"(?m)^#.*\n", "", (place / "endpoints.yml").read_text()) for place in (ROOT, DEPLOY))
    assert there == re.sub(r"url: .*", "url: ${ACTION_URL}", here)


def images():
    yield from re.findall(r"^FROM (\S+:\S+)", DOCKERFILE, re.M)
    yield from (service["image"] for service in COMPOSE["services"].values() if "build" not in service)
    yield from (c["image"] for pod in PODS.values() for c in pod["spec"]["containers"] if "/rasa" not in c["image"])


@pytest.mark.parametrize("image", sorted({name for name in images() if not name.startswith("sehat-saathi/")}))
def test_an_image_is_pinned_by_a_tag_with_a_version(image):
    assert re.search(r":\d+\.?\d*", image)


def test_compose_names_only_what_exists():
    services = COMPOSE["services"]
    proxied = " ".join(services["nginx"]["environment"].values())
    assert set(re.findall(r"server ([a-z0-9-]+):", proxied)) == {"rasa-1", "rasa-2", "actions-1", "actions-2"}
    for name, service in services.items():
        assert set(service.get("depends_on", {})) <= set(services), name
        assert service.get("restart"), name
        if "build" in service:
            target = service["build"]["target"]
            assert re.search(rf"^FROM \S+ AS {target}$", DOCKERFILE, re.M)
            assert (DEPLOY / service["build"]["context"] / service["build"]["dockerfile"]).is_file()
        for volume in service.get("volumes", ()):
            source = volume.split(":")[0]
            assert (DEPLOY / source).is_file() if source.startswith(".") else source in COMPOSE["volumes"]
    assert all(port.startswith("127.0.0.1:") for service in services.values() for port in service.get("ports", ()))


def test_the_nginx_of_compose_and_kubernetes_fills_every_gap():
    gaps = set(re.findall(r"\$\{([A-Z_]+)\}", TEMPLATE))
    assert set(COMPOSE["services"]["nginx"]["environment"]) == gaps
    assert {env["name"] for env in PODS["nginx"]["spec"]["containers"][0]["env"]} == gaps
    assert "${" not in configuration([1], [2], 3, 4)


def test_a_message_passed_on_is_answered_while_twilio_waits():
    webhook = TEMPLATE.split("location /webhooks/")[1].split("}")[0]
    read = int(re.search(r"proxy_read_timeout (\d+)s", webhook)[1])
    tries = int(re.search(r"proxy_next_upstream_tries (\d+)", webhook)[1])
    assert tries * read < TWILIO_WAITS
    deadlines = [of_kind("ConfigMap")["settings"]["data"]["DEADLINE"]]
    deadlines += re.findall(r"^DEADLINE=(\d+)", (DEPLOY / "settings.env.example").read_text(), re.M)
    assert len(deadlines) == 2
    assert all(int(deadline) + DATABASE_PATIENCE < read for deadline in deadlines)
    assert "non_idempotent" in webhook


@pytest.mark.skipif(not shutil.which("nginx"), reason="nginx is not here (scripts/services.sh installs it)")
def test_nginx_takes_the_configuration(tmp_path):
    (tmp_path / "sehat.conf").write_text(configuration([20001, 20002], [20003], 20004, 20005))
    head = f"pid {tmp_path}/pid; error_log stderr; events {{}} http {{ include {tmp_path}/sehat.conf; }}"
    (tmp_path / "nginx.conf").write_text(head)
    tried = subprocess.run(
        ["nginx", "-t", "-e", "stderr", "-c", tmp_path / "nginx.conf"], capture_output=True, text=True, check=False
    )
    assert tried.returncode == 0, tried.stderr


def test_the_dockerfile_passes_its_linter():
    tried = subprocess.run(
        [Path(sys.executable).parent / "hadolint", DEPLOY / "Dockerfile"], capture_output=True, text=True, check=False
    )
    assert tried.returncode == 0, tried.stdout


def test_what_the_dockerfile_copies_exists():
    copied = [line.split()[1:-1] for line in re.findall(r"^COPY (?!--from).+", DOCKERFILE, re.M)]
    sources = [source for line in copied for source in line]
    assert len(sources) > 8
    assert not [source for source in sources if not (ROOT / source).exists()]


@pytest.mark.parametrize("target", ["rasa", "actions"])
def test_an_image_does_not_run_as_root(target):
    stage = re.search(rf"^FROM base AS {target}$(.*?)(?=^FROM|\Z)", DOCKERFILE, re.M | re.S)[1]
    assert re.search(r"^USER 10001:10001$", stage, re.M)
    assert stage.index("USER") < stage.index('CMD ["python", "-m"')


def pins(name):
    return dict(re.findall(r"^([a-z0-9.-]+)==(\S+)", (ROOT / name).read_text(), re.M))


def test_the_action_server_has_the_same_packages_but_few():
    few, all_ = pins("requirements-actions.lock"), pins("requirements.lock")
    assert not few.keys() & {"tensorflow", "tensorflow-cpu", "rasa", "sqlalchemy", "twilio"}
    assert {name: all_.get(name) for name in few} == few


def test_the_actions_need_no_more_than_the_lock_of_the_action_server():
    code = (
        "import sys, pkgutil, importlib, actions\n"
        "for m in pkgutil.iter_modules(actions.__path__): importlib.import_module('actions.' + m.name)\n"
        "print(*{name.split('.')[0] for name in sys.modules})"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert not set(done.stdout.split()) & {"tensorflow", "rasa", "sqlalchemy", "alembic", "twilio", "redis"}
