-- title: 收费构成 | Charges
-- grain: one row per month, institution, department and class of charge
-- column month: 月份 | Month
-- column institution: 机构 | Institution
-- column department: 科室 | Department
-- column class: 收费类别 | Class of charge
-- column amount [元 | CNY]: 金额 | Amount
-- column lines [条 | lines]: 条数 | Lines
with lines as (
  select
    cast({{date_trunc(month, coalesce(f.fee_datetime, cast(t.settlement_start_date as timestamp)))}} as date) as month,
    t.institution_name, f.department, f.fee_category, sum(f.amount) as amount, count(*) as lines
  from {{input('cn_settlement_fee')}} f
  join {{input('cn_settlement')}} t on t.settlement_id = f.settlement_id
  group by cast({{date_trunc(month, coalesce(f.fee_datetime, cast(t.settlement_start_date as timestamp)))}} as date), t.institution_name, f.department, f.fee_category
)
select
  l.month,
  coalesce(l.institution_name, '未说明') as institution,
  coalesce(l.department, '未说明') as department,
  coalesce({{valueset_value('fee_categories', class, l.fee_category)}}, '其他 Other') as class,
  cast(sum(l.amount) as double precision) as amount,
  cast(sum(l.lines) as bigint) as lines
from lines l
cross join {{ref('extent')}} e
where l.month between e.first_month and e.last_month
group by l.month, coalesce(l.institution_name, '未说明'), coalesce(l.department, '未说明'), coalesce({{valueset_value('fee_categories', class, l.fee_category)}}, '其他 Other')
