-- How many timeline entries of each kind a person has.
-- Grain: one kind.
-- entries stands for every kind, each a file of this folder, joined by union all.
-- $1 golden person
with entries as (
{{entries}}
)
select
    e.kind,
    count(*) as entry_count
from entries e
group by e.kind
order by 2 desc, 1
