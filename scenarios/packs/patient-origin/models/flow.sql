-- title: 机构间流动 | Flow between institutions
-- grain: one row per month, pair of institutions and direction
-- column month: 月份 | Month
-- column from_institution: 从 | From
-- column to_institution: 到 | To
-- column direction: 方向 | Direction
-- column moves [人次 | moves]: 流动人次 | Moves
-- column inferred_referrals [人次 | moves]: 其中推定转诊 | Inferred referrals among them
-- column patients [人 | patients]: 患者 | Patients
select
  cast({{date_trunc(month, m.day)}} as date) as month, m.from_institution, m.to_institution,
  case when t.rank > f.rank then '上转 Up' when t.rank < f.rank then '下转 Down' when t.rank = f.rank then '同级 Same level' else '未知 Unknown' end as direction,
  count(*) as moves,
  -- Up: to a hospital of a higher level; down: from a stay to a lower level. Both within the days set.
  count(case when m.days <= {{param('referral_days')}} and (t.rank > f.rank or (t.rank < f.rank and m.from_kind = '住院 Inpatient')) then 1 end) as inferred_referrals,
  count(distinct m.person_id) as patients
from {{ref('moves')}} m
left join {{ref('institutions')}} f on f.institution = m.from_institution
left join {{ref('institutions')}} t on t.institution = m.to_institution
group by cast({{date_trunc(month, m.day)}} as date), m.from_institution, m.to_institution,
  case when t.rank > f.rank then '上转 Up' when t.rank < f.rank then '下转 Down' when t.rank = f.rank then '同级 Same level' else '未知 Unknown' end
