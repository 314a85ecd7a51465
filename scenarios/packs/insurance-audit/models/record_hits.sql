-- title: 挂床与空刷线索 | Hits: stays and visits without care
-- grain: one row per finding and line that shows it
-- column finding_id: 线索 | Finding
-- column rule: 规则 | Rule
-- column person_id: 人员 | Person
-- column settlement_id: 结算 | Settlement
-- column settlement_fee_id: 费用明细 | Fee line
-- column stake [元 | CNY]: 涉及金额 | At stake
-- column fact_zh: 事实 | Fact (Chinese)
-- column fact_en: 事实（英文） | Fact
with visits as (
  select visit_occurrence_id, max(days_seen) as days_seen, sum(records) as records from {{ref('visit_records')}} group by visit_occurrence_id
),
looked as (
  select s.settlement_id, s.person_id, s.way, s.stay_days, s.fund, s.total, coalesce(r.days_seen, 0) as days_seen, coalesce(r.records, 0) as records, h.share_recorded, h.usual_days
  from {{ref('settlements')}} s
  join {{ref('record_habits')}} h on h.institution = s.institution and h.way = s.way and h.settlements >= cast({{param('peer_lines')}} as integer)
  left join visits r on r.visit_occurrence_id = s.visit_occurrence_id
  where s.visit_occurrence_id is not null
),
-- A visit that was only registered may have gone home; one with drugs, tests or treatment has left no trace of them.
charged as (
  select distinct f.settlement_id
  from {{input('cn_settlement_fee')}} f
  join {{ref('items')}} i on i.item_code = coalesce(f.item_code, '') and i.item_name = coalesce(f.item_name, '') and i.fee_category = coalesce(f.fee_category, '')
    and i.kind in ('laboratory', 'examination', 'treatment', 'operation', 'western', 'patent', 'herb', 'material')
  where f.settlement_id in (select settlement_id from looked where records = 0)
)
select 'hanging-bed-' || cast(settlement_id as varchar) || '-0' as finding_id, 'hanging-bed' as rule, person_id, settlement_id, cast(null as bigint) as settlement_fee_id, cast(fund as double precision) as stake,
  '住院' || cast(stay_days as varchar) || '天，有体征、病程或护理记录' || cast(days_seen as varchar) || '天，该机构中位为' || cast({{round_half_away(100 * usual_days, 0)}} as varchar) || '%的天数' as fact_zh,
  cast(stay_days as varchar) || ' days of stay, ' || cast(days_seen as varchar) || ' with signs, notes or nursing' as fact_en
from looked
where way = 'inpatient' and stay_days >= 3 and usual_days >= 0.7 and days_seen <= stay_days * cast({{param('hanging_share')}} as double precision)
union all
select 'ghost-visit-' || cast(l.settlement_id as varchar) || '-0', 'ghost-visit', l.person_id, l.settlement_id, cast(null as bigint), cast(l.fund as double precision),
  '有药品或诊疗收费而无医嘱、处方、病历、检验检查，该机构' || cast({{round_half_away(100 * l.share_recorded, 1)}} as varchar) || '%的就诊有',
  'charged for drugs or services without any order, note, test or report'
from looked l
join charged c on c.settlement_id = l.settlement_id
where l.way in ('outpatient', 'emergency') and l.records = 0 and l.share_recorded >= cast({{param('usual_share')}} as double precision)
