-- title: 参与比较的病例 | Cases that are compared
-- grain: one row per case of a team with enough cases of the group or operation chosen
-- column case_id: 病例 | Case
-- column code: 病组或手术 | Group or operation
-- column team: 诊疗组 | Team
-- column cost [元 | CNY]: 总费用 | Total charges
-- column days [天 | days]: 住院日 | Length of stay
-- column drug_cost [元 | CNY]: 药品费用 | Drugs
-- column consumable_cost [元 | CNY]: 耗材费用 | Consumables
-- column gain [元 | CNY]: 盈亏 | Gain or loss
with cases as (
  select l.case_id, c.code, concat(l.institution, '/', l.department, '/', l.team) as team, l.cost, l.days, l.drug_cost, l.consumable_cost, l.gain
  from {{ref('case_list')}} l
  join {{ref('team_choice')}} c on c.code = case when {{param('compare_by')}} = 'operation' then l.main_operation_code else l.adrg end
  where l.status in ('grouped', 'ambiguous') and l.cost > 0 and l.team <> '未说明'
),
enough as (
  select team from cases group by team having count(*) >= {{param('team_minimum')}}
)
select c.case_id, c.code, c.team, c.cost, c.days, c.drug_cost, c.consumable_cost, c.gain
from cases c
join enough e on e.team = c.team
