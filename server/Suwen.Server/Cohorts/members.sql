-- One row per membership of a cohort, with what most analyses begin with. `days_followed` and `died` are `time` and `event` of survival methods:
-- to death, otherwise to the end of membership.
SELECT c.subject_id AS person_id, c.cohort_start_date, c.cohort_end_date,
  CASE p.gender_concept_id WHEN 8507 THEN 'male' WHEN 8532 THEN 'female' END AS sex,
  extract(year FROM c.cohort_start_date) - p.year_of_birth AS age,
  c.cohort_end_date - c.cohort_start_date AS days_in_cohort,
  CASE WHEN d.death_date >= c.cohort_start_date THEN 1 ELSE 0 END AS died,
  CASE WHEN d.death_date >= c.cohort_start_date THEN d.death_date ELSE c.cohort_end_date END - c.cohort_start_date AS days_followed
FROM (
{members}
) c
JOIN person p ON p.person_id = c.subject_id
LEFT JOIN (SELECT person_id, min(death_date) AS death_date FROM death GROUP BY person_id) d ON d.person_id = c.subject_id
