-- title: 居住与户籍 | Residence and household register
-- grain: one row per kind of residence, province of registration, and whether registered elsewhere
-- column residence: 居住类型 | Kind of residence
-- column registered_province: 户籍省份 | Province of the household register
-- column place: 户籍与现住 | Registered and resident
-- column people [人 | people]: 人数 | People
select
  coalesce(m.residence, '未登记') as residence,
  coalesce(m.registered_province, '不详') as registered_province,
  case when m.basis = 'person' then 'unknown' when m.is_registered_elsewhere then 'elsewhere' else 'here' end as place,
  count(*) as people
from {{ref('members')}} m
where coalesce(m.entered_on <= {{as_of}}, true) and coalesce(m.left_on > {{as_of}}, true)
group by coalesce(m.residence, '未登记'), coalesce(m.registered_province, '不详'), case when m.basis = 'person' then 'unknown' when m.is_registered_elsewhere then 'elsewhere' else 'here' end
