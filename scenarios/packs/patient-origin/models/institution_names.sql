-- title: 机构序号 | Numbers of institutions
-- grain: one row per institution
-- column institution_id: 机构序号 | Number
-- column institution: 机构 | Institution
select distinct institution_id, institution from {{ref('places')}}
