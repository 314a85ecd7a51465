-- title: 逐月随访与控制 | Follow-up and control by month
-- grain: one row per month and disease
-- column month: 月份 | Month
-- column disease_name: 病种 | Disease
-- column followed [人 | people]: 随访人数 | People followed up
-- column controlled [人 | people]: 达标人数 | Controlled
-- column control_rate [% | %]: 随访者达标率 | Controlled, of those followed up
-- column entered [人 | people]: 新进入登记 | Entered the register
with followed as (
  select cast({{date_trunc(month, f.followed_on)}} as date) as month, f.disease, count(distinct f.person_id) as followed, count(distinct case when f.is_controlled then f.person_id end) as controlled
  from {{ref('follow_ups')}} f
  where f.followed_on <= {{as_of}}
  group by cast({{date_trunc(month, f.followed_on)}} as date), f.disease
),
entered as (
  select cast({{date_trunc(month, r.entered_on)}} as date) as month, r.disease, count(*) as entered
  from {{ref('register')}} r
  where r.certainty <> 'suspected' and r.entered_on is not null
  group by cast({{date_trunc(month, r.entered_on)}} as date), r.disease
),
every as (
  select month, disease from followed
  union
  select month, disease from entered
)
select e.month, s.name_zh as disease_name, coalesce(f.followed, 0) as followed, coalesce(f.controlled, 0) as controlled, 100.0 * f.controlled / nullif(f.followed, 0) as control_rate, coalesce(n.entered, 0) as entered
from every e
join {{valueset('registers')}} s on s.code = e.disease
left join followed f on f.month = e.month and f.disease = e.disease
left join entered n on n.month = e.month and n.disease = e.disease
