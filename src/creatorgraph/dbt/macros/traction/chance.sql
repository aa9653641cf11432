{#- The chance that a standard normal value is at least z (or, for a negative z, at most): Numerical Recipes' erfcc, whose
relative error stays below 1.2e-7 however small the chance. -#}
{% macro normal_tail(z) -%}
    {%- set x = "(abs(" ~ z ~ ") / sqrt(2.0))" -%}
    {%- set t = "(1 / (1 + 0.5 * " ~ x ~ "))" -%}
    {%- set nested = namespace(sum='0.17087277') -%}
    {%- for factor in ['-0.82215223', '1.48851587', '-1.13520398', '0.27886807', '-0.18628806', '0.09678418', '0.37409196', '1.00002368'] -%}
        {%- set nested.sum = "(" ~ factor ~ " + " ~ t ~ " * " ~ nested.sum ~ ")" -%}
    {%- endfor -%}
    (0.5 * {{ t }} * exp(-{{ x }} * {{ x }} - 1.26551223 + {{ t }} * {{ nested.sum }}))
{%- endmacro %}

{#- A robust z (not below 0) over so many earlier posts, as the standard normal value that is as unlikely.

The median of n posts is itself uncertain (its variance is pi/2n of theirs), and a spread that comes from a median absolute
deviation is worth 37 % of the posts of a standard deviation. What is left is a value of Student's t with 0.37 (n - 1) degrees
of freedom, brought to the normal by Wallace's formula (1959). -#}
{% macro normal_of_robust_z(z, posts) -%}
    {%- set freedom = "greatest(1.0, 0.37 * (" ~ posts ~ " - 1))" -%}
    {%- set t = "(" ~ z ~ " / sqrt(1 + pi() / (2.0 * " ~ posts ~ ")))" -%}
    ((8 * {{ freedom }} + 1) / (8 * {{ freedom }} + 3) * sqrt({{ freedom }} * ln(1 + {{ t }} * {{ t }} / {{ freedom }})))
{%- endmacro %}
