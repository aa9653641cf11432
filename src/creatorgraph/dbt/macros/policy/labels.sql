{#- Whose word on a label counts most, lowest first. -#}
{% macro label_source_rank(source) -%}
    case {{ source }} when 'person' then 1 when 'import' then 2 when 'platform_category' then 3 when 'rule' then 4 end
{%- endmacro %}

{#- Whether a label is level with another one of its source, or has fewer votes than another one: neither decides anything. -#}
{% macro is_undecided(evidence) -%}
    coalesce({{ evidence }} in ('contested', 'lesser'), false)
{%- endmacro %}

{#- The label of each subject and kind that is taken: the best source's, and what was said of the subject itself before what it
inherits. -#}
{% macro is_chosen_label(subject_key, is_inherited='false') -%}
    not {{ is_undecided('evidence') }} and row_number() over (
        partition by {{ subject_key }}, kind
        order by {{ is_undecided('evidence') }}, {{ label_source_rank('source') }}, {{ is_inherited }}, label
    ) = 1
{%- endmacro %}

{#- Labels of a subject by the votes of its texts, each with how clear the vote is. -#}
{% macro labels_by_vote(subject_key) -%}
    select
        {{ subject_key }}, kind, label, source, sum(votes) as votes,
        sum(sum(votes)) over (partition by {{ subject_key }}, kind, source) as all_votes,
        case
            when sum(votes) < max(sum(votes)) over (partition by {{ subject_key }}, kind, source) then 'lesser'
            when count(*) over (partition by {{ subject_key }}, kind, source, sum(votes)) > 1 then 'contested'
            when sum(sum(votes)) over (partition by {{ subject_key }}, kind, source) < 3 then 'few'
            when 2 * sum(votes) >= sum(sum(votes)) over (partition by {{ subject_key }}, kind, source) then 'majority'
            else 'plurality'
        end as evidence
    from {{ ref('label_votes') }}
    where {{ subject_key }} is not null
    group by {{ subject_key }}, kind, label, source
{%- endmacro %}
