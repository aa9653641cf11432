{#- The registry of engagement formulas: the one place that says what each is made of. From it come the columns of
fct_post_engagement and fct_post_totals, the rates of windows, and the published table engagement_formulas.

`numerator` is a list of columns that are added, `denominator` the column that divides (none for a count); `public` names the
platforms whose public answers suffice, `connected` those that tell it of accounts whose creators granted access. A column
that one of the parts lacks makes the value unknown: absent is not 0, and two formulas are never compared. -#}
{% macro engagement_formulas() -%}
    {%- set shown = ['like_count', 'comment_count'] -%}
    {%- set interactions = shown + ['share_count'] -%}
    {%- set everywhere = ['tiktok', 'instagram', 'x', 'youtube'] -%}
    {{ return({
        'er_views': {
            'numerator': interactions, 'denominator': 'view_count', 'unit': 'fraction', 'public': ['tiktok', 'x'],
            'connected': ['instagram'], 'why': 'How many of those who saw a post acted on it; the default where shares are told.',
        },
        'er_views_with_saves': {
            'numerator': interactions + ['save_count'], 'denominator': 'view_count', 'unit': 'fraction', 'public': ['tiktok', 'x'],
            'connected': ['instagram'], 'why': 'As er_views with saves, for posts that are kept: recipes, tutorials, lists.',
        },
        'er_views_likes_comments': {
            'numerator': shown, 'denominator': 'view_count', 'unit': 'fraction', 'public': everywhere, 'connected': [],
            'why': 'The only one by views that every platform tells: use it to set platforms side by side.',
        },
        'er_followers': {
            'numerator': interactions, 'denominator': 'follower_count', 'unit': 'fraction', 'public': ['tiktok', 'x'],
            'connected': ['instagram'], 'why': 'By the followers of the same day, as rate cards do; says little where posts reach strangers.',
        },
        'er_followers_likes_comments': {
            'numerator': shown, 'denominator': 'follower_count', 'unit': 'fraction', 'public': everywhere, 'connected': [],
            'why': 'By followers where shares or views are hidden, as on most public Instagram posts.',
        },
        'er_reach': {
            'numerator': interactions, 'denominator': 'reach', 'unit': 'fraction', 'public': [],
            'connected': ['tiktok', 'instagram'], 'why': 'By different people reached: repeated views do not dilute it.',
        },
        'share_rate': {
            'numerator': ['share_count'], 'denominator': 'view_count', 'unit': 'fraction', 'public': ['tiktok', 'x'],
            'connected': ['instagram'], 'why': 'How often a post is passed on: the intent that spreads it.',
        },
        'save_rate': {
            'numerator': ['save_count'], 'denominator': 'view_count', 'unit': 'fraction', 'public': ['tiktok', 'x'],
            'connected': ['instagram'], 'why': 'How often a post is kept for later: the intent to come back or to buy.',
        },
        'completion_rate': {
            'numerator': ['meaningful_views'], 'denominator': 'view_count', 'unit': 'fraction', 'public': [], 'connected': ['tiktok'],
            'why': 'Share of views that saw the whole video, as the platform tells it; not watch time over length, which loops inflate.',
        },
        'meaningful_views': {
            'numerator': ['meaningful_views'], 'denominator': none, 'unit': 'views', 'public': [], 'connected': ['tiktok'],
            'why': 'Views times completion rate: compares a short post that is seen through with a long one that is left.',
        },
    }) }}
{%- endmacro %}
