"""Publishes a build: one read-only file an organization, a Parquet mirror beside it, swapped in whole."""

from creatorgraph.publish.identity import BuildIdentity
from creatorgraph.publish.publisher import PublishedBuild, publish
from creatorgraph.publish.serving import current_build, open_published, parquet_folder, serving_file

__all__ = [
    "BuildIdentity",
    "PublishedBuild",
    "current_build",
    "open_published",
    "parquet_folder",
    "publish",
    "serving_file",
]
