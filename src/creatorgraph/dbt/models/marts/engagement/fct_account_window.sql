{{ config(post_hook="{{ publish_between('accounts_between', account_windows(window_between(), window_tables())) }}") }}

{#- What each account did in the last 7, 30 and 90 whole days, beside the same length of days before. -#}
{{ account_windows(windows_of_build(), window_tables()) }}
