import { Segmented } from "antd";
import { useMemo, useState } from "react";
import type { RegionPicture } from "../../../api/api";
import { palette } from "../../../app/theme";
import { count } from "../../../format/number";
import { useText } from "../../../i18n/language";
import Chart from "../../../ui/Chart";

type Step = "byDay" | "byWeek" | "byMonth";
const steps: readonly Step[] = ["byDay", "byWeek", "byMonth"];

const kindColours: Record<string, string> = {
  outpatient: "#4a9d93",
  emergency: "#c8553d",
  inpatient: "#3f6f9f",
  home: "#a58b3a",
  other: "#9aa5a3",
};

/** Visits by kind over time, stacked, with the numbers of each period under the pointer. */
export default function VisitsOverTime({ region }: { region: RegionPicture }) {
  const text = useText();
  const t = text.region;
  const [step, setStep] = useState<Step>("byWeek");
  const series = region[step];
  const option = useMemo(() => {
    const last = series.periods.length - 1;
    return {
      grid: { left: 8, right: 12, top: 12, bottom: 4, containLabel: true },
      tooltip: {
        trigger: "axis",
        axisPointer: { type: "shadow" },
        formatter: (items: { dataIndex: number }[]) => {
          const at = items[0]?.dataIndex ?? -1;
          const begins = series.periods[at];
          if (!begins) return "";
          const lines = series.kinds.map(
            (kind) =>
              `<span style="color:${kindColours[kind.kind]}">●</span> ${t.kinds[kind.kind] ?? kind.kind} ${count(kind.counts[at])}`,
          );
          const open = at === last && series.isLastOpen ? ` ${t.openPeriod}` : "";
          return [
            `<b>${t.period[step](step === "byMonth" ? begins.slice(0, 7) : begins)}</b>${open}`,
            ...lines,
          ].join("<br>");
        },
      },
      xAxis: {
        type: "category",
        data: series.periods.map((period) => (step === "byMonth" ? period.slice(0, 7) : period.slice(2))),
        axisTick: { show: false },
        axisLine: { lineStyle: { color: palette.line } },
        axisLabel: { color: palette.inkSoft, hideOverlap: true, fontSize: 11 },
      },
      yAxis: {
        type: "value",
        minInterval: 1,
        splitNumber: 4,
        axisLabel: { color: palette.inkSoft, formatter: (value: number) => count(value) },
        splitLine: { lineStyle: { color: palette.line } },
      },
      series: series.kinds.map((kind) => ({
        type: "bar",
        name: kind.kind,
        stack: "visits",
        barCategoryGap: "18%",
        data: kind.counts.map((value, at) => ({
          value,
          itemStyle: {
            color: kindColours[kind.kind] ?? palette.inkFaint,
            opacity: at === last && series.isLastOpen ? 0.55 : 1,
          },
        })),
      })),
    };
  }, [series, step, t]);
  return (
    <section className="panel" aria-labelledby="region-visits">
      <div className="panel-head">
        <h2 id="region-visits">{t.visitsOverTime}</h2>
        <Segmented
          size="small"
          aria-label={t.step}
          value={step}
          onChange={setStep}
          options={steps.map((value) => ({ value, label: t[value] }))}
        />
      </div>
      {series.periods.length === 0 ? (
        <p className="soft">{t.visitsEmpty}</p>
      ) : (
        <>
          <Chart label={t.visitsAlt(series.periods.length)} height={420} option={option} />
          <ul className="legend legend-row">
            {series.kinds.map((kind) => (
              <li key={kind.kind}>
                <span className="dot" style={{ background: kindColours[kind.kind] }} aria-hidden />
                {t.kinds[kind.kind] ?? kind.kind}{" "}
                <span className="number soft">{count(kind.counts.reduce((sum, n) => sum + n, 0))}</span>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
