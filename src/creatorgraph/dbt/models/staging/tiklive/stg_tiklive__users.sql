{%- set counters = {
    'followerCount': 'BIGINT', 'followingCount': 'BIGINT', 'heartCount': 'BIGINT', 'heart': 'BIGINT',
    'videoCount': 'BIGINT', 'diggCount': 'BIGINT', 'friendCount': 'BIGINT',
} -%}
{#- A search lists the same people, flat or with their counters beside. -#}
{%- set user = dict({
    'id': 'VARCHAR', 'uniqueId': 'VARCHAR', 'nickname': 'VARCHAR', 'secUid': 'VARCHAR', 'signature': 'VARCHAR',
    'bioLink': 'JSON', 'verified': 'BOOLEAN', 'privateAccount': 'BOOLEAN', 'secret': 'BOOLEAN', 'region': 'VARCHAR',
    'language': 'VARCHAR', 'createTime': 'BIGINT', 'avatarLarger': 'VARCHAR', 'openFavorite': 'BOOLEAN',
    'commentSetting': 'BIGINT', 'duetSetting': 'BIGINT', 'stitchSetting': 'BIGINT', 'isADVirtual': 'BOOLEAN',
    'commerceUserInfo': {'commerceUser': 'BOOLEAN', 'category': 'VARCHAR'}, 'stats': counters,
}, **counters) -%}
{%- set shown = {
    'id': 'VARCHAR', 'user': user, 'stats': counters, 'user_list': [{'user_info': user, 'user': user, 'stats': counters}],
} -%}

with answers as (
    {{ good_answers('tiklive', ['/userinfo-by-username/', '/userinfo-by-id/', '/userid/', '/search-user/']) }}
),

parsed as (
    select
        {{ envelope_columns() }},
        case when endpoint = '/userid/' then {{ bare_handle(asked('username')) }} end as asked_username,
        {{ parse_json('payload', dict(shown, data=shown)) }} as document
    from answers
),

unwrapped as (
    select
        {{ envelope_columns() }},
        asked_username,
        -- an answer to a handle's id has nothing else
        case when endpoint = '/userid/' then coalesce(document.id, document.data.id) end as told_id,
        {{ each_element("list_concat(
            [coalesce(document.user, document.data.user)],
            list_transform(coalesce(document.user_list, document.data.user_list), lambda found: coalesce(found.user_info, found.user))
        )") }} as person,
        {{ each_element("list_concat(
            [coalesce(document.stats, document.data.stats)],
            list_transform(coalesce(document.user_list, document.data.user_list), lambda found: found.stats)
        )") }} as stats
    from parsed
),

typed as (
    select
        {{ envelope_columns() }},
        coalesce(person.id, told_id) as user_id,
        {{ account_key("'tiktok'", 'coalesce(person.id, told_id)') }} as account_key,
        coalesce(person.uniqueid, asked_username) as unique_id,
        person.nickname,
        person.secuid as sec_uid,
        person.signature,
        {{ text_or_member('person.biolink', 'link') }} as bio_link,
        person.verified as is_verified,
        coalesce(person.privateaccount, person.secret) as is_private,
        person.region,
        person.language,
        {{ utc_from_epoch('person.createtime') }} as created_at,
        person.avatarlarger as avatar_url,
        person.openfavorite as are_likes_public,
        person.commentsetting as comment_setting,
        person.duetsetting as duet_setting,
        person.stitchsetting as stitch_setting,
        person.isadvirtual as is_ad_virtual,
        person.commerceuserinfo.commerceuser as is_commerce_user,
        person.commerceuserinfo.category as commerce_category,
        {%- for column, member in {
            'follower_count': 'followercount', 'following_count': 'followingcount', 'video_count': 'videocount',
            'likes_given_count': 'diggcount', 'friend_count': 'friendcount',
        }.items() %}
        coalesce(stats.{{ member }}, person.stats.{{ member }}, person.{{ member }}) as {{ column }},
        {%- endfor %}
        coalesce(
            stats.heartcount, stats.heart, person.stats.heartcount, person.stats.heart, person.heartcount, person.heart
        ) as heart_count
    from unwrapped
)

select * from typed where coalesce(user_id, unique_id) is not null
{{ observations('stg_tiklive__users') }}
