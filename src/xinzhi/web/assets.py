"""Our static files, served by ourselves: read once, compressed once, kept by browsers for ever.

There are a dozen of them and they belong to the package, so no step collects them and no second server is needed. The address
of each carries the digest of its content, and only names in the table are answered.
"""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

ROOT = Path(__file__).parent / "static"
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
}
FOR_EVER = "public, max-age=31536000, immutable"
FOR_NOW = "public, max-age=300"


@dataclass(frozen=True, slots=True)
class Asset:
    content: bytes
    compressed: bytes
    type: str
    digest: str


@cache
def assets() -> Mapping[str, Asset]:
    """Every file by its path under `static`."""
    found: dict[str, Asset] = {}
    for path in sorted(ROOT.rglob("*")):
        if path.suffix in TYPES:
            content = path.read_bytes()
            digest = hashlib.sha256(content).hexdigest()[:12]
            packed = gzip.compress(content, 9, mtime=0)
            found[path.relative_to(ROOT).as_posix()] = Asset(content, packed, TYPES[path.suffix], digest)
    return found


def address(path: str) -> str:
    """Where browsers fetch the file. Raises `KeyError` for one that is not there: a template with a slip of the pen."""
    return f"{settings.STATIC_URL}{path}?v={assets()[path].digest}"


@require_safe
def serve(request: HttpRequest, path: str) -> HttpResponse:
    found = assets().get(path)
    if found is None:
        raise Http404(path)
    packed = "gzip" in request.headers.get("Accept-Encoding", "")
    response = HttpResponse(found.compressed if packed else found.content, content_type=found.type)
    if packed:
        response["Content-Encoding"] = "gzip"
    patch_vary_headers(response, ["Accept-Encoding"])
    response["Cache-Control"] = FOR_EVER if request.GET.get("v") == found.digest else FOR_NOW
    return response
