{#- The row of `account_tiers` that holds on a day, as a join condition beside the account key. Before the first reading the
first tier is taken, as nothing better is known. -#}
{% macro tier_holds_on(tiers, day) -%}
    ({{ tiers }}.is_first or {{ tiers }}.valid_from <= {{ day }}) and ({{ tiers }}.is_current or {{ tiers }}.valid_to > {{ day }})
{%- endmacro %}
