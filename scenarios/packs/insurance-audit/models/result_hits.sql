-- title: 检验无结果线索 | Hits: a test charged without a result
-- grain: one row per finding and line that shows it
-- column finding_id: 线索 | Finding
-- column rule: 规则 | Rule
-- column person_id: 人员 | Person
-- column settlement_id: 结算 | Settlement
-- column settlement_fee_id: 费用明细 | Fee line
-- column stake [元 | CNY]: 涉及金额 | At stake
-- column fact_zh: 事实 | Fact (Chinese)
-- column fact_en: 事实（英文） | Fact
-- Where an institution sends no orders, its results speak: a test that elsewhere and here brings certain results, and once brings none of them.
with quiet as (
  select institution from {{ref('order_habits')}} where kind = 'laboratory' and not is_inpatient group by institution having max(kind_share) < 0.5 and max(kind_charges) >= cast({{param('peer_lines')}} as integer)
),
lines as (
  select t.* from {{ref('tests_charged')}} t
  join quiet q on q.institution = t.institution
  where t.item_key in (select item_key from {{ref('results_of_tests')}})
),
-- Materialised, so that the many results are looked up in the few that are expected: joined to the tests first they would be many times as many.
expected as materialized (
  select l.settlement_fee_id, l.visit_occurrence_id, t.analyte
  from lines l
  join {{ref('results_of_tests')}} t on t.item_key = l.item_key
),
seen as (
  select distinct e.settlement_fee_id
  from {{ref('results_seen')}} r
  join expected e on e.visit_occurrence_id = r.visit_occurrence_id and e.analyte = r.analyte
),
judged as (
  select l.*, e.settlement_fee_id is not null as is_seen,
    count(*) over (partition by l.institution, l.item_key) as charges, count(e.settlement_fee_id) over (partition by l.institution, l.item_key) as with_result,
    count(*) over (partition by l.institution) as all_charges, count(e.settlement_fee_id) over (partition by l.institution) as all_with_result
  from lines l left join seen e on e.settlement_fee_id = l.settlement_fee_id
)
select 'no-result-' || cast(settlement_id as varchar) || '-' || cast(settlement_fee_id as varchar) as finding_id, 'no-result' as rule, person_id, settlement_id, settlement_fee_id,
  cast(amount as double precision) as stake, item_name || ' 收费而无此项检验通常有的结果，该机构' || cast({{round_half_away(100.0 * all_with_result / all_charges, 1)}} as varchar) || '%有' as fact_zh, 'a test charged without any of the results that it brings' as fact_en
from judged
where not is_seen and all_with_result >= cast({{param('usual_share')}} as double precision) * all_charges
  and (with_result >= cast({{param('usual_share')}} as double precision) * charges or charges < cast({{param('peer_lines')}} as integer))
  and settlement_id not in (select settlement_id from {{ref('record_hits')}} where rule = 'ghost-visit')
