{#- Who follows an account, or is followed by it, as a sample of strangers: hashes and orders of magnitude, no handle, no
name, no exact counter. What they link to is not read at all. -#}
{%- set member = {
    'id': 'VARCHAR', 'unique_id': 'VARCHAR', 'region': 'VARCHAR', 'signature': 'VARCHAR', 'avatar': 'VARCHAR',
    'verified': 'BOOLEAN', 'secret': 'BOOLEAN', 'aweme_count': 'BIGINT', 'follower_count': 'BIGINT',
    'following_count': 'BIGINT', 'total_favorited': 'BIGINT', 'favoriting_count': 'BIGINT',
} -%}
{%- set page = {'followers': [member], 'followings': [member], 'total': 'BIGINT'} -%}

with answers as (
    {{ good_answers('tiklive', ['/user-followers/', '/user-following/']) }}
),

parsed as (
    select
        {{ envelope_columns() }},
        coalesce({{ asked('userid') }}, {{ sole_subject('tiktok') }}) as user_id,
        case endpoint when '/user-followers/' then 'follower' else 'following' end as relation,
        {{ parse_json('payload', dict(page, data=page)) }} as document
    from answers
),

listed as (
    select
        * exclude (document),
        coalesce(document.total, document.data.total) as list_total,
        coalesce(document.followers, document.followings, document.data.followers, document.data.followings) as members
    from parsed
),

each_member as (
    select
        * exclude (members),
        {{ each_element('range(1, len(members) + 1)') }} as position,
        {{ each_element('members') }} as member
    from listed
)

select
    {{ envelope_columns() }},
    user_id,
    {{ account_key("'tiktok'", 'user_id') }} as account_key,
    relation,
    position,
    list_total,
    {{ person_hash("'tiktok:id:' || member.id") }} as member_hash,
    {{ person_hash("'tiktok:handle:' || lower(member.unique_id)") }} as member_handle_hash,
    member.region,
    {{ magnitude('member.follower_count') }} as follower_count_magnitude,
    {{ magnitude('member.following_count') }} as following_count_magnitude,
    {{ magnitude('member.aweme_count') }} as post_count_magnitude,
    {{ magnitude('member.total_favorited') }} as like_count_magnitude,
    {{ magnitude('member.favoriting_count') }} as likes_given_count_magnitude,
    member.verified as is_verified,
    member.secret as is_private,
    coalesce(member.avatar, '') <> '' as has_avatar,
    coalesce(member.signature, '') <> '' as has_bio,
    len(regexp_extract(member.unique_id, '[0-9]*$')) as handle_ending_digits
from each_member
where coalesce(member.id, member.unique_id) is not null
{{ observations('stg_tiklive__followers') }}
