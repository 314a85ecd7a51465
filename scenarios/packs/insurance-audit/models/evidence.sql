-- title: 证据 | Evidence
-- grain: one row per finding and line, or settlement, that shows it
-- column finding_id: 线索编号 | Finding
-- column settlement_id: 结算 | Settlement
-- column settlement_fee_id: 费用明细 | Fee line
-- column person_id: 人员 | Person
-- column institution: 机构 | Institution
-- column department: 科室 | Department
-- column occurred_at: 时间 | Time
-- column fee_category: 费用类别 | Category of the fee
-- column item_code: 项目编码 | Code of the item
-- column item_name: 项目名称 | Item
-- column quantity: 数量 | Quantity
-- column unit_price [元 | CNY]: 单价 | Price
-- column amount [元 | CNY]: 金额 | Amount
-- column stake [元 | CNY]: 其中涉及 | Of it at stake
-- column fact: 事实 | Fact
-- column fact_en: 事实（英文） | Fact in English
select h.finding_id, h.settlement_id, h.settlement_fee_id, h.person_id, s.institution, coalesce(f.department, s.department) as department, coalesce(f.fee_datetime, s.admitted_at) as occurred_at,
  coalesce(f.fee_category, '结算') as fee_category, f.item_code, coalesce(f.item_name, case s.way when 'inpatient' then '住院' else '门诊' end) as item_name, cast(f.quantity as double precision) as quantity,
  cast(f.unit_price as double precision) as unit_price, cast(coalesce(f.amount, s.total) as double precision) as amount, h.stake, h.fact_zh as fact, h.fact_en
from {{ref('hits')}} h
join {{ref('settlements')}} s on s.settlement_id = h.settlement_id
left join {{input('cn_settlement_fee')}} f on f.settlement_fee_id = h.settlement_fee_id
where s.settled_on <= {{as_of}}
