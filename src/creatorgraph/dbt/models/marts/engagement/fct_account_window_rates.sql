{{ config(post_hook="{{ publish_between('engagement_between', account_window_rates(window_between(), window_tables())) }}") }}

{#- Engagement of the posts of the last 7, 30 and 90 whole days by each formula, beside the same length of days before. -#}
{{ account_window_rates(windows_of_build(), window_tables()) }}
