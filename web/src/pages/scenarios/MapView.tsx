import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { PackView } from "../../api/api";
import { palette } from "../../app/theme";
import { useLanguage } from "../../i18n/language";
import { type CountyMap, citiesOf, countiesOf } from "../../map/counties";
import Chart from "../../ui/Chart";
import { echarts } from "../../ui/echarts";
import { Waiting } from "../../ui/Waiting";
import { mapNumbers } from "./places";
import { type Rows, shown } from "./rows";

function middleLatitude(map: CountyMap): number {
  let low = 90;
  let high = -90;
  const visit = (value: unknown): void => {
    if (!Array.isArray(value)) return;
    if (typeof value[1] === "number") {
      low = Math.min(low, value[1]);
      high = Math.max(high, value[1]);
    } else value.forEach(visit);
  };
  for (const { geometry } of map.features) if ("coordinates" in geometry) visit(geometry.coordinates);
  return (low + high) / 2;
}

/** Counties in tones. Places outside the cities drawn are told in words. */
export default function MapView(props: {
  view: PackView;
  rows: Rows;
  label: string;
  onPick: ((row: number) => void) | undefined;
}) {
  const { view, rows, label, onPick } = props;
  const { text } = useLanguage();
  const t = text.scenarios;
  const numbers = useMemo(() => mapNumbers(view, rows), [view, rows]);
  const cities = citiesOf(numbers.map((one) => ({ code: one.code, residents: Math.abs(one.value) })));
  const mapName = `counties-${[...cities].sort().join("-")}`;
  const map = useQuery({
    queryKey: ["counties", mapName],
    queryFn: () => countiesOf(cities),
    enabled: cities.length > 0,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const option = useMemo(() => {
    if (!map.data || map.data.features.length === 0) return null;
    echarts.registerMap(mapName, map.data as never);
    const names = new Map(map.data.features.map((one) => [one.properties.code, one.properties.name]));
    const values = numbers.map((one) => one.value);
    const [low, high] = [Math.min(0, ...values), Math.max(...values)];
    return {
      tooltip: {
        trigger: "item",
        confine: true,
        formatter: (item: { name: string; value: number }) =>
          `<b>${names.get(item.name) ?? ""}</b> ${item.name}<br>${Number.isFinite(item.value) ? shown(item.value) : "–"}`,
      },
      visualMap: {
        type: "continuous",
        min: low,
        max: high === low ? low + 1 : high,
        text: [shown(high), shown(low)],
        right: 0,
        bottom: 0,
        itemHeight: 90,
        itemWidth: 10,
        textStyle: { color: palette.inkSoft, fontSize: 11 },
        inRange: { color: ["#eef5f3", "#9ccbc3", "#4a9d93", "#17645f"] },
      },
      series: [
        {
          type: "map",
          map: mapName,
          nameProperty: "code",
          // A degree of longitude is shorter than one of latitude: by the cosine of the latitude in the middle.
          aspectScale: Math.cos((middleLatitude(map.data) * Math.PI) / 180),
          top: 6,
          bottom: 6,
          left: 6,
          right: 50,
          selectedMode: false,
          data: numbers.map((one) => ({ name: one.code, value: one.value, row: one.row })),
          itemStyle: { borderColor: "#ffffff", borderWidth: 1.2, areaColor: "#f1f1f1" },
          label: {
            show: names.size <= 30,
            color: palette.ink,
            fontSize: 11,
            textBorderColor: "rgba(255,255,255,0.85)",
            textBorderWidth: 2,
            formatter: (item: { name: string }) => names.get(item.name) ?? "",
          },
          emphasis: { itemStyle: { areaColor: "#f0c36d" }, label: { color: palette.ink } },
        },
      ],
    };
  }, [map.data, mapName, numbers]);
  if (cities.length > 0 && map.isPending) return <Waiting lines={4} />;
  if (!option) return <p className="soft">{t.noMap}</p>;
  const drawn = new Set(map.data?.features.map((one) => one.properties.code));
  const outside = numbers.filter((one) => !drawn.has(one.code)).length;
  return (
    <>
      <Chart
        label={label}
        height={350}
        option={option}
        onReady={(chart) => {
          chart.on("click", (event) => {
            const row = (event.data as { row?: number } | undefined)?.row;
            if (row !== undefined) onPick?.(row);
          });
          return undefined;
        }}
      />
      {outside > 0 && <p className="small soft">{t.elsewhere(outside)}</p>}
    </>
  );
}
