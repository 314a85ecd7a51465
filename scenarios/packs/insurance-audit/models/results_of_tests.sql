-- title: 各项检验通常带来的结果 | Results that tests usually bring
-- grain: one row per test and result that shows it was done
-- column item_key: 规范化名称 | Normalised name
-- column analyte: 结果 | Result
-- column visits [次 | visits]: 收费就诊数 | Visits charged
-- column share_with: 有此结果之比 | Share with the result
with tests as (
  select distinct visit_occurrence_id, item_key from {{ref('tests_charged')}}
),
visits as (
  select distinct visit_occurrence_id from tests
),
analytes as (
  select visit_occurrence_id, analyte from {{ref('results_seen')}}
),
test_counts as (
  select item_key, count(*) as visits from tests group by item_key having count(*) >= 10
),
analyte_counts as (
  select analyte, count(*) as visits from analytes group by analyte
),
both_counts as (
  select t.item_key, a.analyte, count(*) as visits
  from tests t join analytes a on a.visit_occurrence_id = t.visit_occurrence_id
  group by t.item_key, a.analyte
)
-- What was learned; a result that bears the name of the test; and the usual parts of a panel (value set panels).
select item_key, analyte, max(visits) as visits, max(share_with) as share_with
from (
  select b.item_key, b.analyte, c.visits, cast(b.visits as double precision) / c.visits as share_with
  from both_counts b
  join test_counts c on c.item_key = b.item_key
  join analyte_counts a on a.analyte = b.analyte
  where b.visits >= 0.75 * c.visits and cast(b.visits as double precision) / c.visits >= 1.5 * cast(a.visits as double precision) / (select count(*) from visits)
  union all
  select i.item_key, n.analyte, cast(null as bigint), cast(null as double precision)
  from (select distinct item_key from {{ref('items')}} where kind = 'laboratory' and length(item_key) >= 2) i
  join (select distinct analyte from {{ref('result_names')}} where length(analyte) >= 2) n on starts_with(n.analyte, i.item_key) or starts_with(i.item_key, n.analyte)
  union all
  select i.item_key, n.analyte, cast(null as bigint), cast(null as double precision)
  from (select distinct item_key from {{ref('items')}} where kind = 'laboratory') i
  join {{valueset('panels')}} p on starts_with(i.item_key, p.panel)
  join (select distinct analyte from {{ref('result_names')}}) n on n.analyte = p.analyte
) parts
group by item_key, analyte
