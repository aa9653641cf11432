{#- How tables are masked for strangers: who is hashed, how coarse a place is, how small a group may be. -#}

{#- A keyed hash for sharing. It names the organization too, so that what two organizations share cannot be joined, and it is
no hash that stands in any other table. -#}
{% macro masked_hash(name) -%}
    {{ person_hash("'masked:' || " ~ organization() ~ " || ':' || " ~ name) }}
{%- endmacro %}

{#- The fewest creators that a published group may have. -#}
{% macro fewest() -%}
    {{ [var('masking_k') | int, 2] | max }}
{%- endmacro %}

{#- A number to two significant digits: exact ones would name whom they are of. -#}
{% macro two_digits(number) -%}
    {%- set exact = "cast(" ~ number ~ " as double)" -%}
    cast(round({{ exact }}, cast(1 - floor(log10(greatest(abs({{ exact }}), 1))) as integer)) as bigint)
{%- endmacro %}

{#- The part of the world (UN M49) of an ISO 3166 country code; null where it is unknown. -#}
{% macro world_part(country) -%}
    {%- set parts = {
        'Africa': 'AO BF BI BJ BW CD CF CG CI CM CV DJ DZ EG EH ER ET GA GH GM GN GQ GW KE KM LR LS LY MA MG ML MR MU MW MZ NA NE NG RE RW SC SD SH SL SN SO SS ST SZ TD TG TN TZ UG YT ZA ZM ZW',
        'Americas': 'AG AI AR AW BB BL BM BO BQ BR BS BZ CA CL CO CR CU CW DM DO EC FK GD GF GL GP GT GY HN HT JM KN KY LC MF MQ MS MX NI PA PE PM PR PY SR SV SX TC TT US UY VC VE VG VI',
        'Asia': 'AE AF AM AZ BD BH BN BT CN CY GE HK ID IL IN IQ IR JO JP KG KH KP KR KW KZ LA LB LK MM MN MO MV MY NP OM PH PK PS QA SA SG SY TH TJ TL TM TR TW UZ VN YE',
        'Europe': 'AD AL AT AX BA BE BG BY CH CZ DE DK EE ES FI FO FR GB GG GI GR HR HU IE IM IS IT JE LI LT LU LV MC MD ME MK MT NL NO PL PT RO RS RU SE SI SJ SK SM UA VA XK',
        'Oceania': 'AS AU CK FJ FM GU KI MH MP NC NF NR NU NZ PF PG PN PW SB TK TO TV VU WF WS',
    } -%}
    case
        {%- for part, countries in parts.items() %}
        when upper({{ country }}) in ({{ literals(countries.split(' ')) }}) then '{{ part }}'
        {%- endfor %}
    end
{%- endmacro %}
