-- title: 来源机构名称 | Names of sending institutions
-- grain: one row per source
-- column source_id: 来源 | Source
-- column institution: 机构 | Institution
-- Front pages name no institution and settlements do. A source is called what most of its settled stays say, and by its own name where none of its stays was
-- settled. One that sends for several institutions names none of them.
with counted as (
  select source_id, settled_institution as institution, count(*) as n
  from {{ref('front_pages')}}
  where settled_institution is not null
  group by source_id, settled_institution
),
ranked as (
  select source_id, institution, n, sum(n) over (partition by source_id) as all_n, row_number() over (partition by source_id order by n desc, institution) as place
  from counted
)
select s.source_id, case when r.source_id is null then coalesce(s.display_name, s.source_name) when r.n * 2 > r.all_n then r.institution end as institution
from {{input('source')}} s
left join ranked r on r.source_id = s.source_id and r.place = 1
