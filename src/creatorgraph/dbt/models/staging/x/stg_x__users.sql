{#- Users, and in one answer with them whoever was asked for and is not there: `problem` says why, and such a row has no
attributes. -#}
{%- set error = {
    'parameter': 'VARCHAR', 'value': 'VARCHAR', 'title': 'VARCHAR', 'type': 'VARCHAR', 'detail': 'VARCHAR',
} -%}

with answers as (
    {{ good_answers('x', ['users'], outcomes=['ok', 'gone', 'private']) }}
),

parsed as (
    select
        {{ envelope_columns() }},
        {{ parse_json('payload', {'data': [x_user()], 'errors': [error]}) }} as document
    from answers
),

users as (
    select
        {{ envelope_columns() }},
        {{ each_element('document.data') }} as person,
        cast(null as varchar) as problem
    from parsed
),

problems as (
    select
        {{ envelope_columns() }},
        {{ each_element('document.errors') }} as error
    from parsed
),

absent as (
    select
        {{ envelope_columns() }},
        case when error.parameter in ('ids', 'id') then error.value end as user_id,
        case when error.parameter in ('usernames', 'username') then error.value end as username,
        -- suspension and absence share a type; the title tells them apart
        case
            when error.type like '%/resource-not-found' and (error.title = 'Forbidden' or error.detail like '%suspended%')
                then 'suspended'
            when error.type like '%/resource-not-found' then 'gone'
            when error.type like '%/not-authorized-for-resource' then 'private'
        end as problem
    from problems
)

select
    {{ envelope_columns() }},
    person.id as user_id,
    {{ account_key("'x'", 'person.id') }} as account_key,
    person.username,
    person.name,
    {{ x_text_with_links('person.description', 'person.entities.description.urls', 6) }} as description,
    {{ x_link('person.entities.url.urls[1]', 'person.url') }} as link,
    {{ x_links('person.entities.description.urls') }} as description_links,
    {%- for list, member in {'hashtags': 'tag', 'mentions': 'username'}.items() %}
    list_transform(person.entities.description.{{ list }}, lambda found: found.{{ member }}) as description_{{ list }},
    {%- endfor %}
    person.location,
    person.profile_image_url,
    person.protected as is_protected,
    coalesce(person.verified, person.verified_type <> 'none') as is_verified,
    person.verified_type,
    person.subscription_type,
    person.parody as is_parody,
    person.is_identity_verified,
    person.verified_followers_count,
    person.profile_banner_url,
    person.pinned_tweet_id,
    person.withheld.country_codes as withheld_in_countries,
    {{ utc_from_iso('person.created_at') }} as created_at,
    person.public_metrics.followers_count,
    person.public_metrics.following_count,
    coalesce(person.public_metrics.post_count, person.public_metrics.tweet_count) as tweet_count,
    person.public_metrics.listed_count,
    person.public_metrics.like_count as likes_given_count,
    person.public_metrics.media_count,
    problem
from users
where person.id is not null

union all by name

select *, {{ account_key("'x'", 'user_id') }} as account_key
from absent
where problem is not null
{{ observations('stg_x__users') }}
