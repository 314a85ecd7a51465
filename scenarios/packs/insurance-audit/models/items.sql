-- title: 收费项目与限定 | Items charged, with what limits them
-- grain: one row per code, name and kind of fee as charged
-- column item_code: 项目编码 | Code of the item
-- column item_name: 项目名称 | Name of the item
-- column fee_category: 费用类别 | Category of the fee
-- column kind: 类别 | Kind
-- column item_key: 规范化名称 | Normalised name
-- column matched_by: 匹配方式 | Matched by
-- column sex: 限定性别 | Sex allowed
-- column sex_words: 名称所指性别 | Sex that the name tells
-- column age: 限定年龄 | Ages allowed
-- column level: 限定机构等级 | Level of institution
-- column way: 限定就医方式 | Way of care
-- column insurance: 限定险种 | Insurance
-- column course_days [天 | days]: 支付疗程 | Course paid
-- column period_days [天 | days]: 支付周期 | Once in
-- column per_day: 每日次数 | Times a day
-- column operation_group: 手术组 | Group of operations
-- column national_code: 国家编码 | National code
-- column is_limited: 有行级限定 | Limited by the line
-- National codes (service items: 15 digits from 00; drugs: X with 23 or Z with 20 characters) are matched by code. Any other code
-- is the site's own, even with the nine digits of the price specification, where sites number freely. Those match by name only.
-- Prices, which change with every fee line, stand elsewhere (item_prices): a further day without a new item leaves this as it is.
with raw as (
  select item_code, item_name, fee_category from {{ref('item_prices')}}
),
-- Width and case, insurance class in front, strength behind, what stands in brackets (twice, since brackets nest), blanks, words of measuring:
-- the same as eng/audit-rules does with the names of the rules.
keyed as (
  select r.*, upper(trim(r.item_code)) as code,
    regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(
      translate(trim(r.item_name), '（）［］【】０１２３４５６７８９％＋ABCDEFGHIJKLMNOPQRSTUVWXYZ', '()[]()0123456789%+abcdefghijklmnopqrstuvwxyz'),
      '^\([甲乙丙]\)', ''), '\s+[0-9].*$', ''), '\([^()]*\)|\[[^\[\]]*\]', '', 'g'), '\([^()]*\)|\[[^\[\]]*\]', '', 'g'), '[\s()\[\]]', '', 'g'), '(测定|检查|检测)$', '') as item_key,
    {{valueset_value('fee_kinds', kind, trim(r.fee_category))}} as fee_kind
  from raw r
),
coded as (
  select k.*, coalesce(k.fee_kind, 'other') as kind,
    case when length(k.code) = 15 and {{regexp_like(k.code, '^00[0-9]+$')}} then 'item' when length(k.code) = 23 and starts_with(k.code, 'X') then 'western'
      when length(k.code) = 20 and starts_with(k.code, 'Z') then 'patent' end as structure
  from keyed k
),
matched as (
  select c.*, l.code as matched, 'code' as matched_by, l.sex, l.age, l.level, l.way, l.insurance, l.course_days, l.period_days, l.per_day, l.operation_group
  from coded c join {{valueset('item_limits')}} l on l.code = c.code
  where c.structure = 'item'
  union all
  select c.*, l.code, 'code', l.sex, l.age, l.level, l.way, l.insurance, l.course_days, l.period_days, l.per_day, l.operation_group
  from coded c join {{valueset('drug_limits')}} l on l.code = case when c.structure = 'western' then substr(c.code, 1, 14) else substr(c.code, 1, 11) end
  where c.structure in ('western', 'patent')
  union all
  select c.*, l.code, 'name', l.sex, l.age, l.level, l.way, l.insurance, l.course_days, l.period_days, l.per_day, l.operation_group
  from coded c join {{valueset('item_limit_names')}} l on l.code = c.item_key
  where c.structure is null and c.kind not in ('western', 'patent', 'herb')
  union all
  select c.*, l.code, 'name', l.sex, l.age, l.level, l.way, l.insurance, l.course_days, l.period_days, l.per_day, l.operation_group
  from coded c join {{valueset('drug_limit_names')}} l on l.code = c.item_key
  where c.structure is null and c.kind in ('western', 'patent', 'other')
),
-- Words that tell the sex count for services and examinations only: drugs are what the tables say.
worded as (
  select c.item_code, c.item_name, c.fee_category, min(w.sex) as sex_words
  from coded c join {{valueset('sex_words')}} w on strpos(c.item_key, w.code) > 0
  where c.kind not in ('western', 'patent', 'herb', 'material')
    and not exists (select 1 from {{valueset('sex_words_not')}} n where strpos(c.item_key, n.code) > 0)
  group by c.item_code, c.item_name, c.fee_category
  having count(distinct w.sex) = 1
)
select
  c.item_code, c.item_name, c.fee_category, c.kind, c.item_key, m.matched_by, m.sex, w.sex_words, m.age, m.level, m.way, m.insurance,
  {{safe_cast(m.course_days, integer)}} as course_days, {{safe_cast(m.period_days, integer)}} as period_days, {{safe_cast(m.per_day, integer)}} as per_day,
  m.operation_group, case when c.structure is not null then c.code end as national_code,
  m.sex is not null or w.sex_words is not null or m.age is not null or m.level is not null or m.way is not null or m.insurance is not null as is_limited
from coded c
left join matched m on m.item_code = c.item_code and m.item_name = c.item_name and m.fee_category = c.fee_category
left join worded w on w.item_code = c.item_code and w.item_name = c.item_name and w.fee_category = c.fee_category
