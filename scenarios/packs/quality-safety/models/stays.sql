-- title: 出院 | Discharges
-- grain: one row per stay that has ended
-- column visit_occurrence_id: 就诊 | Visit
-- column person_id: 患者 | Person
-- column institution: 机构 | Institution
-- column department: 出院科室 | Department of discharge
-- column admitted_at: 入院时间 | Admitted at
-- column admitted_on: 入院日期 | Admitted on
-- column discharged_on: 出院日期 | Discharged on
-- column month: 出院月份 | Month of discharge
-- column age [岁 | years]: 年龄 | Age
-- column is_emergency: 急诊入院 | Admitted by emergency
-- column discharge_way: 离院方式 | Way of discharge
-- column is_death: 住院死亡 | Died in hospital
-- column is_transfer: 医嘱转院或转社区 | Transferred
-- column is_readmission_planned: 有31天再住院计划 | Readmission within 31 days planned
-- column main_code: 主要诊断编码 | Main diagnosis
-- column main_name: 主要诊断 | Name of main diagnosis
-- column inpatient_case_id: 病案首页 | Front page
-- Ways of discharge of the front page (离院方式), 1 by order, 2 transferred, 3 to a community centre, 4 against advice, 5 died, 9 other. Where a site
-- sends no front page, a date of death within the stay tells a death.
-- The institution is the one above the care site; a care site that is itself one by its name; else the one that settled a stay of the same person begun that day.
with cases as (
  select c.*, row_number() over (partition by c.visit_occurrence_id order by c.inpatient_case_id desc) as place
  from {{input('cn_inpatient_case')}} c
  where c.visit_occurrence_id is not null
),
deaths as (
  select person_id, min(death_date) as death_date from {{input('death')}} group by person_id
),
settled as (
  select person_id, cast(admission_datetime as date) as day, min(institution_name) as institution_name
  from {{input('cn_settlement')}}
  where admission_datetime is not null and institution_name is not null
  group by person_id, cast(admission_datetime as date)
  having count(distinct institution_name) = 1
),
dated as (
  select
    v.visit_occurrence_id, v.person_id,
    coalesce(g.care_site_name, q.care_site_name, case when {{regexp_like(coalesce(s.care_site_name, ''), '(医院|卫生院|保健院|服务中心|[Hh]ospital|HOSPITAL|[Cc]linic)')}} then s.care_site_name end, t.institution_name, '未说明') as institution,
    coalesce(c.discharge_department, case when q.care_site_id is not null then s.care_site_name end, v.department_source_value, '未说明') as department,
    coalesce(v.visit_start_datetime, cast(v.visit_start_date as timestamp)) as admitted_at,
    v.visit_start_date as admitted_on,
    coalesce(v.visit_end_date, cast(c.discharge_datetime as date)) as discharged_on,
    c.admission_path, coalesce(c.discharge_way, v.discharged_to_source_value) as discharge_way, c.readmission_plan_31_days, c.main_diagnosis_code, c.main_diagnosis_name, c.inpatient_case_id,
    d.death_date, p.year_of_birth
  from {{input('visit_occurrence')}} v
  left join cases c on c.visit_occurrence_id = v.visit_occurrence_id and c.place = 1
  left join {{input('care_site')}} s on s.care_site_id = v.care_site_id
  left join {{input('care_site')}} q on q.care_site_id = s.parent_care_site_id
  left join {{input('care_site')}} g on g.care_site_id = q.parent_care_site_id
  left join settled t on t.person_id = v.person_id and t.day = v.visit_start_date
  left join deaths d on d.person_id = v.person_id
  left join {{input('person')}} p on p.person_id = v.person_id
  where v.visit_concept_id in (9201, 262) and v.visit_start_date <= {{as_of}}
    and coalesce(v.visit_status, '') not in ('cancelled', 'planned', 'entered-in-error')
)
select
  visit_occurrence_id, person_id, institution, department, admitted_at, admitted_on, discharged_on,
  cast({{date_trunc(month, discharged_on)}} as date) as month,
  case when year_of_birth is not null then cast(extract(year from admitted_on) - year_of_birth as integer) end as age,
  coalesce(admission_path, '') = '1' as is_emergency,
  discharge_way,
  coalesce(discharge_way = '5' or inpatient_case_id is null and death_date between admitted_on and discharged_on, false) as is_death,
  coalesce(discharge_way in ('2', '3'), false) as is_transfer,
  coalesce(readmission_plan_31_days = '2', false) as is_readmission_planned,
  main_diagnosis_code as main_code, main_diagnosis_name as main_name, inpatient_case_id
from dated
where discharged_on >= admitted_on and discharged_on <= {{as_of}}
