/** Data that many analyses begin with. */
export const presets = {
  people: `SELECT p.gender_source_value AS sex, p.year_of_birth
FROM person p`,
  visits: `SELECT v.person_id, v.visit_concept_id AS kind, v.visit_start_date,
  v.visit_end_date - v.visit_start_date AS days
FROM visit_occurrence v
WHERE v.visit_end_date IS NOT NULL`,
  labs: `SELECT m.measurement_source_value AS test, m.value_as_number AS value, p.gender_source_value AS sex,
  extract(year FROM m.measurement_date) - p.year_of_birth AS age
FROM measurement m JOIN person p ON p.person_id = m.person_id
WHERE m.value_as_number IS NOT NULL`,
  spans: `SELECT v.visit_start_date AS date, count(*) AS visits
FROM visit_occurrence v
WHERE v.visit_concept_id = 9202
GROUP BY v.visit_start_date ORDER BY 1`,
} as const;
