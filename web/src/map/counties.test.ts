import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { citiesOf, countiesOf } from "./counties";

describe("maps of counties", () => {
  // GB/T 2260: the counties of Jiaxing.
  it("hold the seven counties of Jiaxing, each within the city's bounds", async () => {
    const { features } = await countiesOf(["3304"]);
    expect(features.map((each) => each.properties.code).sort()).toEqual([
      "330402",
      "330411",
      "330421",
      "330424",
      "330481",
      "330482",
      "330483",
    ]);
    expect(features.find((each) => each.properties.code === "330481")?.properties.name).toBe("海宁市");
    for (const { geometry } of features) {
      const points = JSON.stringify(geometry).match(/-?\d+\.\d+,-?\d+\.\d+/g) ?? [];
      expect(points.length).toBeGreaterThan(10);
      for (const point of points) {
        const [east, north] = point.split(",").map(Number);
        expect(east).toBeGreaterThan(120.2);
        expect(east).toBeLessThan(121.4);
        expect(north).toBeGreaterThan(30.2);
        expect(north).toBeLessThan(31.1);
      }
    }
  });

  it("are there for every province with codes, municipalities too", async () => {
    expect(readdirSync(new URL("./counties", import.meta.url))).toHaveLength(33);
    for (const city of ["1101", "3101", "5001", "6501", "4601", "8100"])
      expect((await countiesOf([city])).features.length, city).toBeGreaterThan(0);
  });

  it("are empty for a city that nobody knows", async () => {
    expect((await countiesOf(["9999"])).features).toEqual([]);
  });
});

describe("the cities of a region", () => {
  it("are those where people live, the largest first; a few from elsewhere make no region", () => {
    expect(
      citiesOf([
        { code: "330106", residents: 30 },
        { code: "330402", residents: 500 },
        { code: "330481", residents: 470 },
        { code: "110105", residents: 2 },
        { code: "310104", residents: 0 },
      ]),
    ).toEqual(["3304", "3301"]);
  });

  it("are none without residents", () => {
    expect(citiesOf([])).toEqual([]);
    expect(citiesOf([{ code: "330402", residents: 0 }])).toEqual([]);
  });
});
