{#- How many followers two follower lists share, from samples of both; directional, for the frame of the newest listable ones.

The two-list trap: of what the lists share only the fraction f_a * f_b is seen in both samples (f: the visible shares), so
the k matches seen are divided by it. `sample`: matches known to be in both lists as they stand, plus an interval of those
that nobody has looked at, which counts the chance of both samples and their design effect. `capture_recapture`: Chapman's
estimate of the population that both samples would be drawn from, and the overlap that chance gives two lists in it. -#}
{%- set edges = ['low', 'mid', 'high'] -%}
with pairs as (
    select
        pair.*,
        {%- for side in ['a', 'b'] %}
        sample_{{ side }}.creator_id as creator_id_{{ side }},
        sample_{{ side }}.sampled_followers as sampled_{{ side }},
        sample_{{ side }}.frame_size as frame_size_{{ side }},
        sample_{{ side }}.visible_share as visible_share_{{ side }},
        sample_{{ side }}.sampled_listable / cast(sample_{{ side }}.frame_size as double) as listable_share_{{ side }},
        {%- endfor %}
        sample_a.platform,
        sample_a.frame,
        least(sample_a.sampled_through, sample_b.sampled_through) as sampled_through
    from {{ ref('sampled_audience_matches') }} as pair
    inner join {{ ref('audience_samples') }} as sample_a on sample_a.account_key = pair.account_key_a
    inner join {{ ref('audience_samples') }} as sample_b on sample_b.account_key = pair.account_key_b
),

exposed as (
    select
        *,
        (1 - listable_share_a * listable_share_b) / (visible_share_a * visible_share_b) as unseen,
        listable_matches + (1 - listable_share_a) * frame_size_a + (1 - listable_share_b) * frame_size_b as most,
        {{ chapman('sampled_a', 'sampled_b', 'matches') }} as pool,
        {{ chapman_sd('sampled_a', 'sampled_b', 'matches') }} as pool_sd
    from pairs
),

estimated as (
    select
        *, 'sample' as method,
        listable_matches + greatest(0, least({{ unseen_matches('matches', 'unseen', 'design_effect', -1) }},
            unseen * coalesce({{ few_matches_low('matches') }}, matches))) as shared_low,
        listable_matches + unseen * matches as shared_mid,
        listable_matches + {{ unseen_matches('matches', 'unseen', 'design_effect', 1) }} as shared_high
    from exposed
    union all by name
    select
        *, 'capture_recapture' as method,
        greatest(pool - {{ z95() }} * pool_sd, sampled_a + sampled_b - matches) as pool_size_low,
        pool as pool_size_mid,
        pool + {{ z95() }} * pool_sd as pool_size_high,
        frame_size_a * frame_size_b / pool_size_high as shared_low,
        frame_size_a * frame_size_b / greatest(pool_size_mid, pool_size_low) as shared_mid,
        frame_size_a * frame_size_b / pool_size_low as shared_high
    from exposed
),

bounded as (
    select
        * exclude (shared_low, shared_mid, shared_high),
        {%- for edge in edges %}
        least(shared_{{ edge }}, frame_size_a, frame_size_b, case method when 'sample' then most end) as shared_{{ edge }}{{ ',' if not loop.last }}
        {%- endfor %}
    from estimated
)

select
    account_key_a, account_key_b, method, creator_id_a, creator_id_b, platform, frame,
    frame_size_a, frame_size_b, sampled_a, sampled_b, visible_share_a, visible_share_b, matches,
    {%- for side in ['a', 'b'] %}
    round({{ wilson('matches', 'sampled_' ~ side, -1) }}, 9) as match_rate_{{ side }}_low,
    round(matches / cast(sampled_{{ side }} as double), 9) as match_rate_{{ side }},
    round({{ wilson('matches', 'sampled_' ~ side, 1) }}, 9) as match_rate_{{ side }}_high,
    {%- endfor %}
    design_effect,
    {%- for edge in edges %}
    cast({{ {'low': 'floor', 'mid': 'round', 'high': 'ceil'}[edge] }}(round(shared_{{ edge }}, 6)) as bigint) as intersection_{{ edge }},
    round(shared_{{ edge }} / frame_size_a, 9) as share_of_a_{{ edge }},
    round(shared_{{ edge }} / frame_size_b, 9) as share_of_b_{{ edge }},
    round(shared_{{ edge }} / least(frame_size_a, frame_size_b), 9) as share_of_smaller_{{ edge }},
    round(shared_{{ edge }} / (frame_size_a + frame_size_b - shared_{{ edge }}), 9) as jaccard_{{ edge }},
    {%- endfor %}
    round((shared_high - shared_low) / least(frame_size_a, frame_size_b), 9) as width_of_smaller,
    {%- for edge in edges %}
    round(pool_size_{{ edge }}, 6) as pool_size_{{ edge }},
    {%- endfor %}
    case method
        when 'sample' then 'the followers seen stand for the rest of the listable ones; the newest of both lists may share a wave'
        else 'closed population, equal catchability, perfect matching'
    end as assumptions,
    method <> 'capture_recapture' as assumptions_hold,
    true as is_directional,
    sampled_through
from bounded
