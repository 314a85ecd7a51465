-- title: 住院所做项目 | Items of stays
-- grain: one row per stay and item
-- incremental: by person_id
-- column person_id: 人员 | Person
-- column settlement_id: 结算 | Settlement
-- column category: 主要诊断类目 | Category of the main diagnosis
-- column item_key: 项目 | Item
select distinct s.person_id, s.settlement_id, d.category, i.item_key
from {{ref('settlements')}} s
join {{ref('main_diagnoses')}} d on d.settlement_id = s.settlement_id
join {{input('cn_settlement_fee')}} f on f.settlement_id = s.settlement_id and f.quantity > 0
join {{ref('items')}} i on i.item_code = coalesce(f.item_code, '') and i.item_name = coalesce(f.item_name, '') and i.fee_category = coalesce(f.fee_category, '')
  and i.kind in ('laboratory', 'examination', 'treatment', 'operation', 'western', 'patent', 'herb')
where s.way = 'inpatient'
