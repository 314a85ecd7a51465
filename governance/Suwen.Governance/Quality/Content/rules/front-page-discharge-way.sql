-- 国卫医政发〔2011〕84号: 1 医嘱离院 2 医嘱转院 3 医嘱转社区 4 非医嘱离院 5 死亡 9 其他.
-- Grain: one front page.
select t.inpatient_case_id as row_id, t.source_id, t.entry_position, t.record_number, cast(t.discharge_datetime as date) as happened_on,
       t.discharge_way not in ('1', '2', '3', '4', '5', '9') as violated
from cdr.cn_inpatient_case t
where t.discharge_way is not null
