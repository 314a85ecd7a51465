-- title: 就诊的记录 | What is recorded of visits
-- grain: one row per visit with any record of care
-- incremental: by person_id
-- column person_id: 人员 | Person
-- column visit_occurrence_id: 就诊 | Visit
-- column days_seen [天 | days]: 有体征、病程或护理记录的天数 | Days with signs, notes or nursing
-- column records [条 | records]: 记录数 | Records
-- Orders show that something was asked for, not that somebody lay in the bed: they count as a record and not as a day.
with days as (
  select person_id, visit_occurrence_id, measurement_date as day, 1 as is_presence from {{input('measurement')}} where visit_occurrence_id is not null group by person_id, visit_occurrence_id, measurement_date
  union all
  select person_id, visit_occurrence_id, note_date, 1 from {{input('note')}} where visit_occurrence_id is not null group by person_id, visit_occurrence_id, note_date
  union all
  select person_id, visit_occurrence_id, observation_date, 1 from {{input('observation')}} where visit_occurrence_id is not null group by person_id, visit_occurrence_id, observation_date
  union all
  select person_id, visit_occurrence_id, procedure_date, 1 from {{input('procedure_occurrence')}} where visit_occurrence_id is not null group by person_id, visit_occurrence_id, procedure_date
  union all
  select person_id, visit_occurrence_id, order_date, 0 from {{input('cn_order')}} where visit_occurrence_id is not null group by person_id, visit_occurrence_id, order_date
  union all
  select person_id, visit_occurrence_id, drug_exposure_start_date, 0 from {{input('drug_exposure')}} where visit_occurrence_id is not null group by person_id, visit_occurrence_id, drug_exposure_start_date
  union all
  select person_id, visit_occurrence_id, report_date, 0 from {{input('cn_diagnostic_report')}} where visit_occurrence_id is not null group by person_id, visit_occurrence_id, report_date
)
select person_id, visit_occurrence_id, count(distinct case when is_presence = 1 then day end) as days_seen, count(*) as records
from days
group by person_id, visit_occurrence_id
