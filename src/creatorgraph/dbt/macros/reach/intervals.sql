{#- Intervals of shares and counts at 95 %, as SQL expressions of doubles. -#}
{% macro z95() -%}
    1.96
{%- endmacro %}

{#- Wilson's score interval of k yes among n (Wilson 1927): `side` is -1 for the low edge, 1 for the high one; null for n = 0. -#}
{% macro wilson(k, n, side) -%}
    {%- set z2 = z95() ~ ' * ' ~ z95() -%}
    case when {{ n }} > 0 then greatest(0, least(1, (
        {{ k }} + {{ z2 }} / 2 + ({{ side }}) * {{ z95() }} * sqrt(cast({{ k }} as double) * ({{ n }} - {{ k }}) / {{ n }} + {{ z2 }} / 4)
    ) / ({{ n }} + {{ z2 }}))) end
{%- endmacro %}

{#- How many matches are still to be expected where nobody has looked, after k matches where somebody did: the score interval
of a second Poisson count whose exposure is `ratio` times the first's (Krishnamoorthy and Peng 2011, joint sampling). It
counts the chance of both samples, of the one that was taken and of what is left. `spread` is the design effect. -#}
{% macro unseen_matches(k, ratio, spread, side) -%}
    {%- set z2 = z95() ~ ' * ' ~ z95() ~ ' * ' ~ spread -%}
    ({{ ratio }} * {{ k }} + {{ z2 }} * {{ ratio }} / 2
        + ({{ side }}) * sqrt({{ z2 }} * ({{ ratio }} * {{ k }} * (1 + {{ ratio }}) + {{ z2 }} * {{ ratio }} * {{ ratio }} / 4)))
{%- endmacro %}

{#- The low edge of a rate that at most three events told of, where a score interval lies too high: the 5 % quantiles of the
chi-squared distribution with 2k degrees of freedom, halved (Brown, Cai and DasGupta 2001, modified Wilson interval). -#}
{% macro few_matches_low(k) -%}
    case {{ k }} when 0 then 0 when 1 then 0.051293294 when 2 then 0.355361510 when 3 then 0.817691447 end
{%- endmacro %}

{#- The design effect of clusters on a rate of k among n: V/(V-1) · Σ(k_v - p n_v)² / (n p (1-p)) over V clusters (Kish 1965).
`list` has pages (V), followers (n) and squares (Σ n_v²), `clump` squares (Σ k_v²) and products (Σ k_v n_v). -#}
{% macro cluster_design_effect(k, list, clump) -%}
    {%- set p = '(' ~ k ~ ' / cast(' ~ list ~ '.followers as double))' -%}
    {{ list }}.pages / nullif({{ list }}.pages - 1.0, 0)
        * ({{ clump }}.squares - 2 * {{ p }} * {{ clump }}.products + {{ p }} * {{ p }} * {{ list }}.squares)
        / nullif({{ k }} * (1 - {{ p }}), 0)
{%- endmacro %}
