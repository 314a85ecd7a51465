-- title: 机构 | Institutions
-- grain: one row per institution
-- column institution: 机构 | Institution
-- column level: 级别 | Level
-- column rank: 级别序（1 基层，2 二级，3 三级） | Rank (1 primary, 2 secondary, 3 tertiary)
-- column county: 所在县区 | County
-- column county_basis: 县区依据（登记、推定） | Basis of county (登记 stated, 推定 inferred)
-- The level is what settlement lists say, and 基层 by name for primary institutions. The county is that of the institution's address;
-- where none is stated, the county of whose people the greatest share comes, for a hospital serves those around it.
with names as (
  select distinct institution from {{ref('person_institution')}}
),
levels as (
  select institution_name, settlement_level, row_number() over (partition by institution_name order by count(*) desc, settlement_level) as place
  from {{input('cn_settlement')}}
  where settlement_level is not null
  group by institution_name, settlement_level
),
addresses as (
  select s.care_site_name as institution, min(l.county) as county
  from {{input('care_site')}} s
  join {{input('location')}} l on l.location_id = s.location_id
  where {{regexp_like(l.county, '^[1-9][0-9][0-9][0-9][0-9][0-9]$')}}
  group by s.care_site_name
),
residents as (
  select county, count(*) as n from {{ref('residence')}} group by county
),
drawn as (
  select p.institution, r.county, row_number() over (partition by p.institution order by 1.0 * count(*) / max(n.n) desc, count(*) desc, r.county) as place
  from {{ref('person_institution')}} p
  join {{ref('residence')}} r on r.person_id = p.person_id
  join residents n on n.county = r.county
  -- A county of which a handful is known says nothing of the share that comes.
  where n.n >= 10
  group by p.institution, r.county
)
select
  i.institution,
  case
    when strpos(i.institution, '社区卫生') > 0 or strpos(i.institution, '卫生院') > 0 or strpos(i.institution, '卫生室') > 0 then '基层 Primary'
    when strpos(l.settlement_level, '三') > 0 then '三级 Tertiary'
    when strpos(l.settlement_level, '二') > 0 then '二级 Secondary'
    when strpos(l.settlement_level, '一') > 0 or l.settlement_level is not null then '基层 Primary'
    else '未知 Unknown'
  end as level,
  case
    when strpos(i.institution, '社区卫生') > 0 or strpos(i.institution, '卫生院') > 0 or strpos(i.institution, '卫生室') > 0 then 1
    when strpos(l.settlement_level, '三') > 0 then 3
    when strpos(l.settlement_level, '二') > 0 then 2
    when l.settlement_level is not null then 1
  end as rank,
  coalesce(a.county, d.county) as county,
  case when a.county is not null then '登记' when d.county is not null then '推定' end as county_basis
from names i
left join levels l on l.institution_name = i.institution and l.place = 1
left join addresses a on a.institution = i.institution
left join drawn d on d.institution = i.institution and d.place = 1
