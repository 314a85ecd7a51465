import { EnvironmentOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Segmented } from "antd";
import { useMemo, useState } from "react";
import type { RegionPicture } from "../../../api/api";
import { palette } from "../../../app/theme";
import { count } from "../../../format/number";
import { useText } from "../../../i18n/language";
import { type CountyMap as Counties, citiesOf, cityOf, countiesOf } from "../../../map/counties";
import Chart from "../../../ui/Chart";
import { echarts } from "../../../ui/echarts";
import { MessageBox } from "../../../ui/MessageBox";
import { Waiting } from "../../../ui/Waiting";
import { perThousand } from "./region";

type Measure = "residents" | "visits" | "rate";
const measures: readonly Measure[] = ["residents", "visits", "rate"];

interface Shown {
  readonly code: string;
  readonly name: string;
  readonly residents: number;
  readonly visits: number;
  readonly rate: number;
}

function shownOf(map: Counties, region: RegionPicture): Shown[] {
  const numbers = new Map(region.counties.map((county) => [county.code, county]));
  return map.features.map(({ properties: { code, name } }) => {
    const { residents = 0, visits = 0 } = numbers.get(code) ?? {};
    return { code, name, residents, visits, rate: perThousand(visits, residents) };
  });
}

function Picture({
  map,
  mapName,
  shown,
  measure,
}: {
  map: Counties;
  mapName: string;
  shown: readonly Shown[];
  measure: Measure;
}) {
  const text = useText();
  const t = text.region;
  const option = useMemo(() => {
    // Polygons are joined to numbers by code: names repeat between cities (鼓楼区).
    echarts.registerMap(mapName, map as never);
    const byCode = new Map(shown.map((county) => [county.code, county]));
    const largest = Math.max(1, ...shown.map((county) => county[measure]));
    return {
      tooltip: {
        trigger: "item",
        formatter: (item: { name: string }) => {
          const county = byCode.get(item.name);
          if (!county) return "";
          return `<b>${county.name}</b> <span style="color:${palette.inkFaint}">${county.code}</span><br>${t.residents} ${count(county.residents)}<br>${t.visits} ${count(county.visits)}<br>${t.rate} ${count(county.rate)}`;
        },
      },
      visualMap: {
        type: "continuous",
        min: 0,
        max: largest,
        text: [count(largest), "0"],
        right: 0,
        bottom: 0,
        itemHeight: 90,
        itemWidth: 10,
        textStyle: { color: palette.inkSoft, fontSize: 11 },
        inRange: { color: ["#eef5f3", "#9ccbc3", "#4a9d93", "#17645f"] },
        formatter: (value: number) => count(Math.round(value)),
      },
      series: [
        {
          type: "map",
          map: mapName,
          nameProperty: "code",
          // A degree of longitude is shorter than one of latitude: by the cosine of the latitude in the middle.
          aspectScale: Math.cos((middleLatitude(map) * Math.PI) / 180),
          top: 6,
          bottom: 6,
          left: 6,
          right: 46,
          selectedMode: false,
          data: shown.map((county) => ({ name: county.code, value: county[measure] })),
          itemStyle: { borderColor: "#ffffff", borderWidth: 1.2, areaColor: "#eef5f3" },
          label: {
            show: shown.length <= 30,
            color: palette.ink,
            fontSize: 11.5,
            textBorderColor: "rgba(255,255,255,0.85)",
            textBorderWidth: 2,
            formatter: (item: { name: string }) => byCode.get(item.name)?.name ?? "",
          },
          emphasis: { itemStyle: { areaColor: "#f0c36d" }, label: { color: palette.ink } },
        },
      ],
    };
  }, [map, mapName, shown, measure, t]);
  return <Chart label={t.mapAlt(shown.length)} height={350} option={option} />;
}

function middleLatitude(map: Counties): number {
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

/** Residents and visits by county, on the map and as a table beside it. */
export default function CountyMap({ region }: { region: RegionPicture }) {
  const text = useText();
  const t = text.region;
  const [measure, setMeasure] = useState<Measure>("residents");
  const cities = citiesOf(region.counties);
  const mapName = `counties-${[...cities].sort().join("-")}`;
  const map = useQuery({
    queryKey: ["counties", mapName],
    queryFn: () => countiesOf(cities),
    enabled: cities.length > 0,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const shown = useMemo(
    () => (map.data ? shownOf(map.data, region).sort((a, b) => b.residents - a.residents) : []),
    [map.data, region],
  );
  const drawn = new Set(shown.map((county) => county.code));
  const elsewhere = region.counties
    .filter((county) => !drawn.has(county.code))
    .reduce((sum, county) => sum + county.residents, 0);
  const rest = [
    elsewhere > 0 && t.elsewhere(elsewhere),
    region.countyUnknown > 0 && t.noCounty(region.countyUnknown),
  ].filter(Boolean);

  return (
    <section className="panel" aria-labelledby="region-map">
      <div className="panel-head">
        <h2 id="region-map">{t.map}</h2>
        {cities.length > 0 && (
          <Segmented
            size="small"
            aria-label={t.measure}
            value={measure}
            onChange={setMeasure}
            options={measures.map((value) => ({ value, label: t[value] }))}
          />
        )}
      </div>
      {cities.length === 0 && <MessageBox icon={<EnvironmentOutlined />} title={t.mapEmpty} />}
      {cities.length > 0 && map.isPending && <Waiting lines={6} />}
      {map.data && shown.length > 0 && (
        <div className="region-map">
          <Picture map={map.data} mapName={mapName} shown={shown} measure={measure} />
          <CountyTable shown={shown} isSeveral={new Set(shown.map((each) => cityOf(each.code))).size > 1} />
        </div>
      )}
      {map.data && shown.length === 0 && <p className="soft">{t.mapUnknown}</p>}
      {rest.length > 0 && cities.length > 0 && <p className="soft small region-note">{rest.join(" · ")}</p>}
    </section>
  );
}

const mostRows = 10;

function CountyTable({ shown, isSeveral }: { shown: readonly Shown[]; isSeveral: boolean }) {
  const t = useText().region;
  const rows = shown.filter((county) => county.residents > 0 || county.visits > 0).slice(0, mostRows);
  return (
    <table className="plain-table">
      <thead>
        <tr>
          <th scope="col">{t.county}</th>
          <th scope="col" className="right">
            {t.residents}
          </th>
          <th scope="col" className="right">
            {t.visits}
          </th>
          <th scope="col" className="right">
            {t.rateShort}
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((county) => (
          <tr key={county.code}>
            <th scope="row">
              {county.name}
              {isSeveral && <span className="mono soft small"> {county.code}</span>}
            </th>
            <td className="right number">{count(county.residents)}</td>
            <td className="right number">{count(county.visits)}</td>
            <td className="right number">{count(county.rate)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
