-- 医疗保障基金结算清单: 总额 = 基金支付 + 个人账户支付 + 个人现金支付.
-- Grain: one settlement.
select t.settlement_id as row_id, t.source_id, t.entry_position, t.record_number, t.settlement_end_date as happened_on,
       abs(t.total_amount - coalesce(t.fund_payment, 0) - coalesce(t.account_payment, 0) - coalesce(t.cash_payment, 0)) > 0.01 as violated
from cdr.cn_settlement t
where t.total_amount is not null and t.fund_payment is not null and (t.account_payment is not null or t.cash_payment is not null)
