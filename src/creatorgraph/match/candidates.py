"""Candidate pairs, in small named steps of SQL that can be printed: every candidate comes from an equality.

Blocks are limited in size, so nothing is quadratic. `a` < `b` are `profile.idx`; caps come in as DuckDB variables
(`getvariable`). Needs the tables of `evidence.write_evidence`, and leaves the table `compared`, one row a candidate.
"""

from __future__ import annotations

from typing import Final

# --- who names whom -------------------------------------------------------------------------------------------------

ADDRESSES: Final = """
create or replace temp table named_by as
-- how many accounts of one platform name an address as their own: an agency's or a show's is named by many
select address, max(accounts) as most_on_a_platform
from (
    select claim.address, profile.platform, count(distinct claim.idx) as accounts
    from claim join profile using (idx)
    where claim.role = 'self' and claim.strength >= 1
    group by all
)
group by address
"""

NAMES: Final = """
create or replace temp table names as
-- one row per ordered pair: src names dst
select
    claim.idx as src, own.idx as dst,
    max(claim.strength) filter (where claim.role <> 'other') as strength,
    bool_or(claim.role = 'other') as as_other,
    min(coalesce(named_by.most_on_a_platform, 0)) as most_on_a_platform
from claim
join own on own.address = claim.address and own.idx <> claim.idx
join profile as source on source.idx = claim.idx
join profile as target on target.idx = own.idx
left join named_by on named_by.address = claim.address
where claim.role = 'other' or claim.role = 'second' or source.platform <> target.platform
group by all
"""

ATTESTED: Final = """
create or replace temp table attested as
-- one row per pair that names itself, with both directions
select
    least(src, dst) as a, greatest(src, dst) as b,
    max(strength) filter (where src < dst) as a_names_b,
    max(strength) filter (where src > dst) as b_names_a,
    bool_or(as_other) as as_other,
    max(most_on_a_platform) as most_on_a_platform
from names
group by all
"""

# --- keys that two accounts share -------------------------------------------------------------------------------------

LINK_DEPTHS: Final = """
create or replace temp table link_depth as
-- how deep into the same site each account's link goes: a family of brands meets at the front door only
select link.idx, link.value, link.kind, max(length(deeper.value)) as deepest
from link
join link as deeper on deeper.idx = link.idx and deeper.kind = link.kind
where starts_with(deeper.value, link.value)
group by all
"""

LINKED: Final = """
create or replace temp table linked as
with shared as (
    select value, kind, max(accounts) > 1 as is_crowded
    from (
        select link.value, link.kind, profile.platform, count(distinct link.idx) as accounts
        from link join profile using (idx)
        group by all
    )
    group by value, kind
    having count(*) > 1 and max(accounts) <= getvariable('link_cap')
),
holder as (
    select link_depth.*, profile.platform, shared.is_crowded
    from shared join link_depth using (value, kind) join profile using (idx)
)
select
    one.idx as a, two.idx as b, bool_or(one.kind = 'link') as is_link, bool_and(one.is_crowded) as is_crowded,
    max(length(one.value)) < greatest(max(one.deepest), max(two.deepest)) as is_site_only
from holder as one
join holder as two on two.value = one.value and two.kind = one.kind
where one.idx < two.idx and one.platform <> two.platform
group by one.idx, two.idx
"""

SAME_HANDLE: Final = """
create or replace temp table same_handle as
select one.idx as a, two.idx as b, true as whole
from profile as one
join profile as two on two.handle_key = one.handle_key and one.idx < two.idx and one.platform <> two.platform
where one.handle_key in (
    select handle_key from profile where handle_key <> ''
    group by handle_key having count(*) between 2 and getvariable('core_block_most')
)
union all by name
select one.idx as a, two.idx as b, false as whole
from profile as one
join profile as two on two.handle_core = one.handle_core and one.idx < two.idx and one.platform <> two.platform
where one.handle_key <> two.handle_key and one.handle_core in (
    select handle_core from profile where handle_core <> ''
    group by handle_core having count(*) between 2 and getvariable('core_block_most')
)
"""

SAME_NAME: Final = """
create or replace temp table same_name as
with rare as (
    select name_sorted from profile where name_sorted <> ''
    group by name_sorted having count(*) between 2 and getvariable('name_block_most')
)
select one.idx as a, two.idx as b
from rare
join profile as one using (name_sorted)
join profile as two using (name_sorted)
where one.idx < two.idx and one.platform <> two.platform
"""

NAME_IS_HANDLE: Final = """
create or replace temp table name_is_handle as
-- one account's name, run together, is the other's handle
with name as (
    select name_key from profile where length(name_key) > 4
    group by name_key having count(*) <= getvariable('name_block_most')
),
core as (
    select handle_core from profile where handle_core <> ''
    group by handle_core having count(*) <= getvariable('core_block_most')
)
select
    least(one.idx, two.idx) as a, greatest(one.idx, two.idx) as b, max(one.name_bits) as bits
from name
join core on core.handle_core = name.name_key
join profile as one on one.name_key = name.name_key
join profile as two on two.handle_core = core.handle_core
where one.platform <> two.platform
group by all
"""

LABEL_IS_HANDLE: Final = """
create or replace temp table label_is_handle as
-- what one account calls its own site or hub page is the other's handle
with rare as (
    select value from label group by value having count(*) <= getvariable('name_block_most')
)
select
    least(label.idx, profile.idx) as a, greatest(label.idx, profile.idx) as b,
    max(profile.handle_bits) as bits
from rare
join label using (value)
join profile on profile.handle_key = label.value
join profile as source on source.idx = label.idx
where source.platform <> profile.platform
group by all
"""

CO_NAMED: Final = """
create or replace temp table co_named as
-- both name the same third account as their own
select one.idx as a, two.idx as b, min(one.address) as address
from claim as one
join claim as two using (address)
join named_by using (address)
anti join own on own.address = one.address
join profile as first on first.idx = one.idx
join profile as second on second.idx = two.idx
where one.idx < two.idx and first.platform <> second.platform
  and one.platform not in (first.platform, second.platform)
  and one.role = 'self' and two.role = 'self' and one.strength >= 2 and two.strength >= 2
  and named_by.most_on_a_platform <= getvariable('link_cap')
group by all
"""

MENTIONED: Final = """
create or replace temp table mentioned as
-- a bare @handle is read on its own platform, but people also write their other platforms' handles so
select least(claim.idx, profile.idx) as a, greatest(claim.idx, profile.idx) as b
from claim
join profile as source on source.idx = claim.idx
join profile on profile.handle = split_part(claim.address, ':', 2) and profile.platform <> source.platform
where claim.strength = 0 and claim.role = 'self' and source.handle <> profile.handle
group by all
"""

CANDIDATES: Final = """
create or replace temp table candidate as
select a, b from attested where greatest(a_names_b, b_names_a) is not null or as_other
union select a, b from linked
union select a, b from same_handle
union select a, b from same_name
union select a, b from name_is_handle
union select a, b from label_is_handle
union select a, b from co_named
union select a, b from mentioned
"""

CORE_CROWDS: Final = """
create or replace temp table core_crowd as
-- how many accounts share a core: more than one owner has platforms, and it is imitated
select handle_core, count(*) as accounts from profile where handle_core <> '' group by handle_core having count(*) > 1
"""

COMPARED: Final = """
create or replace temp table compared as
-- every candidate with what the other steps look at, once
select
    candidate.a, candidate.b, one.platform as platform_a, two.platform as platform_b,
    one.handle_key as handle_a, two.handle_key as handle_b,
    one.handle_key <> '' and two.handle_key <> '' as has_handles,
    one.handle_key <> '' and one.handle_key = two.handle_key as equal_handles,
    one.handle_shape = two.handle_shape as equal_shapes,
    one.handle_core <> '' and one.handle_core = two.handle_core as equal_cores,
    one.name_key <> '' and two.name_key <> '' as has_names,
    one.name_sorted <> '' and one.name_sorted = two.name_sorted as equal_names,
    one.name_key as name_a, two.name_key as name_b,
    list_intersect(one.name_words, two.name_words) as name_words,
    len(one.name_words) as name_count_a, len(two.name_words) as name_count_b,
    least(one.name_bits, two.name_bits) as name_bits,
    least(one.handle_bits, two.handle_bits) as handle_bits,
    least(one.core_bits, two.core_bits) as core_bits,
    one.handle_core as core_a, two.handle_core as core_b, one.skeleton = two.skeleton as look_alike,
    one.is_variant or two.is_variant as has_variant,
    one.branch <> two.branch and one.handle_key <> two.handle_key as other_branch,
    one.name_key = '' as is_unnamed_a, two.name_key = '' as is_unnamed_b,
    one.bio <> '' and two.bio <> '' as has_bios,
    coalesce(one.followers, getvariable('unknown_followers')) as followers_a,
    coalesce(two.followers, getvariable('unknown_followers')) as followers_b,
    coalesce(core_crowd.accounts, 0) as core_accounts,
    one.is_about <> two.is_about as one_is_about, one.verified as verified_a, two.verified as verified_b,
    -- beside the other one, an account that hardly anybody follows; imitators are such
    followers_a < getvariable('obscure_followers')
        and followers_b > getvariable('obscure_ratio') * greatest(followers_a, 1) as a_is_obscure,
    followers_b < getvariable('obscure_followers')
        and followers_a > getvariable('obscure_ratio') * greatest(followers_b, 1) as b_is_obscure
from candidate
join profile as one on one.idx = candidate.a
join profile as two on two.idx = candidate.b
left join core_crowd on core_crowd.handle_core = one.handle_core
"""

PREPARING: Final[dict[str, str]] = {
    "named_by": ADDRESSES,
    "names": NAMES,
    "attested": ATTESTED,
    "link_depth": LINK_DEPTHS,
    "linked": LINKED,
    "same_handle": SAME_HANDLE,
    "same_name": SAME_NAME,
    "name_is_handle": NAME_IS_HANDLE,
    "label_is_handle": LABEL_IS_HANDLE,
    "co_named": CO_NAMED,
    "mentioned": MENTIONED,
    "candidate": CANDIDATES,
    "core_crowd": CORE_CROWDS,
    "compared": COMPARED,
}
