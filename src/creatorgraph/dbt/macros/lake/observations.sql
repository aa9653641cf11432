{#- What this model made of answers whose raw file has expired since: typed rows, kept in `observations/` files.

Stands at the end of a staging model, after its own rows. The manifest names the model that each file belongs to. -#}
{% macro observations(model_name) -%}
    {%- set files = kept_observations(model_name) -%}
    {%- if files %}
union all by name
select kept.* exclude (absolute_path), file.lake_file, file.lake_file_digest
from (
    select * exclude (filename), filename as absolute_path
    from read_parquet([{{ literals(files | map(attribute=1)) }}], filename = true, hive_partitioning = false, union_by_name = true)
) as kept
inner join {{ source('raw', 'lake_files') }} as file using (absolute_path)
    {%- endif -%}
{%- endmacro %}

{% macro kept_observations(model_name) -%}
    {%- if not execute or model.resource_type != 'model' -%}{{ return([]) }}{%- endif -%}
    {%- set mine = "file.model = '" ~ model_name ~ "'" -%}
    {%- set unread = unread_files('observations', mine) -%}
    {%- if unread is not none -%}{{ return(unread) }}{%- endif -%}
    {%- set all_kept -%}
        select file.lake_file, file.absolute_path
        from {{ source('raw', 'lake_files') }} as file
        where file.kind = 'observations' and {{ mine }}
        order by file.lake_file
    {%- endset -%}
    {{ return(run_query(all_kept).rows) }}
{%- endmacro %}
