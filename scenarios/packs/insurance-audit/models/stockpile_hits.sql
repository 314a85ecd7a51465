-- title: 囤药线索 | Hits: one drug gathered at visit after visit
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
with days as (
  select f.person_id, i.item_key, cast(s.admitted_at as date) as day, min(s.institution) as institution, min(s.settlement_id) as settlement_id, min(f.settlement_fee_id) as line, sum(f.amount) as money
  from {{input('cn_settlement_fee')}} f
  join {{ref('items')}} i on i.item_code = coalesce(f.item_code, '') and i.item_name = coalesce(f.item_name, '') and i.fee_category = coalesce(f.fee_category, '') and i.kind in ('western', 'patent')
  join {{ref('settlements')}} s on s.settlement_id = f.settlement_id and s.way <> 'inpatient'
  where f.quantity > 0
  group by f.person_id, i.item_key, cast(s.admitted_at as date)
),
-- Four dispensings within the window, of more than one institution.
windows as (
  select d.*, lag(day, 3) over (partition by person_id, item_key order by day) as fourth_before,
    min(institution) over (partition by person_id, item_key order by day rows between 3 preceding and current row) as one_institution,
    max(institution) over (partition by person_id, item_key order by day rows between 3 preceding and current row) as other_institution
  from days d
),
ends as (
  select person_id, item_key, min(fourth_before) as since, max(day) as until
  from windows
  where {{datediff(day, fourth_before, day)}} <= cast({{param('stockpile_days')}} as integer) and one_institution <> other_institution
  group by person_id, item_key
),
gathered as (
  select d.*, e.since, e.until, count(*) over (partition by d.person_id, d.item_key) as times, row_number() over (partition by d.person_id, d.item_key order by d.day) as place,
    first_value(d.settlement_id) over (partition by d.person_id, d.item_key order by d.day) as first_settlement, first_value(d.line) over (partition by d.person_id, d.item_key order by d.day) as first_line
  from days d join ends e on e.person_id = d.person_id and e.item_key = d.item_key and d.day between e.since and e.until
),
houses as (
  select person_id, item_key from gathered group by person_id, item_key having count(distinct institution) >= cast({{param('stockpile_institutions')}} as integer)
)
select 'stockpiling-' || cast(first_settlement as varchar) || '-' || cast(first_line as varchar) as finding_id, 'stockpiling' as rule, g.person_id, settlement_id, line as settlement_fee_id,
  case when place = 1 then 0 else cast(money as double precision) end as stake,
  g.item_key || ' ' || cast({{datediff(day, since, until)}} + 1 as varchar) || '天内开药' || cast(times as varchar) || '次，多家机构' as fact_zh,
  cast(times as varchar) || ' dispensings of one drug in ' || cast({{datediff(day, since, until)}} + 1 as varchar) || ' days at several institutions' as fact_en
from gathered g
join houses h on h.person_id = g.person_id and h.item_key = g.item_key
