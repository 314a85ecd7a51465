-- title: 分解住院线索 | Hits: a stay split in two
-- grain: one row per finding and line that shows it
-- column finding_id: 线索 | Finding
-- column rule: 规则 | Rule
-- column person_id: 人员 | Person
-- column settlement_id: 结算 | Settlement
-- column settlement_fee_id: 费用明细 | Fee line
-- column stake [元 | CNY]: 涉及金额 | At stake
-- column fact_zh: 事实 | Fact (Chinese)
-- column fact_en: 事实（英文） | Fact
-- incremental: by person_id
with stays as (
  select s.settlement_id, s.person_id, s.institution, s.admitted_at, s.discharged_at, s.fund, d.category, d.code,
    lead(s.settlement_id) over w as next_id, lead(s.institution) over w as next_institution, lead(s.admitted_at) over w as next_at, lead(d.category) over w as next_category, lead(d.code) over w as next_code
  from {{ref('settlements')}} s
  left join {{ref('main_diagnoses')}} d on d.settlement_id = s.settlement_id
  where s.way = 'inpatient'
  window w as (partition by s.person_id order by s.admitted_at, s.settlement_id)
),
splits as (
  select * from stays
  where next_institution = institution and {{datediff(day, discharged_at, next_at)}} between 0 and cast({{param('split_days')}} as integer)
    and substr(coalesce(next_category, category, ''), 1, 1) = substr(coalesce(category, next_category, ''), 1, 1)
    and not {{in_valueset('courses', coalesce(code, ''))}} and not {{in_valueset('courses', coalesce(next_code, ''))}}
)
select 'split-stay-' || cast(p.settlement_id as varchar) || '-' || cast(p.next_id as varchar) as finding_id, 'split-stay' as rule, p.person_id, x.of_settlement as settlement_id, cast(null as bigint) as settlement_fee_id,
  case when x.of_settlement = p.next_id then cast(n.fund as double precision) else 0 end as stake,
  '出院' || cast({{datediff(day, p.discharged_at, p.next_at)}} as varchar) || '天后在同一机构因同类疾病再住院' as fact_zh,
  'admitted again to the same institution ' || cast({{datediff(day, p.discharged_at, p.next_at)}} as varchar) || ' days later for a like disease' as fact_en
from splits p
join (select settlement_id as first_id, settlement_id as of_settlement from splits union all select settlement_id, next_id from splits) x on x.first_id = p.settlement_id
join {{ref('settlements')}} n on n.settlement_id = p.next_id
