-- Unique reach of two creators, or of one under two formulas, may not be added: people would be counted twice. This looks
-- through the SQL of every model for a sum over such a column, downstream of where it is made.
{% set reach = ['reach_low', 'reach_mid', 'reach_high', 'naive_reach', 'reach_below_confidence'] %}
{% set found = [] %}
{% if execute %}
{% for node in graph.nodes.values() if node.resource_type == 'model' %}
    {% for column in reach %}
        {% if modules.re.search('(?is)\\b(sum|avg|total|list_sum|fsum|kahan_sum)\\s*\\([^()]*\\b' ~ column ~ '\\b', node.raw_code) %}
            {% do found.append(node.name ~ '.' ~ column) %}
        {% endif %}
    {% endfor %}
{% endfor %}
{% endif %}
{% for name in found %}
select '{{ name }}' as summed {{ 'union all' if not loop.last }}
{% else %}
select null as summed where false
{% endfor %}
