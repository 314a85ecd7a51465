import type { FeatureCollection, Geometry } from "geojson";
import { feature } from "topojson-client";
import type { GeometryCollection, Topology } from "topojson-specification";

/** A county of GB/T 2260. */
export interface CountyProperties {
  readonly code: string;
  readonly name: string;
}

export type CountyMap = FeatureCollection<Geometry, CountyProperties>;

type Province = Topology<{ counties: GeometryCollection<CountyProperties> }>;

/** One file per province, read only when somebody lives there. */
const provinces = import.meta.glob<{ default: unknown }>("./counties/*.json");

/** First four digits: the prefecture (the first two name the province). */
export const cityOf = (county: string) => county.slice(0, 4);

/** A city with fewer than this share of the residents is no part of the region: people come from everywhere. */
const leastShare = 0.02;

/** The cities to be drawn: those where a share of the residents live, the largest first. */
export function citiesOf(counties: readonly { code: string; residents: number }[]): string[] {
  const sums = new Map<string, number>();
  let all = 0;
  for (const { code, residents } of counties) {
    sums.set(cityOf(code), (sums.get(cityOf(code)) ?? 0) + residents);
    all += residents;
  }
  return [...sums]
    .filter(([, residents]) => residents > 0 && residents >= all * leastShare)
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .map(([city]) => city);
}

/** The counties of the cities, as polygons. A city that the maps do not know has none. */
export async function countiesOf(cities: readonly string[]): Promise<CountyMap> {
  const found = await Promise.all(
    [...new Set(cities.map((city) => city.slice(0, 2)))].map(async (province) => {
      const load = provinces[`./counties/${province}.json`];
      if (!load) return [];
      const topology = (await load()).default as Province;
      return feature(topology, topology.objects.counties).features;
    }),
  );
  return {
    type: "FeatureCollection",
    features: found.flat().filter((each) => cities.includes(cityOf(each.properties.code))),
  };
}
