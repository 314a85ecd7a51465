-- title: 概览 | Overview
-- grain: one row, where anybody was discharged
-- column discharges [人次 | stays]: 出院 | Discharges
-- column first_month: 最早月份 | First month
-- column last_month: 最近月份 | Last month
-- column deaths [例 | deaths]: 住院死亡 | Deaths in hospital
-- column death_rate [% | %]: 住院死亡率 | Death rate
-- column low_risk_deaths [例 | deaths]: 低风险死亡 | Low-risk deaths
-- column readmission_rate [% | %]: 非计划再入院率 | Unplanned readmission rate
-- column readmissions [例 | cases]: 非计划再入院 | Unplanned readmissions
-- column theatre_returns [例 | cases]: 重返手术室线索 | Candidates of return to theatre
-- column infections [例 | cases]: 医院感染线索 | Infection candidates
-- column pressure_injuries [例 | cases]: 院内压力性损伤 | Pressure injuries in hospital
-- column falls [例 | cases]: 院内跌倒坠床 | Falls in hospital
select
  count(*) as discharges, min(o.month) as first_month, max(o.month) as last_month,
  count(case when o.is_death then 1 end) as deaths,
  100.0 * count(case when o.is_death then 1 end) / count(*) as death_rate,
  count(case when o.is_death and o.is_low_risk then 1 end) as low_risk_deaths,
  100.0 * count(case when o.is_readmitted and o.is_at_risk_of_return then 1 end) / nullif(count(case when o.is_at_risk_of_return then 1 end), 0) as readmission_rate,
  count(case when o.is_readmitted and o.is_at_risk_of_return then 1 end) as readmissions,
  count(case when o.is_returned then 1 end) as theatre_returns,
  count(case when o.is_infection then 1 end) as infections,
  count(case when o.is_injury then 1 end) as pressure_injuries,
  count(case when o.is_fall then 1 end) as falls
from {{ref('outcomes')}} o
having count(*) > 0
