-- Diagnoses of an age, by categories of ICD-10: age-diagnosis.csv. Age in days on the day of the diagnosis, by the birth that the same source states.
-- Grain: one diagnosis of age-bound categories.
select t.condition_occurrence_id as row_id, t.source_id, t.entry_position, t.record_number, t.condition_start_date as happened_on,
       {{datediff(day, p.birth_date, t.condition_start_date)}} not between r.low_days and r.high_days as violated
from cdr.condition_occurrence t
join cdr.cn_source_person p on p.source_person_id = t.source_person_id
join (values {content:age-diagnosis.csv:from,to,low_days,high_days}) as r (from_code, to_code, low_days, high_days)
  on upper(substr(t.condition_source_value, 1, 3)) between r.from_code and r.to_code
where t.condition_source_vocabulary in ('ICD10CN', 'ICD10') and p.birth_date is not null
