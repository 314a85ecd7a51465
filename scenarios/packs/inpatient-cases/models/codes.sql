-- title: 诊断与手术操作编码 | Codes of diagnoses and procedures
-- grain: one row per stay that has ended
-- column case_id: 病例 | Case
-- column main_diagnosis_code: 主要诊断编码 | Main diagnosis
-- column main_diagnosis_name: 主要诊断 | Name of main diagnosis
-- column main_operation_code: 主要手术编码 | Main operation
-- column main_operation_name: 主要手术 | Name of main operation
-- column diagnoses: 诊断（主要诊断在前） | Diagnoses, main first
-- column procedures: 手术操作（主要手术在前） | Procedures, main first
-- Only ICD-10 codes: names of diseases and syndromes of Chinese medicine stand beside them and group nothing.
with other_diagnoses as (
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
),
settled_diagnoses as (
  select d.settlement_id,
    {{string_agg(d.diagnosis_code, '|', order by d.diagnosis_order)}} as codes,
    (array_agg(d.diagnosis_code order by d.diagnosis_order))[1] as main_code,
    (array_agg(d.diagnosis_name order by d.diagnosis_order))[1] as main_name
  from {{input('cn_settlement_diagnosis')}} d
  join {{ref('unpaged_stays')}} s on s.settlement_id = d.settlement_id
  where {{regexp_like(d.diagnosis_code, '^[A-Z][0-9][0-9]')}}
  group by d.settlement_id
),
settled_operations as (
  select o.settlement_id,
    {{string_agg(o.operation_code, '|', order by o.operation_order)}} as codes,
    (array_agg(o.operation_code order by o.operation_order))[1] as main_code,
    (array_agg(o.operation_name order by o.operation_order))[1] as main_name
  from {{input('cn_settlement_operation')}} o
  join {{ref('unpaged_stays')}} s on s.settlement_id = o.settlement_id
  where o.operation_code is not null
  group by o.settlement_id
)
select concat('F', cast(p.inpatient_case_id as varchar)) as case_id,
  c.main_diagnosis_code, c.main_diagnosis_name, o.main_code as main_operation_code, o.main_name as main_operation_name,
  case when c.main_diagnosis_code is null then null when d.codes is null then c.main_diagnosis_code else concat(c.main_diagnosis_code, '|', d.codes) end as diagnoses,
  o.codes as procedures
from {{ref('front_pages')}} p
join {{input('cn_inpatient_case')}} c on c.inpatient_case_id = p.inpatient_case_id
left join other_diagnoses d on d.inpatient_case_id = p.inpatient_case_id
left join operations o on o.inpatient_case_id = p.inpatient_case_id
union all
select concat('S', cast(s.settlement_id as varchar)), d.main_code, d.main_name, o.main_code, o.main_name, d.codes, o.codes
from {{ref('unpaged_stays')}} s
left join settled_diagnoses d on d.settlement_id = s.settlement_id
left join settled_operations o on o.settlement_id = s.settlement_id
