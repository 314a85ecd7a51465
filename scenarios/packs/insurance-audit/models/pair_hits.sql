-- title: 重复收费线索：已含于另一项目 | Hits: an item that another includes
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
  select f.settlement_fee_id, f.person_id, f.settlement_id, f.item_code, f.item_name, f.fee_datetime, f.amount
  from {{input('cn_settlement_fee')}} f
  where f.quantity > 0 and (f.item_code, f.item_name) in (select main_code, main_name from {{ref('item_pairs')}} union select dup_code, dup_name from {{ref('item_pairs')}})
),
found as (
  select a.person_id, b.settlement_id, a.settlement_fee_id as main_line, b.settlement_fee_id as dup_line, b.amount, a.item_name as main_name, b.item_name as dup_name, p.matched_by,
    row_number() over (partition by b.settlement_fee_id order by a.settlement_fee_id) as place
  from {{ref('item_pairs')}} p
  join lines a on a.item_code = p.main_code and a.item_name = p.main_name
  join lines b on b.person_id = a.person_id and b.item_code = p.dup_code and b.item_name = p.dup_name
    and case p.charged_within
      when 'visit' then b.settlement_id = a.settlement_id
      when 'day' then cast(b.fee_datetime as date) = cast(a.fee_datetime as date)
      when '6h' then b.fee_datetime between {{dateadd(hour, -6, a.fee_datetime)}} and {{dateadd(hour, 6, a.fee_datetime)}}
      else {{date_trunc(hour, b.fee_datetime)}} = {{date_trunc(hour, a.fee_datetime)}} end
)
select 'included-item-' || cast(f.settlement_id as varchar) || '-' || cast(f.dup_line as varchar) as finding_id, 'included-item' as rule, f.person_id, f.settlement_id, x.line as settlement_fee_id,
  case when x.line = f.dup_line then cast(f.amount as double precision) else 0 end as stake,
  f.main_name || ' 已含 ' || f.dup_name || case f.matched_by when 'name' then '（按规范化名称匹配，非国家编码）' else '（按国家编码匹配）' end as fact_zh,
  'the one item includes the other' || case f.matched_by when 'name' then ' (matched by name, no national code)' else ' (matched by national code)' end as fact_en
from found f
join (select main_line, dup_line, main_line as line from found where place = 1 union all select main_line, dup_line, dup_line from found where place = 1) x on x.main_line = f.main_line and x.dup_line = f.dup_line
where f.place = 1
