"""Whether this process lives, whether the installation is ready, and figures for whoever watches it.

`/healthz` asks nothing. `/readyz` asks for what work cannot go on without; what is wrong in words, and `/metrics`, go only to the
addresses or the token that the settings name.
"""

from __future__ import annotations

from functools import lru_cache
from hmac import compare_digest
from ipaddress import ip_address, ip_network

from django.db.models import Count, Sum
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_GET
from prometheus_client import CollectorRegistry, Gauge
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

from xinzhi import catalogue
from xinzhi.desk.models import Submission
from xinzhi.store.models import Caught, Record
from xinzhi.store.reads.counted import ledger_size
from xinzhi.wiring.checkup.check import examine
from xinzhi.wiring.checkup.every import READY
from xinzhi.wiring.settings import Settings, read

_ROWS = ("accepted", "warned", "refused", "duplicate", "superseded", "waiting")


@lru_cache(maxsize=1)
def _settings() -> Settings:
    return read()


@require_GET
def healthz(_request: HttpRequest) -> HttpResponse:
    """This process answers."""
    return JsonResponse({"status": "ok"})


@require_GET
def readyz(request: HttpRequest) -> HttpResponse:
    """200 where work can go on, else 503. Each check by name; why, in both languages, for those who may know."""
    found = examine(_settings(), READY)
    ready = all(one.state in ("ok", "warning") for one in found)
    document: dict[str, object] = {
        "status": "ready" if ready else "not_ready",
        "checks": {one.check.name: one.state for one in found},
    }
    if may_watch(request, _settings()):
        said = catalogue.sentences()
        document["problems"] = [
            {"check": one.check.name, "code": p.code, "zh": said.say(p, "zh"), "en": said.say(p, "en")}
            for one in found
            for p in one.problems
        ]
    return JsonResponse(document, status=200 if ready else 503, json_dumps_params={"ensure_ascii": False})


@require_GET
def metrics(request: HttpRequest) -> HttpResponse:
    """Figures in the text form of Prometheus. Each is read when it is asked for: the same from every process."""
    if not may_watch(request, _settings()):
        return HttpResponse(status=404)
    registry = CollectorRegistry()
    size = ledger_size()
    caught = Caught.objects.filter(follower="standing").values_list("size", flat=True).first() or 0
    Gauge("xinzhi_ledger_entries", "Entries of the ledger", registry=registry).set(size)
    Gauge("xinzhi_standing_lag_entries", "Entries that standings have not caught up with", registry=registry).set(size - caught)
    Gauge("xinzhi_records", "Records on file", registry=registry).set(Record.objects.count())
    states = Gauge("xinzhi_submissions", "Submissions by state", ["state"], registry=registry)
    for state, count in Submission.objects.values_list("state").annotate(n=Count("id")).values_list("state", "n"):
        states.labels(state).set(count)
    rows = Gauge("xinzhi_intake_rows", "Rows handed in, by what became of them", ["outcome"], registry=registry)
    real = Submission.objects.filter(dry_run=False, practice=False)
    for name, total in real.aggregate(**{name: Sum(name) for name in _ROWS}).items():
        rows.labels(name).set(total or 0)
    checks = Gauge("xinzhi_check_ok", "1 where a check of readiness finds nothing wrong", ["check"], registry=registry)
    for one in examine(_settings(), READY):
        checks.labels(one.check.name).set(one.state in ("ok", "warning"))
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def may_watch(request: HttpRequest, settings: Settings) -> bool:
    """By the token, or by the address from which it is asked. Nothing that a proxy says of an address is believed."""
    shown = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if settings.metrics_token and compare_digest(shown.encode(), settings.metrics_token.encode()):
        return True
    try:
        asked = ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return False
    return any(asked in ip_network(net, strict=False) for net in settings.metrics_from)
