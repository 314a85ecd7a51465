-- title: 待检查首页 | Pages to check
-- grain: one row per front page
-- column case_id: 首页 | Page
-- column sex: 性别（1 男，2 女） | Sex (1 male, 2 female)
-- column age_years [岁 | years]: 年龄 | Age
-- column age_days [天 | days]: 日龄 | Age in days
-- column birth_weight_g [克 | g]: 出生体重 | Birth weight
-- column length_of_stay_days [天 | days]: 住院天数 | Length of stay
-- column discharge_way: 离院方式 | Way of discharge
-- column diagnoses: 诊断（主要诊断在前） | Diagnoses, main first
-- column procedures: 手术操作 | Procedures
-- column procedure_times: 手术操作时间 | Times of procedures
-- column anaesthesia: 麻醉方式 | Anaesthesia
-- column admission: 入院时间 | Admission
-- column discharge: 出院时间 | Discharge
-- column cost [元 | CNY]: 总费用 | Cost
-- column cost_parts [元 | CNY]: 分项合计 | Sum of parts
-- column external_cause: 外部原因 | External cause
-- column filled: 已填项目 | Fields that are filled
-- Nobody is allergic by default, and systems state that by an empty field: drug_allergy counts as filled.
with diagnoses as (
  select inpatient_case_id, {{string_agg(diagnosis_code, '|', order by diagnosis_order)}} as codes
  from {{input('cn_inpatient_case_diagnosis')}}
  where {{regexp_like(diagnosis_code, '^[A-Za-z][0-9][0-9]')}}
  group by inpatient_case_id
),
operations as (
  select
    inpatient_case_id,
    {{string_agg(operation_code, '|', order by operation_order)}} as codes,
    {{string_agg(coalesce(cast(operation_datetime as varchar), ''), '|', order by operation_order)}} as times,
    {{string_agg(coalesce(anaesthesia_method, ''), '|', order by operation_order)}} as ways
  from {{input('cn_inpatient_case_operation')}}
  where operation_code is not null
  group by inpatient_case_id
),
born as (
  select
    person_id, gender_concept_id, year_of_birth,
    {{safe_cast(concat(cast(year_of_birth as varchar), '-', lpad(cast(month_of_birth as varchar), 2, '0'), '-', lpad(cast(day_of_birth as varchar), 2, '0')), date)}} as birth_date
  from {{input('person')}}
)
select
  s.case_id,
  case p.gender_concept_id when 8507 then 1 when 8532 then 2 end as sex,
  cast(extract(year from c.admission_datetime) as integer) - p.year_of_birth
    - case when extract(month from c.admission_datetime) * 100 + extract(day from c.admission_datetime) < extract(month from p.birth_date) * 100 + extract(day from p.birth_date) then 1 else 0 end as age_years,
  coalesce(nullif(c.newborn_age_days, 0), case when {{datediff(day, p.birth_date, cast(c.admission_datetime as date))}} between 0 and 365 then {{datediff(day, p.birth_date, cast(c.admission_datetime as date))}} end) as age_days,
  c.newborn_birth_weight_g as birth_weight_g,
  c.length_of_stay_days,
  c.discharge_way,
  coalesce(d.codes, c.main_diagnosis_code, '') as diagnoses,
  o.codes as procedures,
  o.times as procedure_times,
  o.ways as anaesthesia,
  c.admission_datetime as admission,
  c.discharge_datetime as discharge,
  s.cost,
  nullif(cast(coalesce(c.general_service_cost, 0) + coalesce(c.treatment_cost, 0) + coalesce(c.nursing_cost, 0) + coalesce(c.pathology_cost, 0) + coalesce(c.laboratory_cost, 0) + coalesce(c.imaging_cost, 0) + coalesce(c.surgery_cost, 0) + coalesce(c.rehabilitation_cost, 0) + coalesce(c.western_drug_cost, 0) + coalesce(c.chinese_patent_drug_cost, 0) + coalesce(c.chinese_herb_cost, 0) + coalesce(c.blood_cost, 0) + coalesce(c.consumable_cost, 0) + coalesce(c.other_cost, 0) as double precision), 0) as cost_parts,
  c.injury_cause_code as external_cause,
  concat(
    case when c.case_number is not null then 'case_number|' else '' end,
    case when p.gender_concept_id is not null then 'sex|' else '' end,
    case when p.year_of_birth is not null then 'age_years|' else '' end,
    case when c.payment_method is not null then 'payment_method|' else '' end,
    case when c.newborn_birth_weight_g is not null then 'birth_weight_g|' else '' end,
    case when c.abo_blood_type is not null then 'blood_type|' else '' end,
    case when c.discharge_way is not null then 'discharge_way|' else '' end,
    case when c.admission_datetime is not null then 'admission|' else '' end,
    case when c.discharge_datetime is not null then 'discharge|' else '' end,
    case when c.length_of_stay_days is not null then 'length_of_stay_days|' else '' end,
    case when coalesce(c.discharge_department, c.admission_department) is not null then 'department|' else '' end,
    case when c.readmission_plan_31_days is not null then 'readmission_plan|' else '' end,
    case when c.admission_path is not null then 'admission_path|' else '' end,
    case when coalesce(c.attending_physician, c.chief_physician) is not null then 'physician|' else '' end,
    case when c.coder is not null then 'coder|' else '' end,
    case when c.main_diagnosis_admission_condition is not null then 'admission_condition|' else '' end,
    case when c.outpatient_diagnosis_code is not null then 'outpatient_diagnosis|' else '' end,
    case when c.pathology_code is not null then 'pathology|' else '' end,
    case when c.total_cost is not null then 'total_cost|' else '' end,
    'cost_parts|drug_allergy') as filled
from {{ref('stays')}} s
join {{input('cn_inpatient_case')}} c on cast(c.inpatient_case_id as varchar) = s.case_id
left join born p on p.person_id = c.person_id
left join diagnoses d on d.inpatient_case_id = c.inpatient_case_id
left join operations o on o.inpatient_case_id = c.inpatient_case_id
