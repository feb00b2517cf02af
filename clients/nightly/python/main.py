"""The program of docs/generated-clients.md in Python. Each line of its output is a fact that the run compares."""

import os

from capaian_generated import (
    ApiClient,
    ApiException,
    ChangesApi,
    CitationInput,
    Configuration,
    ExportsApi,
    Nature,
    RecordStatus,
    TargetInput,
    TargetsApi,
)

configuration = Configuration(host=os.environ["CAPAIAN_URL"], api_key={"api_key": os.environ["CAPAIAN_KEY"]})
with ApiClient(configuration) as client:
    targets = TargetsApi(client)
    page = targets.list_targets(status=[RecordStatus.PUBLISHED], limit=4)
    print("first page:", len(page.data))
    ids, pages = {target.id for target in page.data}, 1
    while page.meta.has_more:
        page = targets.list_targets(status=[RecordStatus.PUBLISHED], limit=4, cursor=page.meta.next_cursor)
        ids |= {target.id for target in page.data}
        pages += 1
    print("all pages:", len(ids), "in", pages)

    body = TargetInput(
        indicator="umkm-onboarded",
        nature=Nature.STOCK,
        period=os.environ["CAPAIAN_PERIOD"],
        value=40_000_000,
        institution="kemenkop-ukm",
        stated_on="2022-06-01",
        citations=[CitationInput(source="antara-2021-01-11", locator="paragraph 3")],
    )
    key = "generated-" + os.environ["CAPAIAN_PERIOD"]
    first = targets.create_target(body, idempotency_key=key)
    second = targets.create_target_with_http_info(body, idempotency_key=key)
    print("created:", first.id)
    print("repeated:", second.data.id, second.headers["idempotent-replayed"])

    try:
        targets.create_target(body.model_copy(update={"period": "2022-13"}))
    except ApiException as error:
        problem = error.data
        print("problem:", problem.status, problem.type, problem.errors[0].pointer)

    print("changes:", len(ChangesApi(client).list_changes(limit=5).data))
    print("csv:", ExportsApi(client).export_targets_csv().decode("utf-8-sig").split(",")[0])
