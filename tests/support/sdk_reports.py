"""Reports through TikTok's own SDK: at once, page by page, and as a file that TikTok makes in its own time."""

import csv
import io
from collections.abc import Iterator
from typing import Any

import business_api_client as sdk
from third_witness import Witness


def report_pages(witness: Witness, page_size: int = 50, **what: Any) -> Iterator[dict[str, Any]]:
    """`data` of every page of the synchronous report."""
    page, pages = 1, 1
    while page <= pages:
        sent = {"page": page, "page_size": page_size, **what}
        data = witness.reports.report_integrated_get(access_token=witness.token, **sent)["data"]
        yield data
        page, pages = page + 1, data["page_info"]["total_page"]


def reported(witness: Witness, **what: Any) -> list[dict[str, str]]:
    """Every row of the synchronous report, dimensions and metrics in one."""
    return [row["dimensions"] | row["metrics"] for data in report_pages(witness, **what) for row in data["list"]]


def report_file(witness: Witness, **what: Any) -> list[dict[str, str]]:
    """Every row of the report as a task: made, waited for, fetched by its address."""
    body = sdk.ReportTaskCreateBody(output_format="CSV_DOWNLOAD", enable_report_title_translation=False, **what)
    task_id = witness.reports.report_task_create(witness.token, body=body)["data"]["task_id"]
    statuses = [""]
    while statuses[-1] != "SUCCESS":
        assert len(statuses) < 10, statuses
        witness.passes(seconds=10 * (len(statuses) > 1))
        told = witness.reports.report_task_check(task_id, witness.advertiser_id, witness.token)["data"]
        statuses.append(told["status"])
    assert statuses[1] == "QUEUING"
    file = witness.called("GET", "/report/task/download/", advertiser_id=witness.advertiser_id, task_id=task_id)
    assert file["file_name"] == f"report_{task_id}.csv"
    text = witness.client.rest_client.pool_manager.request("GET", file["download_url"]).data.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))
