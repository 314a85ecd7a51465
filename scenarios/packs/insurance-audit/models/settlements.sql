-- title: 结算 | Settlements
-- grain: one row per settlement
-- incremental: by person_id
-- column settlement_id: 结算 | Settlement
-- column settlement_number: 结算编号 | Number of the settlement
-- column person_id: 人员 | Person
-- column visit_occurrence_id: 对应的就诊 | Visit that it belongs to
-- column institution: 机构 | Institution
-- column level: 机构级别 | Level of institution
-- column insurance: 险种 | Insurance
-- column way: 就医方式 | Way of care
-- column is_maternity: 生育 | Maternity care
-- column department: 科室 | Department
-- column admitted_at: 入院（就诊）时间 | Admitted at
-- column discharged_at: 出院（离院）时间 | Discharged at
-- column settled_on: 结算日期 | Settled on
-- column month: 结算月份 | Month of settlement
-- column stay_days [天 | days]: 住院天数 | Days of stay
-- column total [元 | CNY]: 总金额 | Total
-- column fund [元 | CNY]: 基金支付 | Paid by the fund
-- column sex: 性别 | Sex
-- column age_days [天 | days]: 年龄（天） | Age in days
-- column age_years [岁 | years]: 年龄 | Age
with ways as (
  select s.*, {{valueset_value('care_ways', way, trim(s.medical_type))}} as known_way from {{input('cn_settlement')}} s
),
classed as (
  select w.*, coalesce(w.known_way, case when coalesce(w.length_of_stay_days, 0) > 0 or {{datediff(day, w.admission_datetime, w.discharge_datetime)}} > 0 then 'inpatient' else 'outpatient' end) as way
  from ways w
),
-- A settlement that names its visit is taken at its word. Others belong to the visit of the same person and kind that began in the same minute, or, where
-- one of the two tells the day only, to the visit of that day.
linked as (
  select s.settlement_id, v.visit_occurrence_id, v.visit_concept_id,
    row_number() over (partition by s.settlement_id order by
      case when {{date_trunc(minute, v.visit_start_datetime)}} = {{date_trunc(minute, s.admission_datetime)}} then 0 else 1 end,
      case when (v.visit_concept_id = 9201) = (s.way = 'inpatient') then 0 else 1 end, v.visit_occurrence_id) as place
  from classed s
  join {{input('visit_occurrence')}} v on v.person_id = s.person_id and v.visit_start_date = cast(s.admission_datetime as date)
  where s.visit_occurrence_id is null
    and ({{date_trunc(minute, v.visit_start_datetime)}} = {{date_trunc(minute, s.admission_datetime)}}
      or v.visit_start_datetime is null or {{date_trunc(day, v.visit_start_datetime)}} = v.visit_start_datetime or {{date_trunc(day, s.admission_datetime)}} = s.admission_datetime)
    and (v.visit_concept_id not in (9201, 9202, 9203) or (v.visit_concept_id = 9201) = (s.way = 'inpatient'))
    and coalesce(v.visit_status, '') not in ('cancelled', 'entered-in-error')
),
born as (
  select p.person_id, case p.gender_concept_id when 8507 then '男' when 8532 then '女' end as sex,
    -- Where month or day is not known the latest that is possible: nobody is taken for older than is sure.
    case when p.month_of_birth is null then cast(cast(p.year_of_birth as varchar) || '-12-31' as date)
      when p.day_of_birth is null then {{last_day(cast(cast(p.year_of_birth as varchar) || '-' || lpad(cast(p.month_of_birth as varchar), 2, '0') || '-01' as date))}}
      else cast(cast(p.year_of_birth as varchar) || '-' || lpad(cast(p.month_of_birth as varchar), 2, '0') || '-' || lpad(cast(p.day_of_birth as varchar), 2, '0') as date) end as birth
  from {{input('person')}} p
  where p.year_of_birth is not null
)
select
  s.settlement_id, s.settlement_number, s.person_id, coalesce(s.visit_occurrence_id, l.visit_occurrence_id) as visit_occurrence_id,
  coalesce(nullif(trim(s.institution_name), ''), nullif(trim(s.institution_code), ''), '未说明') as institution,
  case when s.settlement_level like '%三%' or s.settlement_level in ('01', '02', '03', '04', '12') then 3
    when s.settlement_level like '%二%' or s.settlement_level in ('05', '06', '07', '13') then 2
    when s.settlement_level like '%一%' or s.settlement_level like '%无%' or s.settlement_level in ('08', '09', '10', '11', '14') then 1 end as level,
  s.insurance_type as insurance, s.way, coalesce(s.medical_type, '') in ('51', '52', '53') as is_maternity, s.department, s.admission_datetime as admitted_at, s.discharge_datetime as discharged_at,
  coalesce(s.settlement_end_date, cast(s.discharge_datetime as date), cast(s.admission_datetime as date)) as settled_on,
  cast({{date_trunc(month, coalesce(s.settlement_end_date, cast(s.discharge_datetime as date), cast(s.admission_datetime as date)))}} as date) as month,
  case when s.way = 'inpatient' then greatest(1, coalesce({{datediff(day, s.admission_datetime, s.discharge_datetime)}}, s.length_of_stay_days, 1)) end as stay_days,
  s.total_amount as total, s.fund_payment as fund, b.sex,
  {{datediff(day, b.birth, s.admission_datetime)}} as age_days,
  cast(extract(year from s.admission_datetime) - extract(year from b.birth)
    - case when extract(month from s.admission_datetime) * 100 + extract(day from s.admission_datetime) < extract(month from b.birth) * 100 + extract(day from b.birth) then 1 else 0 end as integer) as age_years
from classed s
left join linked l on l.settlement_id = s.settlement_id and l.place = 1
left join born b on b.person_id = s.person_id
