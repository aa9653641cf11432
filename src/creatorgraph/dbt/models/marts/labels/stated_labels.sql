{#- What people and imports of this organization call creators, accounts and posts: the last word of each source on each
subject and kind, under the id that the subject has now. -#}
with aliases as (
    select account_key, max_by(other_account_key, sequence) as present_key
    from {{ source('app', 'identity_events') }}
    where kind = 'alias'
    group by account_key
),

said as (
    select
        subject, subject_key, kind, label, 'person' as source, cast(1 as decimal(9, 6)) as confidence,
        labelled_by, labelled_at as stated_at, lpad(cast(label_id as varchar), 20, '0') as place
    from {{ source('app', 'labels') }}
    where organization_id = {{ organization() }}
        and undoes is null
        and label_id not in (select undoes from {{ source('app', 'labels') }} where undoes is not null)
    union all
    select
        subject, subject_key, kind, label, 'import' as source, confidence,
        cast(null as varchar) as labelled_by, observed_at as stated_at, answer_id as place
    from {{ ref('int_imported_labels') }}
    where {{ is_visible('visibility') }}
)

select
    said.subject,
    coalesce(alias.present_key, redirect.current_creator_id, said.subject_key) as subject_key,
    said.* exclude (subject, subject_key, place)
from said
left join aliases as alias on said.subject = 'account' and alias.account_key = said.subject_key
left join {{ source('match', 'redirects') }} as redirect on said.subject = 'creator' and redirect.creator_id = said.subject_key
qualify row_number() over (
    partition by said.subject, coalesce(alias.present_key, redirect.current_creator_id, said.subject_key), said.kind, said.source
    order by said.stated_at desc, said.place desc
) = 1
