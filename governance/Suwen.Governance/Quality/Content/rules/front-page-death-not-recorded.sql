-- Deaths in hospital are reported (国卫规划发〔2013〕57号 人口死亡医学证明); the report may come later.
-- Grain: one front page.
select t.inpatient_case_id as row_id, t.source_id, t.entry_position, t.record_number, cast(t.discharge_datetime as date) as happened_on,
       d.person_id is null as violated
from cdr.cn_inpatient_case t
left join (select distinct person_id from cdr.death) d on d.person_id = t.person_id
where t.discharge_way = '5'
