-- title: 指标的分子与分母 | Numerators and denominators
-- grain: one row per indicator and stay in its denominator
-- materialise: view
-- column indicator: 指标 | Indicator
-- column visit_occurrence_id: 就诊 | Visit
-- column person_id: 患者 | Person
-- column institution: 机构 | Institution
-- column department: 科室 | Department
-- column month: 出院月份 | Month of discharge
-- column discharged_on: 出院日期 | Discharged on
-- column main_name: 主要诊断 | Main diagnosis
-- column stratum: 层 | Stratum
-- column event [例 | cases]: 发生 | Happened
select '住院死亡 Death in hospital' as indicator, o.visit_occurrence_id, o.person_id, o.institution, o.department, o.month, o.discharged_on, o.main_name, o.stratum, case when o.is_death then 1 else 0 end as event from {{ref('outcomes')}} o
union all
select '低风险死亡 Low-risk death', o.visit_occurrence_id, o.person_id, o.institution, o.department, o.month, o.discharged_on, o.main_name, o.stratum, case when o.is_death then 1 else 0 end from {{ref('outcomes')}} o where o.is_low_risk
union all
select '非计划再入院 Unplanned readmission', o.visit_occurrence_id, o.person_id, o.institution, o.department, o.month, o.discharged_on, o.main_name, o.stratum, case when o.is_readmitted then 1 else 0 end from {{ref('outcomes')}} o where o.is_at_risk_of_return
union all
select '重返手术室 Return to theatre', o.visit_occurrence_id, o.person_id, o.institution, o.department, o.month, o.discharged_on, o.main_name, o.stratum, case when o.is_returned then 1 else 0 end from {{ref('outcomes')}} o where o.is_operated
union all
select '医院感染线索 Infection candidate', o.visit_occurrence_id, o.person_id, o.institution, o.department, o.month, o.discharged_on, o.main_name, o.stratum, case when o.is_infection then 1 else 0 end from {{ref('outcomes')}} o
union all
select '压力性损伤 Pressure injury', o.visit_occurrence_id, o.person_id, o.institution, o.department, o.month, o.discharged_on, o.main_name, o.stratum, case when o.is_injury then 1 else 0 end from {{ref('outcomes')}} o
union all
select '跌倒坠床 Fall', o.visit_occurrence_id, o.person_id, o.institution, o.department, o.month, o.discharged_on, o.main_name, o.stratum, case when o.is_fall then 1 else 0 end from {{ref('outcomes')}} o
