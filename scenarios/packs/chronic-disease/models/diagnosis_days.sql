-- title: 慢性病诊断日 | Days with a chronic diagnosis
-- grain: one row per person, disease, kind and day
-- column person_id: 人员 | Person
-- column disease: 病种 | Disease
-- column kind: 类型 | Kind
-- column diagnosed_on: 诊断日期 | Diagnosed on
-- column is_inpatient: 住院诊断 | Inpatient diagnosis
-- column is_acute_exacerbation: 慢阻肺急性加重或感染 | COPD with exacerbation or infection
-- incremental: by person_id
-- sensitive: excluded
with coded as (
  select
    c.person_id, c.condition_start_date, c.visit_occurrence_id, c.condition_source_value,
    coalesce({{valueset_value('diagnoses', disease, c.condition_source_value)}}, k.disease) as disease,
    coalesce({{valueset_value('diagnoses', kind, c.condition_source_value)}}, k.kind) as kind
  from {{input('condition_occurrence')}} c
  left join {{valueset('disease_concepts')}} k on k.concept_id = c.condition_concept_id
  where ({{in_valueset('diagnoses', c.condition_source_value)}} or k.concept_id is not null)
    and (c.condition_source_vocabulary is null or lower(c.condition_source_vocabulary) like '%icd%' or lower(c.condition_source_vocabulary) like '%snomed%' or k.concept_id is not null)
    and coalesce(c.verification_status_source_value, '') not in ('refuted', 'entered-in-error', 'provisional', 'differential')
),
-- Diagnoses without a code: the words name the disease, unless another word takes it back.
worded as (
  select c.person_id, c.condition_start_date, c.visit_occurrence_id, w.disease, w.kind, min(c.condition_source_name) as words
  from {{input('condition_occurrence')}} c
  join {{valueset('diagnosis_words')}} w on w.role = 'include' and strpos(c.condition_source_name, w.code) > 0
  where c.condition_source_vocabulary is null
    and not {{in_valueset('diagnoses', coalesce(c.condition_source_value, ''))}}
    and coalesce(c.verification_status_source_value, '') not in ('refuted', 'entered-in-error', 'provisional', 'differential')
    and not exists (select 1 from {{valueset('diagnosis_words')}} x where x.role = 'exclude' and strpos(c.condition_source_name, x.code) > 0)
  group by c.person_id, c.condition_start_date, c.visit_occurrence_id, w.disease, w.kind
),
found as (
  select person_id, condition_start_date, visit_occurrence_id, disease, kind, case when disease = 'copd' and substr(condition_source_value, 1, 5) in ('J44.0', 'J44.1') then 1 else 0 end as is_acute from coded
  union all
  select person_id, condition_start_date, visit_occurrence_id, disease, kind, case when disease = 'copd' and strpos(words, '急性') > 0 then 1 else 0 end as is_acute from worded
)
select
  b.person_id,
  b.disease,
  b.kind,
  b.condition_start_date as diagnosed_on,
  max(case when v.visit_concept_id in (9201, 262) then 1 else 0 end) = 1 as is_inpatient,
  max(b.is_acute) = 1 as is_acute_exacerbation
from found b
left join {{input('visit_occurrence')}} v on v.visit_occurrence_id = b.visit_occurrence_id and v.person_id = b.person_id
where b.condition_start_date is not null
group by b.person_id, b.disease, b.kind, b.condition_start_date
