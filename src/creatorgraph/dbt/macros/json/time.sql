{#- Instants are TIMESTAMP in UTC everywhere after staging. -#}
{% macro utc_from_epoch(seconds) -%}
    {{ return(adapter.dispatch('utc_from_epoch', 'creatorgraph')(seconds)) }}
{%- endmacro %}

{% macro duckdb__utc_from_epoch(seconds) -%}
    try(make_timestamp(cast({{ seconds }} as bigint) * 1000000))
{%- endmacro %}

{#- ISO 8601 with any offset (`Z`, `+0000`, `+01:00`); text without an offset is taken as UTC. -#}
{% macro utc_from_iso(text) -%}
    {{ return(adapter.dispatch('utc_from_iso', 'creatorgraph')(text)) }}
{%- endmacro %}

{% macro duckdb__utc_from_iso(text) -%}
    (try_cast({{ text }} as timestamptz) at time zone 'UTC')
{%- endmacro %}

{#- Seconds of an ISO 8601 duration (`PT1H2M3S`, `P1DT2H`) or of a protobuf one (`727s`); null for `P0D` (live). -#}
{% macro seconds_from_duration(text) -%}
    {{ return(adapter.dispatch('seconds_from_duration', 'creatorgraph')(text)) }}
{%- endmacro %}

{% macro duckdb__seconds_from_duration(text) -%}
    nullif(
        {%- for unit, seconds in {'D': 86400, 'H': 3600, 'M': 60, 'S': 1}.items() %}
        {{ '+ ' if not loop.first }}coalesce(try_cast(regexp_extract(upper({{ text }}), '([0-9]+){{ unit }}', 1) as bigint), 0) * {{ seconds }}
        {%- endfor %}
    , 0)
{%- endmacro %}

{#- The instant that this build is of. No model asks the machine for the time. -#}
{% macro as_of() -%}
    {%- if execute and not var('as_of', none) -%}
        {{ exceptions.raise_compiler_error("This model needs the instant the build is of: --vars '{as_of: 2026-11-01T12:00:00Z}'") }}
    {%- endif -%}
    {{ utc_from_iso("'" ~ var('as_of', '') ~ "'") }}
{%- endmacro %}
