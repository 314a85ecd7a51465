-- title: 诊疗组比较 | Comparison of teams
-- grain: one row per team
-- column code: 病组或手术 | Group or operation
-- column title: 名称 | Name
-- column team: 诊疗组 | Team
-- column cases [例 | cases]: 病例 N | Cases N
-- column mean_drug_cost [元 | CNY]: 平均药费 | Mean drugs
-- column mean_consumable_cost [元 | CNY]: 平均耗材费 | Mean consumables
-- column mean_gain [元 | CNY]: 平均盈亏 | Mean gain or loss
-- column gain_deviation [元 | CNY]: 盈亏标准差 | Standard deviation of gain
-- column mean_cost [元 | CNY]: 平均费用 | Mean charges
-- column mean_days [天 | days]: 平均住院日 | Mean stay
select c.code, h.title, c.team, count(*) as cases, avg(c.drug_cost) as mean_drug_cost, avg(c.consumable_cost) as mean_consumable_cost,
  avg(c.gain) as mean_gain, stddev_samp(c.gain) as gain_deviation, avg(c.cost) as mean_cost, avg(c.days) as mean_days
from {{ref('team_cases')}} c
join {{ref('team_choice')}} h on h.code = c.code
group by c.code, h.title, c.team
