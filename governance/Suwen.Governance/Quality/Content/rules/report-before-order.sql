-- An order is written before its report; an hour is allowed for what is entered afterwards.
-- Grain: one report that names an order.
select t.diagnostic_report_id as row_id, t.source_id, t.entry_position, t.record_number, t.report_date as happened_on,
       t.report_datetime < {{dateadd(hour, -1, o.order_datetime)}} as violated
from cdr.cn_diagnostic_report t
join cdr.cn_order o on o.order_id = t.order_id
where t.report_datetime is not null and o.order_datetime is not null
