-- title: 首页诊断与手术操作编码 | Codes of front pages
-- grain: one row per front page
-- column inpatient_case_id: 病案首页 | Front page
-- column other_diagnoses: 其他诊断 | Further diagnoses
-- column procedures: 手术操作（主要手术在前） | Procedures, main first
-- column main_operation_code: 主要手术编码 | Main operation
-- column main_operation_name: 主要手术 | Name of main operation
-- Only ICD-10 codes: names of diseases and syndromes of Chinese medicine stand beside them and group nothing.
with diagnoses as (
  select d.inpatient_case_id, {{string_agg(d.diagnosis_code, '|', order by d.diagnosis_order)}} as codes
  from {{input('cn_inpatient_case_diagnosis')}} d
  join {{input('cn_inpatient_case')}} c on c.inpatient_case_id = d.inpatient_case_id
  where {{regexp_like(d.diagnosis_code, '^[A-Z][0-9][0-9]')}} and d.diagnosis_code <> coalesce(c.main_diagnosis_code, '')
  group by d.inpatient_case_id
),
operations as (
  select inpatient_case_id,
    {{string_agg(operation_code, '|', order by operation_order)}} as codes,
    (array_agg(operation_code order by operation_order))[1] as main_code,
    (array_agg(operation_name order by operation_order))[1] as main_name
  from {{input('cn_inpatient_case_operation')}}
  where operation_code is not null
  group by inpatient_case_id
)
select p.inpatient_case_id, d.codes as other_diagnoses, o.codes as procedures, o.main_code as main_operation_code, o.main_name as main_operation_name
from {{ref('front_pages')}} p
left join diagnoses d on d.inpatient_case_id = p.inpatient_case_id
left join operations o on o.inpatient_case_id = p.inpatient_case_id
