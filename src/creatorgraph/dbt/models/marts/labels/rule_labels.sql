{#- What the word lists (seeds `niche_rules`, `format_rules`) say of each post's text and each account's biography.

A text scores, for each label, the weights of the different terms of that label that occur in it: whole words or runs of
words, in the text or as hashtags; a term that begins with # counts as a hashtag alone. The labels with the highest score of
a text are its top; where two share it the text is contested and decides nothing. -#}
with texts as materialized (
    select 'post' as subject, post_key as subject_key, account_key, {{ words_of('caption') }} as words, hashtags
    from {{ ref('dim_post') }}
    where creator_id is not null and caption is not null
    union all
    select 'biography' as subject, account_key as subject_key, account_key, {{ words_of('account.bio') }} as words, [] as hashtags
    from {{ ref('organization_accounts') }} as account
    inner join {{ ref('organization_identities') }} as identity using (account_key)
    where account.bio is not null
),

rules as materialized (
    select kind, label, term, weight, starts_with(term, '#') as is_hashtag, {{ words_of('term') }} as words, words[1] as first_word
    from (
        select 'niche' as kind, niche as label, term, weight from {{ ref('niche_rules') }}
        union all
        select 'format' as kind, format as label, term, weight from {{ ref('format_rules') }}
    )
),

tokens as (
    select subject, subject_key, false as is_hashtag, unnest(words) as word, generate_subscripts(words, 1) as place
    from texts
    union all
    select subject, subject_key, true as is_hashtag, unnest({{ words_of("array_to_string(hashtags, ' ')") }}) as word, null as place
    from texts
),

found as (
    select distinct tokens.subject, tokens.subject_key, rules.kind, rules.label, rules.term, rules.weight
    from tokens
    inner join rules
        on rules.first_word = tokens.word and len(rules.words) = 1 and tokens.is_hashtag >= rules.is_hashtag
    union
    select texts.subject, texts.subject_key, rules.kind, rules.label, rules.term, rules.weight
    from tokens
    inner join rules on rules.first_word = tokens.word and len(rules.words) > 1 and not tokens.is_hashtag
    inner join texts
        on texts.subject = tokens.subject and texts.subject_key = tokens.subject_key
        and texts.words[tokens.place:tokens.place + len(rules.words) - 1] = rules.words
),

scored as (
    select subject, subject_key, kind, label, sum(weight) as score, list_sort(list(term)) as terms
    from found
    group by subject, subject_key, kind, label
),

ranked as (
    select
        *,
        max(score) over (partition by subject, subject_key, kind) as top_score,
        count(*) over (partition by subject, subject_key, kind, score) as labels_of_this_score
    from scored
)

select
    ranked.subject,
    ranked.subject_key,
    texts.account_key,
    ranked.kind,
    ranked.label,
    cast(ranked.score as integer) as score,
    ranked.terms,
    case
        when ranked.score < ranked.top_score then 'lesser'
        when ranked.labels_of_this_score > 1 then 'contested'
        when ranked.score = 1 then 'hint'
        when ranked.score <= 3 then 'single'
        else 'several'
    end as evidence
from ranked
inner join texts using (subject, subject_key)
