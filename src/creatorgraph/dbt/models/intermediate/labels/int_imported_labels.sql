{#- Imported labels under the key of what they are about. An account named by handle alone is whoever had taken the handle
most recently by then, else its earliest holder, as for any other sighting; an account that nobody has seen is left out. -#}
with holders as (
    select labelled.answer_id, holder.account_key
    from {{ ref('stg_import__labels') }} as labelled
    inner join {{ ref('int_handle_history') }} as holder
        on holder.platform = labelled.platform
        and holder.handle = lower(labelled.handle)
        and holder.visibility in ('public', labelled.visibility)
    where labelled.subject = 'account' and labelled.account_id is null
    qualify row_number() over (
        partition by labelled.answer_id
        order by
            holder.first_seen_at <= labelled.observed_at desc,
            case when holder.first_seen_at <= labelled.observed_at then holder.first_seen_at end desc,
            holder.first_seen_at,
            holder.native_id
    ) = 1
),

addressed as (
    select platform, regexp_extract(url, '/(?:p|reel|reels|tv)/([^/?#]+)', 1) as shortcode, min(post_key) as post_key
    from {{ ref('int_posts') }}
    where platform = 'instagram' and url is not null
    group by all
)

select
    labelled.answer_id,
    labelled.subject,
    case labelled.subject
        when 'creator' then labelled.creator_id
        when 'account' then coalesce(labelled.account_key, holders.account_key)
        else coalesce(labelled.post_key, addressed.post_key)
    end as subject_key,
    labelled.kind,
    labelled.label,
    labelled.confidence,
    labelled.visibility,
    labelled.observed_at,
    labelled.ingested_at
from {{ ref('stg_import__labels') }} as labelled
left join holders using (answer_id)
left join addressed
    on addressed.platform = labelled.platform
    and addressed.shortcode = nullif(regexp_extract(labelled.post_address, '/(?:p|reel|reels|tv)/([^/?#]+)', 1), '')
where subject_key is not null
