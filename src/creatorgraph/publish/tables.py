"""What is published, and in which order rows lie: the order in which pages and keyset cursors read them."""

from __future__ import annotations

import re
from typing import Final

from creatorgraph.warehouse.schemas import short_digest

PUBLISHED: Final = {
    "dim_date": "date_day",
    "dim_creator": "creator_id",
    "dim_creator_history": "creator_id, valid_from",
    "dim_account": "account_key, valid_from",
    "dim_post": "post_key",
    "bridge_creator_accounts": "creator_id, account_key",
    "cross_platform_creators": "creator_id",
    "fct_follower_snapshot": "account_key, snapshot_date",
    "fct_post_engagement": "account_key, snapshot_date, post_key",
    "fct_post_totals": "account_key, post_key",
    "fct_account_gains": "account_key, gained_on, gained_from",
    "fct_account_window": "account_key, window_days",
    "fct_account_window_rates": "account_key, window_days, formula",
    "fct_creator_window": "creator_id, window_days",
    "fct_follower_growth_weekly": "account_key, week_start",
    "fct_creator_growth_weekly": "creator_id, week_start",
    "fct_posting_hours": "account_key, time_zone, iso_day_of_week, hour_of_day",
    "fct_last_post": "creator_id, platform",
    "bridge_post_hashtags": "hashtag, post_key",
    "fct_hashtag_usage": "platform, hashtag, usage_date",
    "fct_sound_usage": "platform, sound_id, usage_date",
    "engagement_formulas": "formula",
    "fct_post_snapshot": "post_key, observed_at",
    "fct_post_traction": "post_key, age_hours",
    "traction_alerts": "post_key",
    "fct_post_insights": "post_key, metric, dimension, member",
    "fct_account_insights": "account_key, metric, dimension, member, period, period_date",
    "fct_audience_demographics": "account_key, audience, dimension, member, period_date",
    "bridge_watch_posts": "platform, kind, term, post_key",
    "fct_hashtag_snapshot": "platform, kind, term, snapshot_hour",
    "fct_sound_snapshot": "sound_id, snapshot_hour",
    "audience_overlap_estimates": "creator_id, account_key_a, account_key_b, formula",
    "creator_reach": "creator_id, formula",
    "audience_samples": "account_key",
    "sampled_audience_overlap": "account_key_a, account_key_b, method",
    "creator_overlap_estimates": "creator_id_a, creator_id_b",
    "creator_overlap_priors": "applies_when",
    "group_reach": "group_name",
    "account_tiers": "account_key, valid_from",
    "post_labels": "post_key, kind, source, label",
    "account_labels": "account_key, kind, source, label, is_inherited",
    "creator_labels": "creator_id, kind, source, label, is_inherited",
    "dim_creator_segment": "creator_id",
    "dim_post_segment": "post_key",
    "benchmarks": "platform, tier, niche, format, formula",
    "benchmark_references": "reference",
    "creator_baselines": "creator_id, platform, formula",
    "within_creator_comparisons": "platform, dimension, measure, level",
    "match_pairs": "account_key_a, account_key_b",
    "coverage": "provider, lane, endpoint, completeness",
    "coverage_daily": "account_key, kind, visit_date",
    "dim_source": "source_rank",
    "source_disagreements": "subject_kind, subject_key, snapshot_date, metric, other_provider, other_source_class",
    "counter_falls": "subject_kind, subject_key, metric, observed_at, provider, source_class",
    "stg_tiktok_comments": "comment_id",
}
"""Mart -> its key, by which its rows are sorted."""

COMPATIBILITY_VIEWS: Final = (
    "stg_tiktok_users",
    "stg_tiktok_posts",
    "stg_tiktok_hashtags",
    "dim_tiktok_creator",
    "fact_tiktok_post_engagement",
    "fact_tiktok_follower_snapshot",
)
"""Published names of others' schemas: views over those tables, in the serving file alone, so that no row lies twice."""

MASKED: Final = {
    "masked_creators": "creator_hash",
    "masked_cells": "platform, tier, niche, region",
    "masked_days": "snapshot_date, platform, tier",
}
"""What may be shared with strangers -> its key; Parquet files in a folder of their own."""

BUILD_INFO: Final = "build_info"


PLAIN_FILE: Final = re.compile(r"[0-9A-Za-z_][0-9A-Za-z._-]*", re.ASCII)


def file_name(organization: str) -> str:
    """The name of an organization's files; no two organizations share one, and none leaves its folder."""
    if PLAIN_FILE.fullmatch(organization):
        return organization
    return f"{re.sub(r'[^0-9A-Za-z_-]', '_', organization)}_{short_digest(organization)}"
