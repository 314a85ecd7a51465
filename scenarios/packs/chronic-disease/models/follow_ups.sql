-- title: 慢性病随访 | Follow-ups
-- grain: one row per follow-up of a programme
-- column person_id: 人员 | Person
-- column disease: 病种 | Disease
-- column followed_on: 随访日期 | Followed on
-- column is_face_to_face: 面对面 | Face to face
-- column systolic [mmHg | mmHg]: 收缩压 | Systolic
-- column diastolic [mmHg | mmHg]: 舒张压 | Diastolic
-- column glucose [mmol/L | mmol/L]: 空腹血糖 | Fasting glucose
-- column adherence: 服药依从性 | Adherence
-- column due_on: 下次随访日期 | Next due
-- column is_controlled: 本次达标 | Controlled this time
-- column is_critical: 危急值 | Critical value
-- column follow_up_id: 随访记录 | Follow-up
-- incremental: by person_id
-- sensitive: excluded
-- lookup: person by person_id
with one as (
  select
    f.person_id,
    {{valueset_value('programmes', disease, f.follow_up_type)}} as disease,
    f.follow_up_date as followed_on,
    f.follow_up_id,
    {{in_valueset('face_to_face', f.follow_up_way)}} as is_face_to_face,
    case when f.systolic_mmhg between 50 and 300 then f.systolic_mmhg end as systolic,
    case when f.diastolic_mmhg between 30 and 200 then f.diastolic_mmhg end as diastolic,
    case when f.fasting_glucose_mmol_l between 1 and 50 then f.fasting_glucose_mmol_l end as glucose,
    f.medication_adherence as adherence,
    f.next_follow_up_date as due_on,
    -- 65 years and over: the third edition allows a systolic pressure below 150.
    case when extract(year from f.follow_up_date) - p.year_of_birth - case when extract(month from f.follow_up_date) < coalesce(p.month_of_birth, 7) then 1 else 0 end >= 65 then 150 else 140 end as systolic_target
  from {{input('cn_follow_up')}} f
  left join {{input('person')}} p on p.person_id = f.person_id
  where f.follow_up_date is not null and {{valueset_value('programmes', disease, f.follow_up_type)}} is not null
)
select
  person_id, disease, followed_on, is_face_to_face, systolic, diastolic, glucose, adherence, due_on,
  case disease
    when 'hypertension' then systolic < systolic_target and diastolic < 90
    when 'diabetes' then glucose < 7.0
  end as is_controlled,
  coalesce(systolic >= 180 or diastolic >= 110, false) or coalesce(disease = 'diabetes' and (glucose >= 16.7 or glucose <= 3.9), false) as is_critical,
  follow_up_id
from one
