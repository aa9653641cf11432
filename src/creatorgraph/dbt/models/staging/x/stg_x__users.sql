{%- set link = {'url': 'VARCHAR', 'expanded_url': 'VARCHAR', 'unwound_url': 'VARCHAR'} -%}
{%- set user = {
    'id': 'VARCHAR', 'name': 'VARCHAR', 'username': 'VARCHAR', 'created_at': 'VARCHAR', 'description': 'VARCHAR',
    'location': 'VARCHAR', 'url': 'VARCHAR', 'profile_image_url': 'VARCHAR', 'protected': 'BOOLEAN', 'verified': 'BOOLEAN',
    'verified_type': 'VARCHAR',
    'entities': {'url': {'urls': [link]}, 'description': {'urls': [link]}},
    'public_metrics': {
        'followers_count': 'BIGINT', 'following_count': 'BIGINT', 'tweet_count': 'BIGINT', 'post_count': 'BIGINT',
        'listed_count': 'BIGINT', 'like_count': 'BIGINT',
    },
} -%}

with answers as (
    {{ good_answers('x', ['users']) }}
),

parsed as (
    select
        {{ envelope_columns() }},
        {{ parse_json('payload', {'data': [user]}) }} as document
    from answers
),

users as (
    select
        * exclude (document),
        {{ each_element('document.data') }} as person
    from parsed
)

select
    {{ envelope_columns() }},
    person.id as user_id,
    {{ account_key("'x'", 'person.id') }} as account_key,
    person.username,
    person.name,
    person.description,
    -- `url` is a t.co address, which names nobody
    coalesce(
        person.entities.url.urls[1].unwound_url, person.entities.url.urls[1].expanded_url, person.url
    ) as link,
    list_transform(person.entities.description.urls, lambda found: coalesce(found.unwound_url, found.expanded_url, found.url))
        as description_links,
    person.location,
    person.profile_image_url,
    person.protected as is_protected,
    person.verified as is_verified,
    person.verified_type,
    {{ utc_from_iso('person.created_at') }} as created_at,
    person.public_metrics.followers_count,
    person.public_metrics.following_count,
    coalesce(person.public_metrics.post_count, person.public_metrics.tweet_count) as tweet_count,
    person.public_metrics.listed_count,
    person.public_metrics.like_count as likes_given_count
from users
where person.id is not null
{{ observations('stg_x__users') }}
