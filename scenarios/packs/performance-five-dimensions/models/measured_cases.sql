-- title: 入组病例的费用与住院日 | Cost and stay of grouped cases
-- grain: one row per case in a group
-- materialise: view
-- column case_id: 病例 | Case
-- column mdc: 主要诊断大类 | MDC
-- column adrg: 核心分组 | ADRG
-- column drg: 病组 | DRG
-- column cost [元 | CNY]: 总费用 | Total charges
-- column days [天 | days]: 住院日 | Length of stay
-- column drug_cost [元 | CNY]: 药品费用 | Drugs
-- column consumable_cost [元 | CNY]: 耗材费用 | Consumables
-- column insurance: 险种 | Insurance
-- column died: 死亡（1 是，0 否，空为不详） | Died (1 yes, 0 no, empty unknown)
select g.case_id, g.mdc, coalesce(g.adrg, g.drg) as adrg, g.drg, case when c.cost > 0 then c.cost end as cost, c.days, c.drug_cost, c.consumable_cost, c.insurance,
  case when c.discharge_way = '5' then 1 when c.discharge_way is not null then 0 end as died
from {{ref('grouped_cases')}} g
join {{ref('cases')}} c on c.case_id = g.case_id
where g.status in ('grouped', 'ambiguous') and g.drg <> '0000'
