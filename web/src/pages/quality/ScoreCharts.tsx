import { useMemo } from "react";
import type { QualityScore } from "../../api/api";
import { instant } from "../../format/time";
import { useText } from "../../i18n/language";
import Chart from "../../ui/Chart";
import { byMonth } from "./scores";

const line = (points: [string, number][]) => ({
  grid: { left: 44, right: 16, top: 16, bottom: 28 },
  tooltip: { trigger: "axis" as const, valueFormatter: (value: number) => value.toFixed(1) },
  xAxis: { type: "category" as const, data: points.map(([at]) => at) },
  yAxis: {
    type: "value" as const,
    min: (range: { min: number }) => Math.max(0, Math.floor(range.min) - 1),
    max: 100,
  },
  series: [
    { type: "line" as const, data: points.map(([, score]) => score), symbolSize: 7, color: "#0b7a6e" },
  ],
});

/** Two lines: the total from run to run, and the newest run by month of the data. */
export default function ScoreCharts({ scores }: { scores: readonly QualityScore[] }) {
  const t = useText().quality;
  const runs = useMemo(
    () =>
      line(
        scores
          .filter((score) => !score.source && !score.category && !score.table && !score.month)
          .map((score) => [instant(score.at).slice(5, 16), score.score]),
      ),
    [scores],
  );
  const months = useMemo(
    () => line(byMonth(scores).map(([month, score]) => [month.slice(0, 7), score])),
    [scores],
  );
  return (
    <div className="quality-charts">
      <section className="panel" aria-labelledby="quality-trend">
        <h2 id="quality-trend">{t.trend}</h2>
        <Chart label={t.trendLabel} height={200} option={runs} />
      </section>
      <section className="panel" aria-labelledby="quality-months">
        <h2 id="quality-months">{t.months}</h2>
        <Chart label={t.monthsLabel} height={200} option={months} />
      </section>
    </div>
  );
}
