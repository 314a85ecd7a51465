-- title: 每次住院的结局 | Outcomes of stays
-- grain: one row per stay that has ended
-- column visit_occurrence_id: 就诊 | Visit
-- column person_id: 患者 | Person
-- column institution: 机构 | Institution
-- column department: 科室 | Department
-- column month: 出院月份 | Month of discharge
-- column discharged_on: 出院日期 | Discharged on
-- column main_name: 主要诊断 | Main diagnosis
-- column stratum: 层 | Stratum
-- column risk_group: 合并症分层 | Group of comorbidity
-- column age_group: 年龄组 | Age group
-- column is_low_risk: 低风险 | Low risk
-- column is_at_risk_of_return: 计入再入院分母 | In the denominator of readmissions
-- column is_death: 住院死亡 | Died
-- column is_readmitted: 31天非计划再入院 | Unplanned readmission within 31 days
-- column is_returned: 重返手术室线索 | Candidate of return to theatre
-- column is_operated: 做过手术 | Operated
-- column is_infection: 医院感染线索 | Candidate of infection
-- column is_injury: 院内压力性损伤 | Pressure injury in hospital
-- column is_fall: 院内跌倒坠床 | Fall in hospital
-- Readmission can be told only where the days of the parameter have passed since the discharge, up to the last day of the data.
with last_day as (
  select max(s.discharged_on) as day from {{ref('stays')}} s
),
operated as (
  select distinct o.inpatient_case_id from {{input('cn_inpatient_case_operation')}} o
  where {{safe_cast(o.operation_level, integer)}} >= 2 and not {{in_valueset('not_theatre', o.operation_code)}}
),
readmitted as (
  select distinct r.visit_occurrence_id from {{ref('readmissions')}} r where r.is_unplanned
),
returned as (
  select distinct t.visit_occurrence_id from {{ref('theatre_returns')}} t where not t.is_expected_stage
),
infected as (
  select distinct i.visit_occurrence_id from {{ref('infections')}} i
),
harmed as (
  select h.visit_occurrence_id,
    max(case when h.harm like '压%' then 1 else 0 end) as injury, max(case when h.harm like '跌%' then 1 else 0 end) as fall
  from {{ref('harms')}} h where h.is_in_hospital
  group by h.visit_occurrence_id
)
select
  s.visit_occurrence_id, s.person_id, s.institution, s.department, s.month, s.discharged_on, s.main_name,
  k.stratum, k.risk_group, k.age_group, k.is_low_risk,
  not s.is_death and not s.is_transfer and {{datediff(day, s.discharged_on, l.day)}} >= {{param('readmission_days')}} as is_at_risk_of_return,
  s.is_death,
  r.visit_occurrence_id is not null as is_readmitted,
  t.visit_occurrence_id is not null as is_returned,
  o.inpatient_case_id is not null as is_operated,
  i.visit_occurrence_id is not null as is_infection,
  coalesce(h.injury, 0) = 1 as is_injury,
  coalesce(h.fall, 0) = 1 as is_fall
from {{ref('stays')}} s
cross join last_day l
join {{ref('risk')}} k on k.visit_occurrence_id = s.visit_occurrence_id
left join readmitted r on r.visit_occurrence_id = s.visit_occurrence_id
left join returned t on t.visit_occurrence_id = s.visit_occurrence_id
left join operated o on o.inpatient_case_id = s.inpatient_case_id
left join infected i on i.visit_occurrence_id = s.visit_occurrence_id
left join harmed h on h.visit_occurrence_id = s.visit_occurrence_id
