"""Signals: what each candidate pair shows, for or against, one SQL step for each kind of evidence.

One row (a, b, level, extra) per signal: `extra` bits are added to the level's own, for what depends on how rare a term
is. Needs the tables of `candidates`.
"""

from __future__ import annotations

from typing import Final

SIGNALS: Final[dict[str, str]] = {
    "address": """
        select
            a, b,
            case
                when a_names_b >= 1 and b_names_a >= 1 then 'bio_link_mutual'
                when most_on_a_platform > getvariable('link_cap') then 'bio_link_shared'
                when greatest(a_names_b, b_names_a) < 2 then 'bio_link_loose'
                else 'bio_link_one_way'
            end as level,
            0.0 as extra
        from attested
        where greatest(a_names_b, b_names_a) >= 1
    """,
    "co_named": """
        select a, b, 'co_named_address' as level, 0.0 as extra from co_named anti join attested using (a, b)
    """,
    "mention": "select a, b, 'mention' as level, 0.0 as extra from mentioned anti join attested using (a, b)",
    "link": """
        select
            a, b,
            case
                when not is_link then 'same_mail_domain'
                when is_crowded then 'crowded_bio_link'
                when is_site_only then 'same_web_site'
                else 'same_bio_link'
            end as level,
            0.0 as extra
        from linked
    """,
    "other_link": """
        -- each has a page or site of its own, and it is not the same one
        with site as (
            select distinct idx from link where kind = 'link' and value not like '%:%'
        )
        select compared.a, compared.b, 'other_bio_link' as level, 0.0 as extra
        from compared
        join site as one on one.idx = compared.a
        join site as two on two.idx = compared.b
        anti join linked on linked.a = compared.a and linked.b = compared.b
    """,
    "label": """
        select a, b, 'link_names_handle' as level, least(bits, getvariable('label_bits_most')) as extra
        from label_is_handle join compared using (a, b)
        where not equal_cores and bits > 0
    """,
    "handle": """
        select
            a, b,
            case
                when equal_handles then 'same_handle'
                when equal_cores then 'same_handle_core'
                when look_alike then 'near_handle'
                when contains(core_a, core_b) or contains(core_b, core_a) then 'longer_handle'
                when jaro_winkler_similarity(core_a, core_b) >= getvariable('near_similarity') then 'near_handle'
                else 'other_handle'
            end as level,
            case
                when equal_handles then least(
                    handle_bits,
                    case when has_variant then getvariable('variant_bits_most') else 99 end,
                    case when equal_shapes then getvariable('handle_bits_most') else getvariable('core_bits_most') end
                )
                when equal_cores
                    then least(core_bits - getvariable('core_variants_bits'), getvariable('core_bits_most'))
                else 0.0
            end as extra
        from compared
        where has_handles
    """,
    "rarity": """
        select
            a, b,
            case
                when not equal_handles then 'rare_handle_core'
                when handle_bits >= getvariable('rare_bits') then 'rare_handle'
                else 'uncommon_handle'
            end as level,
            0.0 as extra
        from compared
        where equal_handles and equal_shapes and not has_variant and handle_bits >= getvariable('uncommon_bits')
           or not equal_handles and equal_cores and core_bits >= getvariable('rare_core_bits')
              and core_accounts <= getvariable('core_accounts_most')
    """,
    "name": """
        select
            a, b,
            case
                when equal_names or name_a = name_b then 'same_name'
                when contains(name_a, name_b) or contains(name_b, name_a)
                    or len(name_words) >= least(name_count_a, name_count_b) then 'shared_name_words'
                when len(name_words) > 0 then 'half_name'
                else 'other_name'
            end as level,
            case
                when equal_names or name_a = name_b then least(name_bits, case
                    when equal_cores and contains(handle_a, name_a)
                        and name_count_a = 1 and handle_bits < getvariable('telling_bits')
                        then getvariable('name_bits_of_handle')
                    when equal_cores and contains(handle_a, name_a) then getvariable('name_bits_in_handle')
                    when equal_cores then getvariable('name_bits_beside_handle')
                    else getvariable('name_bits_most')
                end)
                when len(name_words) >= least(name_count_a, name_count_b) and not equal_cores
                    then least(name_bits, getvariable('name_bits_beside_handle'))
                when contains(name_a, name_b) or contains(name_b, name_a)
                    or len(name_words) >= least(name_count_a, name_count_b)
                    then case when equal_cores then 4.0 else 2.0 end
                else 0.0
            end as extra
        from compared
        where has_names
    """,
    "name_is_handle": """
        select a, b, 'name_is_handle' as level, least(bits, getvariable('name_bits_most')) as extra
        from name_is_handle join compared using (a, b)
        where not equal_cores and not equal_names
    """,
    "bio": """
        with common as (
            select word, -log2(count(*) / getvariable('accounts')) as bits, count(*) as accounts
            from word group by word
        ),
        shared as (
            select a, b, sum(least(bits, 10.0)) as bits
            from compared
            join word as one on one.idx = a
            join word as two on two.idx = b and two.word = one.word
            join common on common.word = one.word
            where not contains(handle_a, one.word) and bits >= 5
            group by all
        )
        select a, b, 'shared_bio_words' as level, least(bits / 4, getvariable('bio_bits_most')) as extra
        from shared where bits >= 12
    """,
    "verified": """
        select a, b, 'both_verified' as level, 0.0 as extra from compared where verified_a and verified_b
        union all by name
        select a, b, 'outshone' as level, 0.0 as extra
        from compared left join attested using (a, b)
        -- unless the one whom everybody follows names the one whom nobody does
        where a_is_obscure and not verified_a and coalesce(b_names_a, 0) < 2
           or b_is_obscure and not verified_b and coalesce(a_names_b, 0) < 2
    """,
    "full_name": """
        -- the handle agrees, and a name of two words or more, or one of a handle that says something
        select a, b, 'name_and_handle' as level, 0.0 as extra
        from compared
        where equal_handles and equal_shapes and not has_variant and equal_names
              and (name_count_a > 1 or handle_bits >= getvariable('telling_bits'))
    """,
    "unnamed": """
        -- one of the two shows no name, where accounts usually do
        select a, b, 'no_name_shown' as level, 0.0 as extra
        from compared anti join attested using (a, b)
        where (is_unnamed_a or is_unnamed_b) and getvariable('named_share') >= 0.5
    """,
    "imitated": """
        -- owners keep their whole handle oftener than its core; where cores agree far oftener, most are imitations
        with agreeing as (
            select
                count(*) filter (where equal_handles) + getvariable('equal_handles_before') as whole,
                count(*) filter (where equal_cores and not equal_handles) as part
            from compared
        ),
        share as (select getvariable('cores_per_handle') * whole / greatest(part, 1) as own from agreeing)
        select a, b, 'imitated_pool' as level, 2 * log2(own) as extra
        from compared, share
        where own < getvariable('own_cores_least') and (equal_cores and not equal_handles or has_variant)
    """,
    "second": """
        -- on one platform, only the lesser of the two says that they are one owner's
        select a, b, 'second_unconfirmed' as level, 0.0 as extra
        from compared join attested using (a, b)
        where platform_a = platform_b and not (coalesce(a_names_b, 0) >= 1 and coalesce(b_names_a, 0) >= 1)
          and case when a_names_b is not null then coalesce(followers_a <= followers_b, true)
                   else coalesce(followers_b <= followers_a, true) end
    """,
    "branch": "select a, b, 'other_branch' as level, 0.0 as extra from compared where other_branch",
    "imitation": """
        -- nearly the handle of an account that many more follow and that does not name it
        with near as (
            select
                a, b, followers_a, followers_b, verified_a, verified_b, equal_cores,
                has_names and equal_names as equal_names,
                coalesce(a_names_b, 0) as a_names_b, coalesce(b_names_a, 0) as b_names_a
            from compared left join attested using (a, b)
            where has_handles and not (equal_handles and equal_shapes)
              and (equal_cores or look_alike or contains(core_a, core_b) or contains(core_b, core_a)
                   or jaro_winkler_similarity(core_a, core_b) >= getvariable('near_similarity'))
        )
        select a, b, 'near_copy' as level, 0.0 as extra
        from near
        where not verified_a and b_names_a < 2
              and coalesce(followers_b, 0) > getvariable('copy_ratio') * coalesce(followers_a, 0)
           or not verified_b and a_names_b < 2
              and coalesce(followers_a, 0) > getvariable('copy_ratio') * coalesce(followers_b, 0)
           or equal_names and not equal_cores and followers_a is null and followers_b is null
              and least(a_names_b, b_names_a) < 2 and greatest(a_names_b, b_names_a) >= 1
    """,
    "silent": """
        -- a pool of people who say things, and of whom none points to another: likenesses between them are accidents;
        -- who says nothing could not have pointed
        select a, b, 'nobody_points' as level, 0.0 as extra
        from compared
        where has_bios
          and (select count(*) from profile where bio <> '') >= getvariable('silent_accounts')
          and not exists (from attested where greatest(a_names_b, b_names_a) >= 1)
          and not exists (from linked where is_link and not is_crowded)
    """,
    "about": "select a, b, 'about_somebody' as level, 0.0 as extra from compared where one_is_about",
    "other": """
        select a, b, 'names_as_other' as level, 0.0 as extra from attested
        where as_other and greatest(a_names_b, b_names_a) is null
    """,
    "claims": """
        with own_claim as (
            -- which accounts somebody names as own on a platform; an id that nobody here has says nothing
            select claim.idx, claim.platform, own.idx as named
            from claim
            left join own on own.address = claim.address
            where claim.role = 'self' and claim.strength >= 2 and (own.idx is not null or claim.address not like '%:#%')
        ),
        direction as (
            select a, b, a as src, platform_b as platform, b as dst from compared where platform_a <> platform_b
            union all by name
            select a, b, b as src, platform_a as platform, a as dst from compared where platform_a <> platform_b
        )
        select
            direction.a, direction.b,
            case when bool_or(own_claim.named is not null) then 'names_another_here' else 'names_another' end as level,
            0.0 as extra
        from direction
        join own_claim on own_claim.idx = direction.src and own_claim.platform = direction.platform
        join profile as target on target.idx = direction.dst and target.handle <> ''
        -- the other one may be a second account of the same owner, if one of the two names the other
        left join attested as sibling
            on sibling.a = least(own_claim.named, direction.dst)
            and sibling.b = greatest(own_claim.named, direction.dst)
        left join names on names.src = direction.src and names.dst = direction.dst and names.strength >= 1
        where names.src is null
        group by direction.a, direction.b, direction.src
        having not bool_or(coalesce(greatest(sibling.a_names_b, sibling.b_names_a), 0) >= 1)
    """,
}


def signal_statement() -> str:
    """The statement that gathers all signals into one table."""
    parts = "\nunion all by name\n".join(f"(\n{select}\n)" for select in SIGNALS.values())
    return f"create or replace temp table signal as\n{parts}"
