-- title: 门诊检验收费 | Tests charged to outpatients
-- grain: one row per fee line for a laboratory test of a settlement with a visit
-- incremental: by person_id
-- column person_id: 人员 | Person
-- column settlement_id: 结算 | Settlement
-- column visit_occurrence_id: 就诊 | Visit
-- column institution: 机构 | Institution
-- column settlement_fee_id: 费用明细 | Fee line
-- column amount [元 | CNY]: 金额 | Amount
-- column item_key: 规范化名称 | Normalised name
-- column item_name: 项目名称 | Name of the item
select s.person_id, s.settlement_id, s.visit_occurrence_id, s.institution, f.settlement_fee_id, f.amount, i.item_key, i.item_name
from {{ref('settlements')}} s
join {{input('cn_settlement_fee')}} f on f.settlement_id = s.settlement_id and f.quantity > 0
join {{ref('items')}} i on i.item_code = coalesce(f.item_code, '') and i.item_name = coalesce(f.item_name, '') and i.fee_category = coalesce(f.fee_category, '') and i.kind = 'laboratory'
where s.visit_occurrence_id is not null and s.way <> 'inpatient'
