import { useMutation } from "@tanstack/react-query";
import { Button, Input, InputNumber, Select } from "antd";
import { useState } from "react";
import { type PaymentMonthRow, tryMonth } from "../../api/api";
import { count } from "../../format/number";
import { useText } from "../../i18n/language";
import { ProblemView, shownProblem } from "../../ui/ProblemView";
import { yuan } from "./money";

const weightsOf = (text: string): Record<string, number> =>
  Object.fromEntries(
    text
      .split(/[\n;，,]+/)
      .map((line) => line.trim().split(/[\s=:]+/))
      .filter((parts) => parts.length === 2 && Number(parts[1]) > 0)
      .map(([code, weight]) => [code as string, Number(weight)]),
  );

function Rows({ rows }: { rows: readonly PaymentMonthRow[] }) {
  const t = useText().payment;
  const sum = (pick: (row: PaymentMonthRow) => number) => rows.reduce((all, row) => all + pick(row), 0);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls sideways must be reachable by keyboard
    <section className="month-table" tabIndex={0} aria-label={t.month}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t.department}</th>
            <th scope="col">{t.cases}</th>
            <th scope="col">{t.cost}</th>
            <th scope="col">{t.paidBefore}</th>
            <th scope="col">{t.paidAfter}</th>
            <th scope="col">{t.change}</th>
            <th scope="col">CMI</th>
            <th scope="col">{t.outlierCases}</th>
            <th scope="col">{t.ungrouped}</th>
          </tr>
        </thead>
        <tbody>
          <tr>
            <td>
              <strong>{t.all}</strong>
            </td>
            <td>{count(sum((r) => r.cases))}</td>
            <td>{yuan(sum((r) => r.cost))}</td>
            <td>{yuan(sum((r) => r.paymentBefore))}</td>
            <td>{yuan(sum((r) => r.paymentAfter))}</td>
            <td>
              {yuan(
                sum((r) => r.paymentAfter - r.paymentBefore),
                true,
              )}
            </td>
            <td />
            <td>
              {sum((r) => r.outliersBefore)} → {sum((r) => r.outliersAfter)}
            </td>
            <td>
              {sum((r) => r.ungroupedBefore)} → {sum((r) => r.ungroupedAfter)}
            </td>
          </tr>
          {rows.map((row) => (
            <tr key={`${row.institution} ${row.department}`}>
              <td>
                {row.department || "–"} <span className="soft small">{row.institution}</span>
              </td>
              <td>{count(row.cases)}</td>
              <td>{yuan(row.cost)}</td>
              <td>{yuan(row.paymentBefore)}</td>
              <td>{yuan(row.paymentAfter)}</td>
              <td>{yuan(row.paymentAfter - row.paymentBefore, true)}</td>
              <td>
                {row.caseMixBefore.toFixed(2)} → {row.caseMixAfter.toFixed(2)}
              </td>
              <td>
                {row.outliersBefore} → {row.outliersAfter}
              </td>
              <td>
                {row.ungroupedBefore} → {row.ungroupedAfter}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** A month under another scheme, rate, weights or bounds. */
export function MonthTrial({ firstMonth }: { firstMonth: string }) {
  const t = useText().payment;
  const [month, setMonth] = useState(firstMonth);
  const [scheme, setScheme] = useState<string | null>(null);
  const [rate, setRate] = useState<number | null>(null);
  const [low, setLow] = useState<number | null>(null);
  const [high, setHigh] = useState<number | null>(null);
  const [weights, setWeights] = useState("");
  const attempt = useMutation({
    mutationFn: () => tryMonth({ month, scheme, rate, low, high, weights: weightsOf(weights) }),
  });
  return (
    <div>
      <div className="month-fields">
        <label>
          <span>{t.month}</span>
          <Input value={month} onChange={(e) => setMonth(e.target.value)} style={{ width: 110 }} />
        </label>
        <div>
          <span className="soft small" id="payment-scheme">
            {t.scheme}
          </span>
          <br />
          <Select
            aria-labelledby="payment-scheme"
            style={{ width: 190 }}
            value={scheme ?? ""}
            onChange={(value) => setScheme(value || null)}
            options={[
              { value: "", label: t.unchanged },
              { value: "chs-drg-1.1", label: "CHS-DRG 1.1" },
              { value: "chs-drg-2.0", label: t.unofficialScheme },
            ]}
          />
        </div>
        <label htmlFor="payment-rate">
          <span>{t.rate}</span>
          <InputNumber
            id="payment-rate"
            min={0.01}
            value={rate}
            onChange={setRate}
            placeholder={t.unchanged}
          />
        </label>
        <label htmlFor="payment-low">
          <span>{t.low}</span>
          <InputNumber
            id="payment-low"
            min={0}
            max={1}
            step={0.1}
            value={low}
            onChange={setLow}
            placeholder={t.unchanged}
          />
        </label>
        <label htmlFor="payment-high">
          <span>{t.high}</span>
          <InputNumber
            id="payment-high"
            min={1}
            step={0.5}
            value={high}
            onChange={setHigh}
            placeholder={t.unchanged}
          />
        </label>
        <label>
          <span>{t.otherWeights}</span>
          <Input
            value={weights}
            onChange={(e) => setWeights(e.target.value)}
            placeholder="BR23=1.2, ES33=0.8"
          />
        </label>
        <Button type="primary" loading={attempt.isPending} onClick={() => attempt.mutate()}>
          {t.compute}
        </Button>
      </div>
      {attempt.isError && <ProblemView problem={shownProblem(attempt.error)} />}
      {attempt.data &&
        (attempt.data.departments.length === 0 ? (
          <p className="soft">{t.noStays}</p>
        ) : (
          <Rows rows={attempt.data.departments} />
        ))}
    </div>
  );
}
