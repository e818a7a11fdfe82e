"""What is counted, for Prometheus. Every process counts into its own slot on the disk; /metrics adds them up."""

from django.conf import settings
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from exterior_site.observability import slots

slots.use(settings.METRICS_DIR)

REGISTRY = CollectorRegistry()
QUICK = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
SLOW = (0.5, 1, 2, 3, 5, 7.5, 10, 15, 20, 30, 60, 120, 300, 600, 1800)

REQUESTS = Counter("parterre_requests", "Requests answered", ["view", "method", "status"], registry=REGISTRY)
REQUEST_SECONDS = Histogram(
    "parterre_request_seconds", "From a request to its answer", ["view"], registry=REGISTRY, buckets=QUICK
)
TASKS = Counter("parterre_tasks", "Tasks ended", ["task", "outcome"], registry=REGISTRY)
TASK_SECONDS = Histogram("parterre_task_seconds", "Tasks from begin to end", ["task"], registry=REGISTRY, buckets=QUICK)
MOVES = Counter("parterre_generation_moves", "Moves of generations", ["cause", "status"], registry=REGISTRY)
PICTURE_SECONDS = Histogram(
    "parterre_picture_seconds", "From the click to the picture", ["type"], registry=REGISTRY, buckets=SLOW
)
RENDER_SECONDS = Histogram(
    "parterre_render_seconds",
    "Our own renderer, files read and written included",
    ["type"],
    registry=REGISTRY,
    buckets=SLOW,
)
PHOTOS = Counter("parterre_photos", "Photos by line of the ledger", ["line"], registry=REGISTRY)
STREAMS = Gauge("parterre_open_streams", "Open event streams", registry=REGISTRY, multiprocess_mode="livesum")
