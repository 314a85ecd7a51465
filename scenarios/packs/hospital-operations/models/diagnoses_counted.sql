-- title: 诊断计数 | Diagnoses counted
-- grain: one row per year, institution, kind of visit and code
-- column year: 年 | Year
-- column institution: 机构 | Institution
-- column kind: 类别 | Kind
-- column code: 编码 | Code
-- column name: 名称 | Name
-- column diagnoses [条 | entries]: 诊断条数 | Diagnoses
select
  cast(extract(year from c.condition_start_date) as integer) as year,
  v.institution, v.kind,
  c.condition_source_value as code,
  coalesce(max(c.condition_source_name), max(k.concept_name)) as name,
  count(*) as diagnoses
from {{input('condition_occurrence')}} c
join {{ref('visits')}} v on v.visit_occurrence_id = c.visit_occurrence_id
left join {{input('concept')}} k on k.concept_id = c.condition_concept_id and c.condition_concept_id <> 0
where v.kind in ('outpatient', 'emergency', 'inpatient') and c.condition_source_value is not null and c.condition_start_date <= {{as_of}}
group by extract(year from c.condition_start_date), v.institution, v.kind, c.condition_source_value
