-- title: 机构 | Institutions
-- grain: one row per institution
-- column institution: 机构 | Institution
-- column level: 级别 | Level
-- column rank: 级别序（1 基层，2 二级，3 三级） | Rank (1 primary, 2 secondary, 3 tertiary)
-- column county: 所在县区 | County
-- column county_basis: 县区依据（登记、推定） | Basis of county (登记 stated, 推定 inferred)
-- The level is what settlement lists say, and 基层 by name for primary institutions. The county is that of the institution's address;
-- where none is stated, of a hospital, the county of whose people the greatest share comes, for a hospital serves those around it.
with names as (
  select n.institution_id, n.institution from {{ref('institution_names')}} n where exists (select 1 from {{ref('person_institution')}} p where p.institution_id = n.institution_id)
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
  select p.institution_id, r.county, row_number() over (partition by p.institution_id order by 1.0 * count(*) / max(n.n) desc, count(*) desc, r.county) as place
  from {{ref('person_institution')}} p
  join {{ref('residence')}} r on r.person_id = p.person_id
  join residents n on n.county = r.county
  -- A county of which a handful is known says nothing of the share that comes.
  where n.n >= 10
  group by p.institution_id, r.county
)
select
  q.institution, q.level, q.rank,
  coalesce(q.stated_county, case when coalesce(q.rank, 0) <> 1 then q.drawn_county end) as county,
  case when q.stated_county is not null then '登记' when q.drawn_county is not null and coalesce(q.rank, 0) <> 1 then '推定' end as county_basis
from (
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
  a.county as stated_county,
  d.county as drawn_county
from names i
left join levels l on l.institution_name = i.institution and l.place = 1
left join addresses a on a.institution = i.institution
left join drawn d on d.institution_id = i.institution_id and d.place = 1
) q
