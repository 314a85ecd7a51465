import { Tag } from "antd";
import type { PaymentGroup } from "../../api/api";
import { useLanguage, useText } from "../../i18n/language";
import { reasonIn, yuan } from "./money";

/** Group and money of one coding: what would be paid against what was spent. */
export function GroupCard({ group, cost }: { group: PaymentGroup; cost: number | null }) {
  const t = useText().payment;
  const { language } = useLanguage();
  const tiles: [string, string, boolean][] = [
    [t.weight, group.weight === null ? "–" : String(group.weight), false],
    [t.paid, yuan(group.payment), false],
    [t.cost, yuan(cost), false],
    [t.balance, yuan(group.balance, true), (group.balance ?? 0) < 0],
  ];
  if (group.dipCode)
    tiles.push([
      t.dip,
      `${group.dipScore ?? "–"}${group.dipPayment === null ? "" : ` · ${yuan(group.dipPayment)}`}`,
      false,
    ]);
  return (
    <div>
      <p>
        <strong className="mono">{group.drg}</strong> {group.drgTitle ?? reasonIn(language, group.reason)}{" "}
        <Tag variant="filled" className={group.status === "grouped" ? "tag-shown" : "tag-error"}>
          {t.statuses[group.status] ?? group.status}
        </Tag>
        {(group.outlier === "high" || group.outlier === "low") && (
          <Tag variant="filled" className="tag-warning">
            {t.outliers[group.outlier]}
          </Tag>
        )}
      </p>
      <dl className="money">
        {tiles.map(([name, value, isLoss]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd className={isLoss ? "number loss" : "number"}>{value}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
