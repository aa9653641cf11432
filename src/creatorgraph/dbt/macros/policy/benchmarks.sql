{#- Formulas that public answers suffice for, on one platform at least. -#}
{% macro public_rate_formulas() -%}
    {%- set found = [] -%}
    {%- for name in computed_formulas() if engagement_formulas()[name].public -%}{%- do found.append(name) -%}{%- endfor -%}
    {{ return(found) }}
{%- endmacro %}

{#- The groups in which posts are set side by side, each inside the one before it. -#}
{% macro cell_levels() -%}
    {{ return([['platform'], ['platform', 'tier'], ['platform', 'tier', 'niche'], ['platform', 'tier', 'niche', 'format']]) }}
{%- endmacro %}

{#- Quantile of the standard normal distribution above the median, for a small upper tail (P. J. Acklam's rational
approximation, relative error 1.15e-9; tails up to 0.02425). -#}
{% macro normal_upper_quantile(tail) -%}
    {%- set q = "sqrt(-2 * ln(" ~ tail ~ "))" -%}
    (-(((((-0.007784894002430293 * {{ q }} - 0.3223964580411365) * {{ q }} - 2.400758277161838) * {{ q }} - 2.549732539343734)
        * {{ q }} + 4.374664141464968) * {{ q }} + 2.938163982698783)
    / ((((0.007784695709041462 * {{ q }} + 0.3224671290700398) * {{ q }} + 2.445134137142996) * {{ q }} + 3.754408661907416)
        * {{ q }} + 1))
{%- endmacro %}

{#- Student's t for a normal quantile (Abramowitz and Stegun 26.7.5); from 3 degrees of freedom on within 0.5 percent. -#}
{% macro student_t(z, df) -%}
    ({{ z }} + ({{ z }} ** 3 + {{ z }}) / 4 / {{ df }}
        + (5 * {{ z }} ** 5 + 16 * {{ z }} ** 3 + 3 * {{ z }}) / 96 / {{ df }} ** 2
        + (3 * {{ z }} ** 7 + 19 * {{ z }} ** 5 + 17 * {{ z }} ** 3 - 15 * {{ z }}) / 384 / {{ df }} ** 3
        + (79 * {{ z }} ** 9 + 776 * {{ z }} ** 7 + 1482 * {{ z }} ** 5 - 1920 * {{ z }} ** 3 - 945 * {{ z }}) / 92160 / {{ df }} ** 4)
{%- endmacro %}
