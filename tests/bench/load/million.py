"""Years of use in PostgreSQL within minutes: projects, generations and all that hangs on them, made by the database.

Ids are hashes of numbers, so that a row names another by its number. Nothing is due: what is to be measured is how
a site that stands there finds its few rows among many.
"""

from concurrent.futures import ThreadPoolExecutor

from django.apps import apps
from django.db import connection, models

EACH = 10
OWNERS = 5_000
# One generation in this many did not come to its picture.
FAILED = 33
OWNER_PROJECTS = 10_000
# What is kept beside the ledgers, and would be mended otherwise.
BALANCES = """UPDATE projects_user SET balance = total FROM (
    SELECT user_id, sum(amount) AS total FROM projects_photoentry GROUP BY 1
) AS sums WHERE user_id = projects_user.id"""
ACCOUNTS = """UPDATE exterior_api_account SET extra_photos = total FROM (
    SELECT account_id, sum(photos) AS total FROM exterior_api_photoentry WHERE pocket = 'extra' GROUP BY 1
) AS sums WHERE account_id = exterior_api_account.id"""


def fill(generations: int, like, account_id: int) -> None:
    """All shows the files of the project ``like``; its owner gets the first 10,000, ``account_id`` all of the API's."""
    owner_id, photo, mask = like.owner_id, like.photo, like.photo.masks.get()
    projects = generations // EACH
    _insert("projects.User", OWNERS, id=_id("user"), email="'person-' || n || '@example.net'", password="'!'")
    owner = f"CASE WHEN n < {OWNER_PROJECTS} THEN '{owner_id}'::uuid ELSE {_id('user', f'mod(n, {OWNERS})')} END"
    files = {name: f"'{getattr(photo, name).name}'" for name in ("file", "preview", "thumbnail")}
    size = {"width": "1536", "height": "1024"}
    _insert("projects.Photo", projects, id=_id("photo"), owner_id=owner, created=_ago(EACH), **files, **size)
    _insert(
        "projects.Mask",
        projects,
        id=_id("mask"),
        photo_id=_id("photo"),
        file=f"'{mask.file.name}'",
        coverage="0.2",
        created=_ago(EACH),
    )
    _insert(
        "projects.Project",
        projects,
        id=_id("project"),
        owner_id=owner,
        photo_id=_id("photo"),
        title="'Garden ' || n",
        title_key="'garden ' || n",
        created=_ago(EACH),
        changed=_ago(EACH),
    )
    _insert("exterior_api.ApiProject", projects, id=_id("project"), account_id=str(account_id))
    inputs = {"account_id": str(account_id), "created_at": _ago(EACH), **size}
    first = _next("exterior_api.InputImage")
    _insert(
        "exterior_api.InputImage", projects, role="'photo'", name="'inputs/' || n", url_digest="md5('p' || n)", **inputs
    )
    _insert(
        "exterior_api.InputImage", projects, role="'mask'", name="'masks/' || n", url_digest="md5('m' || n)", **inputs
    )
    # Two connections for two cores.
    with ThreadPoolExecutor(2) as side_by_side:
        for side in (
            side_by_side.submit(_site, generations, files),
            side_by_side.submit(_api, generations, account_id, first, first + projects),
        ):
            side.result()
    with connection.cursor() as cursor:
        cursor.execute(BALANCES)
        cursor.execute(ACCOUNTS)
        cursor.execute("ANALYZE")


def _site(count: int, files: dict[str, str]) -> None:
    one, parent, parents = _id("generation"), f"n / {EACH}", count // EACH
    failed = f"mod(n, {FAILED}) = 0"
    _insert(
        "projects.Generation",
        count,
        id=one,
        project_id=_id("project", parent),
        mask_id=_id("mask", parent),
        number=f"mod(n, {EACH}) + 1",
        type="(ARRAY['POOL', 'TERRACE', 'PETANQUE'])[1 + mod(n, 3)]",
        status=f"CASE WHEN {failed} THEN 'FAILED' ELSE 'SUCCEEDED' END",
        failure=f"CASE WHEN {failed} THEN 'UPSTREAM_FAILED' ELSE '' END",
        cost="1",
        form_key=_id("form"),
        token_hash="md5('token' || n)",
        upstream_id="md5('generation' || n)::uuid::text",
        created=_ago(),
        submitted=_ago(),
        started=_ago(),
        finished=f"{_ago()} + interval '20 seconds'",
        deadline=f"{_ago()} + interval '30 minutes'",
    )
    _insert("projects.Picture", count, generation_id=one, width="1536", height="1024", created=_ago(), **files)
    charge = {"user_id": f"(SELECT owner_id FROM projects_project WHERE id = {_id('project', parent)})", "amount": "-1"}
    _insert("projects.PhotoEntry", count, generation_id=one, kind="'CHARGE'", created=_ago(), **charge)
    moved = {"from_status": "'PROCESSING'", "to_status": "'SUCCEEDED'", "cause": "'drawn'"}
    _insert("projects.Move", count, generation_id=one, created=_ago(), **moved)
    called = {"body": "'{}'", "status_before": "'PROCESSING'"}
    _insert("projects.CallbackRecord", count, generation_id=one, created=_ago(), **called)
    answered = {"name": "'get'", "status_code": "200", "said": "'SUCCEEDED'", "milliseconds": "9", "last": _ago()}
    _insert("projects.UpstreamCall", count, generation_id=one, created=_ago(), **answered)
    link, key = _id("link"), "substr(md5('key' || n), 1, 22)"
    _insert("projects.ShareLink", parents, id=link, project_id=_id("project"), key=key, created=_ago(EACH))
    said = {"name": "'A visitor'", "text": "'pretty'", "created": _ago(EACH)}
    _insert("projects.ShareComment", parents, id=_id("comment"), share_id=link, **said)


def _api(count: int, account_id: int, photos: int, masks: int) -> None:
    one, whose = _id("generation"), {"account_id": str(account_id)}
    _insert(
        "exterior_api.Generation",
        count,
        id=one,
        project_id=_id("project", f"n / {EACH}"),
        kind="(ARRAY['POOL', 'TERRACE', 'PETANQUE'])[1 + mod(n, 3)]",
        status="'SUCCEEDED'",
        photo_id=f"{photos} + n / {EACH}",
        mask_id=f"{masks} + n / {EACH}",
        seed="n",
        progress="1",
        created_at=_ago(),
        finished_at=_ago(),
        **whose,
    )
    _insert("exterior_api.Image", count, generation_id=one, name="'results/' || n", width="1536", height="1024")
    granted = {"entry": "'grant'", "pocket": "'extra'", "photos": str(2 * count)}
    _insert("exterior_api.PhotoEntry", 1, **granted, **whose)
    charged = {"entry": "'charge'", "pocket": "'extra'", "photos": "-1"}
    _insert("exterior_api.PhotoEntry", count, generation_id=one, created_at=_ago(), **charged, **whose)
    called = {"path": "'/api/create_exterior/get'", "status": "200", "milliseconds": "9"}
    _insert("exterior_api.CallRecord", count, created_at=_ago(), **called, **whose)
    owed = {"url": "'https://example.com/'", "status": "'delivered'", "tries": "1", "delivered_at": _ago()}
    _insert("exterior_api.Delivery", count, id=_id("delivery"), generation_id=one, created_at=_ago(), **owed, **whose)
    answered = {"response_status": "204", "milliseconds": "20"}
    _insert("exterior_api.DeliveryAttempt", count, delivery_id=_id("delivery"), created_at=_ago(), **answered)
    connection.close()


def _insert(label: str, count: int, **columns: str) -> None:
    """``columns`` are SQL over ``n``, from 0; the others get what the model gives a new row."""
    model = apps.get_model(label)
    given = {}
    for field in model._meta.concrete_fields:
        if field.column in columns:
            given[field.column] = columns[field.column], []
        elif not isinstance(field, models.AutoField):
            given[field.column] = _usual(field)
    assert columns.keys() <= given.keys(), f"{label} has no {columns.keys() - given.keys()}"
    values = ", ".join(expression for expression, _parameters in given.values())
    sql = f"INSERT INTO {model._meta.db_table} ({', '.join(given)}) SELECT {values} FROM generate_series(0, %s) AS n"
    parameters = [value for _expression, values in given.values() for value in values]
    with connection.cursor() as cursor:
        # Triggers would look up every row that a row names, which is there by construction.
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(sql, [*parameters, count - 1])
        cursor.execute("SET session_replication_role = DEFAULT")


def _usual(field) -> tuple[str, list]:
    if getattr(field, "auto_now_add", False) or getattr(field, "auto_now", False):
        return "now()", []
    if field.null:
        return "NULL", []
    return "%s", [field.get_db_prep_save(field.get_default(), connection)]


def _next(label: str) -> int:
    """The id that the next row of a table gets."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT nextval(pg_get_serial_sequence('{apps.get_model(label)._meta.db_table}', 'id'))")
        return cursor.fetchone()[0] + 1


def _id(of: str, number: str = "n") -> str:
    return f"md5('{of}' || {number})::uuid"


def _ago(each: int = 1) -> str:
    """One every half a minute, the first one the newest: a million are a year."""
    return f"now() - n * {each} * interval '30 seconds'"
