-- Diagnoses of one sex, by categories of ICD-10: sex-diagnosis.csv. Sex as the same source states it.
-- Grain: one diagnosis of sex-bound categories.
select t.condition_occurrence_id as row_id, t.source_id, t.entry_position, t.record_number, t.condition_start_date as happened_on,
       p.gender_concept_id <> r.gender_concept_id as violated
from cdr.condition_occurrence t
join cdr.cn_source_person p on p.source_person_id = t.source_person_id
join (values {content:sex-diagnosis.csv:from,to,gender_concept_id}) as r (from_code, to_code, gender_concept_id)
  on upper(substr(t.condition_source_value, 1, 3)) between r.from_code and r.to_code
where t.condition_source_vocabulary in ('ICD10CN', 'ICD10') and p.gender_concept_id in (8507, 8532)
