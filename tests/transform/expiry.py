"""Retention as the transforms expect to meet it: typed rows of a staging model in an `observations/` file."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import pyarrow as pa
import pyarrow.parquet as pq

from creatorgraph.land.lake import Lake
from creatorgraph.land.manifest import LakeFile, write_manifest
from creatorgraph.warehouse.duckdb import hold_warehouse
from tests.transform.workshop import Workshop

STAGED = "select table_name from information_schema.tables where table_schema = 'staging' and table_type = 'BASE TABLE'"


def keep(workshop: Workshop, day: str) -> None:
    """Move the staged rows of one day's raw files into observations files, and drop those raw files."""
    lake = workshop.lake
    manifest = lake.manifest()
    expired = [file for file in manifest.files if file.kind == "raw" and file.day == day]
    kept: list[LakeFile] = []
    with hold_warehouse(workshop.home) as warehouse, warehouse.connection() as connection:
        for (model,) in connection.execute(STAGED).fetchall():
            for number, file in enumerate(expired):
                path = f"observations/model={model}/{day}-{number}.parquet"
                target = lake.root / path
                target.parent.mkdir(parents=True, exist_ok=True)
                mine = f"from staging.{model} where lake_file = '{file.path}'"
                columns = f"copy (select * exclude (lake_file, lake_file_digest) {mine})"
                rows = connection.execute(f"select count(*) {mine}").fetchall()[0][0]
                connection.execute(f"{columns} to '{target}' (format parquet)")
                kept.append(_listed(lake, path, file, model, rows))
    for file in expired:
        manifest = manifest.without(file.path)
        lake.path(file).unlink()
    write_manifest(lake.root / "manifest.json", manifest.with_files(kept))


def rewrite(lake: Lake, file: LakeFile, table: pa.Table) -> None:
    """Put other content under the name of a raw file."""
    pq.write_table(table, lake.path(file))
    content = lake.path(file).read_bytes()
    lake.add([replace(file, bytes=len(content), sha256=hashlib.sha256(content).hexdigest())])


def _listed(lake: Lake, path: str, raw: LakeFile, model: str, rows: int) -> LakeFile:
    content = (lake.root / path).read_bytes()
    return LakeFile(
        path=path,
        kind="observations",
        provider=raw.provider,
        day=raw.day,
        rows=rows,
        bytes=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        visibilities=raw.visibilities,
        model=model,
    )
