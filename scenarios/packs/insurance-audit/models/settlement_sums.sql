-- title: 结算的费用构成 | Sums of settlements
-- grain: one row per settlement outside of stays
-- incremental: by person_id
-- column person_id: 人员 | Person
-- column settlement_id: 结算 | Settlement
-- column lines [条 | lines]: 明细数 | Lines
-- column drug_lines [条 | lines]: 药品明细数 | Lines of drugs
-- column total [元 | CNY]: 费用 | Charges
-- column drugs [元 | CNY]: 药品费用 | Drugs
-- column tests [元 | CNY]: 检验检查费用 | Tests and examinations
select s.person_id, s.settlement_id, count(*) as lines, count(case when i.kind in ('western', 'patent', 'herb') then 1 end) as drug_lines, cast(sum(f.amount) as double precision) as total,
  cast(sum(case when i.kind in ('western', 'patent', 'herb') then f.amount else 0 end) as double precision) as drugs,
  cast(sum(case when i.kind in ('laboratory', 'examination') then f.amount else 0 end) as double precision) as tests
from {{ref('settlements')}} s
join {{input('cn_settlement_fee')}} f on f.settlement_id = s.settlement_id
join {{ref('items')}} i on i.item_code = coalesce(f.item_code, '') and i.item_name = coalesce(f.item_name, '') and i.fee_category = coalesce(f.fee_category, '')
where s.way <> 'inpatient'
group by s.person_id, s.settlement_id
