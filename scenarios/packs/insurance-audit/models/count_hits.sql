-- title: 限定线索：频次、疗程、周期 | Hits of limits: frequency, course, period
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
with lines as (
  select f.settlement_fee_id, f.person_id, f.settlement_id, f.amount, f.quantity, cast(f.fee_datetime as date) as day, i.item_key, i.kind, i.matched_by, i.course_days, i.period_days, i.per_day, s.institution, s.way
  from {{input('cn_settlement_fee')}} f
  join {{ref('items')}} i on i.item_code = coalesce(f.item_code, '') and i.item_name = coalesce(f.item_name, '') and i.fee_category = coalesce(f.fee_category, '')
    and (i.per_day is not null or i.course_days is not null or i.period_days is not null)
  join {{ref('settlements')}} s on s.settlement_id = f.settlement_id
  where f.quantity > 0 and f.fee_datetime is not null
),
days as (
  select person_id, institution, item_key, day, per_day, sum(quantity) as times, sum(amount) as money, min(settlement_fee_id) as first_line, max(settlement_id) as settlement_id
  from lines where per_day is not null and kind <> 'bed'
  group by person_id, institution, item_key, day, per_day
  having sum(quantity) > per_day
),
-- Days paid within one settlement for courses up to a month; longer ones within a calendar year, since nothing tells where one illness ends.
courses as (
  select person_id, item_key, course_days, case when course_days <= 31 then settlement_id else -1 end as within_settlement, case when course_days <= 31 then 0 else extract(year from day) end as within_year,
    count(distinct day) as paid_days, min(settlement_fee_id) as first_line, max(settlement_id) as settlement_id
  from lines where course_days is not null
  group by person_id, item_key, course_days, case when course_days <= 31 then settlement_id else -1 end, case when course_days <= 31 then 0 else extract(year from day) end
  having count(distinct day) > course_days
),
course_lines as (
  select l.*, c.paid_days, c.first_line, c.settlement_id as of_settlement,
    dense_rank() over (partition by c.person_id, c.item_key, c.within_settlement, c.within_year order by l.day) as nth_day
  from courses c
  join lines l on l.person_id = c.person_id and l.item_key = c.item_key and l.course_days = c.course_days
    and ((c.within_settlement = l.settlement_id) or (c.within_settlement = -1 and extract(year from l.day) = c.within_year))
),
item_days as (
  select person_id, item_key, day, period_days, min(settlement_fee_id) as first_line, max(settlement_id) as settlement_id, sum(amount) as money
  from lines where period_days is not null
  group by person_id, item_key, day, period_days
),
periods as (
  select d.*, lag(day) over (partition by person_id, item_key order by day) as before_day, lag(first_line) over (partition by person_id, item_key order by day) as before_line from item_days d
)
select 'limit-frequency-' || cast(d.settlement_id as varchar) || '-' || cast(d.first_line as varchar) as finding_id, 'limit-frequency' as rule, l.person_id, d.settlement_id, l.settlement_fee_id,
  cast(l.amount * (d.times - d.per_day) / d.times as double precision) as stake,
  '每日限' || cast(d.per_day as varchar) || '次（小时），当日计' || cast(d.times as varchar) as fact_zh, cast(d.times as varchar) || ' on one day, ' || cast(d.per_day as varchar) || ' allowed' as fact_en
from days d join lines l on l.person_id = d.person_id and l.institution = d.institution and l.item_key = d.item_key and l.day = d.day and l.per_day = d.per_day
union all
select 'limit-course-' || cast(of_settlement as varchar) || '-' || cast(first_line as varchar), 'limit-course', person_id, of_settlement, settlement_fee_id,
  case when nth_day > course_days then cast(amount as double precision) else 0 end,
  '支付疗程' || cast(course_days as varchar) || '天，计费' || cast(paid_days as varchar) || '天', cast(paid_days as varchar) || ' days charged, ' || cast(course_days as varchar) || ' are paid'
from course_lines
union all
select 'limit-period-' || cast(p.settlement_id as varchar) || '-' || cast(p.first_line as varchar), 'limit-period', p.person_id, p.settlement_id, l.settlement_fee_id,
  case when l.settlement_fee_id = p.first_line then cast(p.money as double precision) else 0 end,
  cast(p.period_days as varchar) || '天限一次，距上次' || cast({{datediff(day, p.before_day, p.day)}} as varchar) || '天', 'once in ' || cast(p.period_days as varchar) || ' days; ' || cast({{datediff(day, p.before_day, p.day)}} as varchar) || ' days after the last'
from periods p join lines l on l.person_id = p.person_id and l.settlement_fee_id in (p.first_line, p.before_line)
where {{datediff(day, p.before_day, p.day)}} < p.period_days
