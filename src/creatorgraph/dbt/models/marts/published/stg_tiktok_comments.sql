{#- A published name: TikTok comments. Who wrote one is a keyed hash and what it says is a length: neither is published. -#}
select
    comment.comment_id,
    comment.post_id as video_id,
    comment.author_hash,
    comment.author_region as region,
    comment.created_at as create_time,
    comment.text_length,
    comment.digg_count,
    comment.reply_count,
    comment.observed_at
from {{ ref('stg_tiklive__comments') }} as comment
where {{ is_visible('comment.visibility') }}
qualify row_number() over (
    partition by comment.comment_id order by comment.observed_at desc, comment.ingested_at desc, comment.answer_id
) = 1
