-- title: 冒名就医线索 | Hits: cards that others may have used
-- grain: one row per finding and line that shows it
-- sensitive: excluded
-- column finding_id: 线索 | Finding
-- column rule: 规则 | Rule
-- column person_id: 人员 | Person
-- column settlement_id: 结算 | Settlement
-- column settlement_fee_id: 费用明细 | Fee line
-- column stake [元 | CNY]: 涉及金额 | At stake
-- column fact_zh: 事实 | Fact (Chinese)
-- column fact_en: 事实（英文） | Fact
-- Master index: one card on which institutions wrote people of two sexes, two blood types, or births years apart. A slip of one digit or a lunar
-- birthday is a matter of data quality and no sign of a borrowed card, so births must lie three years apart.
with cards as (
  select insurance_no
  from {{input('cn_source_person')}}
  where nullif(trim(insurance_no), '') is not null
  group by insurance_no
  having count(distinct case when gender_concept_id in (8507, 8532) then gender_concept_id end) > 1
    or count(distinct case when upper(blood_type) in ('A', 'B', 'AB', 'O') then upper(blood_type) end) > 1
    or (max(extract(year from birth_date)) - min(extract(year from birth_date)) >= 3 and count(distinct national_id) > 1)
),
card_people as (
  select distinct p.insurance_no, p.person_id from {{input('cn_source_person')}} p join cards c on c.insurance_no = p.insurance_no
),
card_settlements as (
  select c.insurance_no, s.settlement_id, s.person_id, s.fund, row_number() over (partition by c.insurance_no order by s.admitted_at desc, s.settlement_id) as place
  from card_people c join {{ref('settlements')}} s on s.person_id = c.person_id
),
-- The same card at two places at a time. What ends in the minute in which the other begins is a transfer.
places as (
  select a.settlement_id as first_id, b.settlement_id as second_id, a.person_id, a.institution as first_institution, b.institution as second_institution, b.admitted_at, b.fund, a.way as first_way, b.way as second_way
  from {{ref('settlements')}} a
  join {{ref('settlements')}} b on b.person_id = a.person_id and b.settlement_id <> a.settlement_id and b.institution <> a.institution
    and (a.admitted_at < b.admitted_at or (a.admitted_at = b.admitted_at and a.settlement_id < b.settlement_id))
    and b.admitted_at < a.discharged_at
  where {{datediff(minute, a.admitted_at, a.discharged_at)}} > 0
    and (a.way = 'inpatient' or {{date_trunc(day, a.admitted_at)}} < a.admitted_at)
    and {{date_trunc(day, b.admitted_at)}} < b.admitted_at
    -- Two visits of one morning happen; two that begin within minutes of each other in two houses hardly do.
    and (a.way = 'inpatient' or {{datediff(minute, a.admitted_at, b.admitted_at)}} <= cast({{param('two_places_minutes')}} as integer))
    -- On the day of admission and of discharge a stay may well follow a visit elsewhere.
    and (a.way <> 'inpatient' or (cast(b.admitted_at as date) > cast(a.admitted_at as date) and cast(b.admitted_at as date) < cast(a.discharged_at as date)))
),
-- Adults do not grow: a height far from all that was measured of the same person before and after.
heights as (
  select person_id, visit_occurrence_id, height from {{ref('body_measures')}} where height is not null
),
middles as (
  select person_id, percentile_cont(0.5) within group (order by height) as middle, count(*) as n
  from heights group by person_id having count(*) >= 3
),
misfits as (
  select s.settlement_id, s.person_id, s.fund, h.height, m.middle, m.n
  from heights h
  join middles m on m.person_id = h.person_id and abs(h.height - m.middle) >= cast({{param('height_difference')}} as double precision)
  join {{ref('settlements')}} s on s.visit_occurrence_id = h.visit_occurrence_id and s.age_days between 20 * 365 and 65 * 365
),
-- A blood group of the ABO system does not change: the group that fewer visits found, and of a tie the later one.
groups as (
  select person_id, visit_occurrence_id, day, blood from {{ref('body_measures')}} where blood is not null
),
group_counts as (
  select person_id, blood, count(*) as n, row_number() over (partition by person_id order by count(*) desc, min(day)) as place from groups where blood is not null group by person_id, blood
),
other_blood as (
  select s.settlement_id, s.person_id, s.fund, g.blood, c.blood as usual
  from group_counts c
  join groups g on g.person_id = c.person_id and g.blood <> c.blood
  join {{ref('settlements')}} s on s.visit_occurrence_id = g.visit_occurrence_id
  where c.place = 1
),
-- Registration of a death may be late, and so may the bill of the last stay: what counts is when care began.
after_death as (
  select s.settlement_id, s.person_id, s.fund, d.death_date
  from {{ref('settlements')}} s
  join (select person_id, max(death_date) as death_date from {{input('death')}} group by person_id) d on d.person_id = s.person_id and cast(s.admitted_at as date) > d.death_date
)
select 'card-conflict-' || cast(settlement_id as varchar) || '-0' as finding_id, 'card-conflict' as rule, person_id, settlement_id, cast(null as bigint) as settlement_fee_id, cast(fund as double precision) as stake,
  '同一参保号登记过性别、血型或出生年份不同的人' as fact_zh, 'people of different sex, blood type or birth were written under one card' as fact_en
from card_settlements where place = 1
union all
select 'two-places-' || cast(p.first_id as varchar) || '-' || cast(p.second_id as varchar), 'two-places', p.person_id, x.id, cast(null as bigint), case when x.id = p.second_id then cast(p.fund as double precision) else 0 end,
  '在' || p.first_institution || case when p.first_way = 'inpatient' then '住院期间' else '就诊同时' end || '又在' || p.second_institution || '就医', 'at another institution during a ' || case when p.first_way = 'inpatient' then 'stay' else 'visit' end
from places p
join (select first_id, second_id, first_id as id from places union all select first_id, second_id, second_id from places) x on x.first_id = p.first_id and x.second_id = p.second_id
union all
select 'other-body-' || cast(settlement_id as varchar) || '-0', 'other-body', person_id, settlement_id, cast(null as bigint), cast(fund as double precision),
  '本次身高' || cast({{round_half_away(height, 0)}} as varchar) || '厘米，其他' || cast(n - 1 as varchar) || '次中位' || cast({{round_half_away(middle, 0)}} as varchar) || '厘米',
  'height ' || cast({{round_half_away(height, 0)}} as varchar) || ' cm, median of the others ' || cast({{round_half_away(middle, 0)}} as varchar)
from misfits
union all
select 'other-blood-' || cast(settlement_id as varchar) || '-0', 'other-blood', person_id, settlement_id, cast(null as bigint), cast(fund as double precision),
  '本次血型' || blood || '，其他为' || usual, 'blood group ' || blood || ', otherwise ' || usual
from other_blood
union all
select 'after-death-' || cast(settlement_id as varchar) || '-0', 'after-death', person_id, settlement_id, cast(null as bigint), cast(fund as double precision),
  '就医开始于登记的死亡日期之后', 'care began after the death that is registered'
from after_death
