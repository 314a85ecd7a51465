-- title: 月结算（预测所据） | Settlement by month, to forecast from
-- grain: one row per complete month
-- column month: 月份 | Month
-- column payment [元 | CNY]: 应支付 | Payment
-- A month is complete where the data reach to within three days of its end, as over a weekend.
with last_day as (
  select max(discharged_on) as day from {{ref('case_list')}}
)
select l.month, cast(sum(l.payment) as double precision) as payment
from {{ref('case_list')}} l
cross join last_day d
where l.payment is not null and {{datediff(day, d.day, {{last_day(l.month)}})}} <= 3
group by l.month
