-- 传染病信息报告管理规范（2015年版）: class B and C within 24 hours of diagnosis. Class A and what is managed as such has 2 hours, which only the case itself can tell. Cards of other surveillance (injuries) carry no case classification and have longer terms.
-- Grain: one report card.
select t.report_card_id as row_id, t.source_id, t.entry_position, t.record_number, t.onset_date as happened_on,
       t.report_datetime > {{dateadd(hour, 24, t.diagnosis_datetime)}} as violated
from cdr.cn_report_card t
where t.report_datetime is not null and t.diagnosis_datetime is not null and t.case_classification is not null
