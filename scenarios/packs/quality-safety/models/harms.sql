-- title: 压力性损伤与跌倒 | Pressure injuries and falls
-- grain: one row per stay, harm and kind of evidence
-- column visit_occurrence_id: 就诊 | Visit
-- column person_id: 患者 | Person
-- column institution: 机构 | Institution
-- column department: 科室 | Department
-- column month: 出院月份 | Month of discharge
-- column harm: 事件 | Harm
-- column evidence: 依据 | Evidence
-- column detail: 内容 | Detail
-- column is_in_hospital: 院内发生 | Happened in hospital
-- Diagnoses of the front page tell whether the harm was there on admission. In notes a harm is looked for in its words with a word beside it that says that it
-- happened; assessments of risk and prevention name the harm too and do not count. Notes are candidates.
with coded as (
  select s.visit_occurrence_id, {{valueset_value('harm_codes', harm, d.diagnosis_code)}} as harm, '诊断 Diagnosis' as evidence, d.diagnosis_name as detail, coalesce(d.admission_condition in ('4', '无'), false) as is_in_hospital
  from {{ref('stays')}} s
  join {{input('cn_inpatient_case_diagnosis')}} d on d.inpatient_case_id = s.inpatient_case_id
  where {{in_valueset('harm_codes', d.diagnosis_code)}}
),
written as (
  select s.visit_occurrence_id, w.harm, '护理记录 Nursing note' as evidence, w.code as detail, true as is_in_hospital
  from {{ref('stays')}} s
  join {{input('observation')}} o on o.visit_occurrence_id = s.visit_occurrence_id
  join {{valueset('harm_words')}} w on strpos(o.value_as_string, w.code) > 0
  union all
  select s.visit_occurrence_id, w.harm, '病程记录 Medical note', w.code, true
  from {{ref('stays')}} s
  join {{input('note')}} n on n.visit_occurrence_id = s.visit_occurrence_id
  join {{valueset('harm_words')}} w on strpos(n.note_text, w.code) > 0
),
found as (
  select visit_occurrence_id, harm, evidence, detail, is_in_hospital from coded
  union all
  select visit_occurrence_id, harm, evidence, detail, is_in_hospital from written
)
select s.visit_occurrence_id, s.person_id, s.institution, s.department, s.month, f.harm, f.evidence, min(f.detail) as detail, max(case when f.is_in_hospital then 1 else 0 end) = 1 as is_in_hospital
from found f
join {{ref('stays')}} s on s.visit_occurrence_id = f.visit_occurrence_id
group by s.visit_occurrence_id, s.person_id, s.institution, s.department, s.month, f.harm, f.evidence
