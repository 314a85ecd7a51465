-- title: 诊断计数 | Diagnoses counted
-- grain: one row per year, institution, kind of visit and code
-- column year: 年 | Year
-- column institution: 机构 | Institution
-- column kind: 类别 | Kind
-- column code: 编码 | Code
-- column name: 名称 | Name
-- column diagnoses [条 | entries]: 诊断条数 | Diagnoses
with counted as (
  select
    extract(year from c.condition_start_date) as year, v.place_id, v.kind, c.condition_source_value as code, c.condition_concept_id,
    max(c.condition_source_name) as name, count(*) as diagnoses
  from {{input('condition_occurrence')}} c
  join {{ref('visits')}} v on v.visit_occurrence_id = c.visit_occurrence_id
  where v.kind in (1, 2, 3) and c.condition_source_value is not null and c.condition_start_date <= {{as_of}}
  group by extract(year from c.condition_start_date), v.place_id, v.kind, c.condition_source_value, c.condition_concept_id
)
select
  cast(d.year as integer) as year,
  p.institution,
  case d.kind when 1 then '门诊 Outpatient' when 2 then '急诊 Emergency' else '住院 Inpatient' end as kind,
  d.code,
  coalesce(max(d.name), max(k.concept_name)) as name,
  cast(sum(d.diagnoses) as bigint) as diagnoses
from counted d
join {{ref('places')}} p on p.place_id = d.place_id
left join {{input('concept')}} k on k.concept_id = d.condition_concept_id and d.condition_concept_id <> 0
group by d.year, p.institution, d.kind, d.code
