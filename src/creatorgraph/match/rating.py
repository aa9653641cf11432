"""From signals to probabilities, in SQL: weights summed per pair, rivals for one place set against each other."""

from __future__ import annotations

from typing import Final

SCORED: Final = """
create or replace temp table scored as
-- every signal gives one level per pair and field; only what speaks against may come from both sides, and adds up
select
    signal.a, signal.b,
    sum(level.bits + signal.extra) + getvariable('prior_bits') as bits,
    sum(level.points) as points,
    sum(level.published) as published_points,
    list(signal.level) as levels
from signal join level on level.name = signal.level
group by signal.a, signal.b
"""

RIVALS: Final = """
create or replace temp table rated as
-- an account has one counterpart on a platform: candidates for that place share one probability. Accounts that name
-- each other share it among themselves, and leave nothing to the rest.
with odds as (
    select
        scored.*, one.platform as platform_a, two.platform as platform_b,
        list_contains(levels, 'bio_link_mutual') as mutual, pow(2, least(greatest(bits, -60), 60)) as odds
    from scored
    join profile as one on one.idx = scored.a
    join profile as two on two.idx = scored.b
),
side as (
    select a as idx, platform_b as platform, mutual, odds from odds where platform_a <> platform_b
    union all by name
    select b as idx, platform_a as platform, mutual, odds from odds where platform_a <> platform_b
),
total as (
    select idx, platform, sum(odds) as odds, coalesce(sum(odds) filter (where mutual), 0) as mutual_odds
    from side group by all
)
select
    odds.* exclude (odds),
    case
        when platform_a = platform_b then odds.odds / (1 + odds.odds)
        when mutual then odds.odds / (1 + greatest(from_a.mutual_odds, from_b.mutual_odds))
        else odds.odds / (1 + greatest(from_a.odds, from_b.odds))
    end as confidence,
    list_has_any(levels, getvariable('against')) and confidence < getvariable('least_confidence') as contradicted
from odds
left join total as from_a on from_a.idx = odds.a and from_a.platform = odds.platform_b
left join total as from_b on from_b.idx = odds.b and from_b.platform = odds.platform_a
"""

FINISHED: Final = """
select
    one.account_key as account_key_a, two.account_key as account_key_b, rated.platform_a, rated.platform_b,
    greatest(0, least(100, points))::integer as score, least(100, published_points)::integer as published_score,
    round(least(confidence, 0.9999), 4) as confidence, levels, mutual
from rated
join profile as one on one.idx = rated.a
join profile as two on two.idx = rated.b
where case
    when getvariable('published') then published_points >= getvariable('least_score') or mutual
    else points >= getvariable('least_score') or confidence >= getvariable('least_confidence')
end
order by account_key_a, account_key_b
"""

CONTRADICTED: Final = """
select one.account_key, two.account_key
from rated
join profile as one on one.idx = rated.a
join profile as two on two.idx = rated.b
where contradicted
order by all
"""
