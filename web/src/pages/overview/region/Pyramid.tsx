import { useMemo } from "react";
import type { RegionPicture } from "../../../api/api";
import { palette } from "../../../app/theme";
import { count, percent } from "../../../format/number";
import { useText } from "../../../i18n/language";
import Chart from "../../../ui/Chart";
import { ageLabel, ageShares, wholePyramid } from "./region";

export const sexColours = { male: "#3f7fa6", female: "#c26a8d" } as const;

/** Living persons by age and sex: men to the left, women to the right. */
export default function Pyramid({ region }: { region: RegionPicture }) {
  const text = useText();
  const t = text.region;
  const groups = useMemo(() => wholePyramid(region.ageGroups), [region.ageGroups]);
  const shares = ageShares(region.ageGroups);
  const unknownSex = region.ageGroups.reduce((sum, group) => sum + group.unknown, 0);
  const option = useMemo(() => {
    const largest = Math.max(1, ...groups.flatMap((group) => [group.male, group.female]));
    const side = (name: string, sex: "male" | "female") => ({
      type: "bar",
      name,
      stack: "persons",
      data: groups.map((group) => (sex === "male" ? -group.male : group.female)),
      barCategoryGap: "16%",
      itemStyle: { color: sexColours[sex] },
    });
    return {
      grid: { left: 46, right: 14, top: 8, bottom: 22 },
      tooltip: {
        trigger: "axis",
        axisPointer: { type: "shadow" },
        formatter: (items: { dataIndex: number }[]) => {
          const group = groups[items[0]?.dataIndex ?? -1];
          if (!group) return "";
          return `<b>${t.age(ageLabel(group.from))}</b><br>${t.male} ${count(group.male)}<br>${t.female} ${count(group.female)}`;
        },
      },
      xAxis: {
        type: "value",
        min: -largest,
        max: largest,
        splitNumber: 4,
        axisLabel: {
          color: palette.inkSoft,
          hideOverlap: true,
          formatter: (value: number) => (Number.isInteger(value) ? count(Math.abs(value)) : ""),
        },
        splitLine: { lineStyle: { color: palette.line } },
      },
      yAxis: {
        type: "category",
        data: groups.map((group) => ageLabel(group.from)),
        axisTick: { show: false },
        axisLine: { show: false },
        axisLabel: { color: palette.inkSoft, fontSize: 11 },
      },
      series: [side(t.male, "male"), side(t.female, "female")],
    };
  }, [groups, t]);
  return (
    <section className="panel" aria-labelledby="region-pyramid">
      <div className="panel-head">
        <h2 id="region-pyramid">{t.pyramid}</h2>
        <span className="legend">
          <span className="dot" style={{ background: sexColours.male }} aria-hidden />
          {t.male}
          <span className="dot" style={{ background: sexColours.female }} aria-hidden />
          {t.female}
        </span>
      </div>
      {shares.all === 0 ? (
        <p className="soft">{t.pyramidEmpty}</p>
      ) : (
        <>
          <Chart label={t.pyramidAlt(shares.all)} height={330} option={option} />
          <dl className="shares">
            {(
              [
                [t.children, shares.children],
                [t.working, shares.working],
                [t.sixty, shares.sixty],
                [t.sixtyFive, shares.sixtyFive],
              ] as const
            ).map(([name, persons]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd className="number">
                  {percent(persons, shares.all)} <span className="soft small">{count(persons)}</span>
                </dd>
              </div>
            ))}
          </dl>
        </>
      )}
      {(region.ageUnknown > 0 || unknownSex > 0) && (
        <p className="soft small region-note">
          {[
            region.ageUnknown > 0 && t.ageUnknown(region.ageUnknown),
            unknownSex > 0 && t.sexUnknown(unknownSex),
          ]
            .filter(Boolean)
            .join(" · ")}
        </p>
      )}
    </section>
  );
}
