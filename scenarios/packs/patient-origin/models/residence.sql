-- title: 居住地 | Where people live
-- grain: one row per person whose county is known
-- incremental: by person_id
-- column person_id: 患者 | Person
-- column county: 居住县区 | County
-- The register of the population goes before what other sources say; of those the county that most of them say, and the lowest code where they differ evenly.
with registered as (
  select person_id, county_code, row_number() over (partition by person_id order by population_id desc) as place
  from {{input('cn_population')}}
  where person_id is not null and county_code is not null and coalesce(event_type, '') <> '迁出'
),
said as (
  select person_id, county_code, row_number() over (partition by person_id order by count(*) desc, county_code) as place
  from {{input('cn_source_person')}}
  where person_id is not null and county_code is not null
  group by person_id, county_code
)
select person_id, substr(county_code, 1, 6) as county from registered where place = 1
union all
select s.person_id, substr(s.county_code, 1, 6)
from said s
where s.place = 1 and not exists (select 1 from registered r where r.person_id = s.person_id and r.place = 1)
