-- title: 共病 | Together
-- grain: one row per pair of diseases
-- column disease_name: 患有 | With
-- column other_name: 同时患有 | And
-- column people [人 | people]: 人数 | People
select a.disease_name, b.disease_name as other_name, count(*) as people
from {{ref('managed')}} a
join {{ref('managed')}} b on b.person_id = a.person_id and b.disease > a.disease
group by a.disease_name, b.disease_name
