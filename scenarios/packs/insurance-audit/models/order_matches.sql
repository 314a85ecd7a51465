-- title: 收费与医嘱、记录的对应 | Charges and orders
-- grain: one row per settlement and item that should have an order
-- incremental: by person_id
-- column person_id: 人员 | Person
-- column settlement_id: 结算 | Settlement
-- column institution: 机构 | Institution
-- column is_inpatient: 住院 | Inpatient
-- column kind: 类别 | Kind
-- column item_key: 规范化名称 | Normalised name
-- column lines [条 | lines]: 明细数 | Lines
-- column is_matched: 有医嘱或记录 | With an order or record
-- Vaccinations are recorded and not ordered; single tests of a panel are the business of the rule on unbundling.
select f.person_id, s.settlement_id, s.institution, s.way = 'inpatient' as is_inpatient, i.kind, i.item_key, count(*) as lines, count(r.item_key) > 0 as is_matched
from {{input('cn_settlement_fee')}} f
join {{ref('items')}} i on i.item_code = coalesce(f.item_code, '') and i.item_name = coalesce(f.item_name, '') and i.fee_category = coalesce(f.fee_category, '')
  and i.kind in ('laboratory', 'examination', 'treatment', 'operation', 'western', 'patent') and strpos(i.item_key, '疫苗') = 0
join {{ref('settlements')}} s on s.settlement_id = f.settlement_id and s.visit_occurrence_id is not null
left join {{ref('services_recorded')}} r on r.visit_occurrence_id = s.visit_occurrence_id and r.person_id = s.person_id and r.item_key = i.item_key
where f.quantity > 0
  and not exists (select 1 from {{ref('panel_items')}} p where p.item_code = i.item_code and p.item_name = i.item_name)
group by f.person_id, s.settlement_id, s.institution, s.way = 'inpatient', i.kind, i.item_key
