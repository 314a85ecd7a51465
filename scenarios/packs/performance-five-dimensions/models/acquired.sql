-- title: 院内发生的诊断 | Diagnoses that arose in hospital
-- grain: one row per front page with one
-- column inpatient_case_id: 病案首页 | Front page
-- column is_complication: 手术并发症 | Complication of surgery
-- column is_incision_infection: 手术切口感染（T81.4） | Infection of an incision (T81.4)
-- 入院病情 4 (not there on admission).
select inpatient_case_id,
  bool_or(coalesce({{in_valueset('complications', diagnosis_code)}}, false)) as is_complication,
  bool_or(starts_with(diagnosis_code, 'T81.4')) as is_incision_infection
from {{input('cn_inpatient_case_diagnosis')}}
where admission_condition = '4' and diagnosis_code is not null
group by inpatient_case_id
