import type { components } from "../../src/api/schema";

type Schemas = components["schemas"];
type Picture = Schemas["RegionPicture"];

/** An age structure like that of an old coastal city; invented. */
const men = [
  9200, 11800, 12900, 11200, 13600, 15900, 19800, 22100, 19400, 17800, 20600, 24100, 19900, 17200, 13900,
  9100, 5600, 2900, 1100, 230, 21,
];

const pad = (value: number) => String(value).padStart(2, "0");
const dayText = (time: number) => new Date(time).toISOString().slice(0, 10);

function series(periods: string[], isLastOpen: boolean, scale: number): Schemas["VisitSeries"] {
  const wave = (at: number, base: number, phase: number) =>
    Math.round(
      scale *
        base *
        (1 + 0.28 * Math.sin((2 * Math.PI * (at + phase)) / (periods.length / 2)) + 0.05 * ((at * 7) % 5)),
    );
  const counts = (base: number, phase: number) =>
    periods
      .map((_, at) => (isLastOpen && at === periods.length - 1 ? 0.4 : 1) * wave(at, base, phase))
      .map(Math.round);
  return {
    periods,
    isLastOpen,
    kinds: [
      { kind: "outpatient", counts: counts(210, 0) },
      { kind: "emergency", counts: counts(31, 4) },
      { kind: "inpatient", counts: counts(24, 9) },
      { kind: "other", counts: counts(6, 2) },
    ],
  };
}

const empty: Schemas["VisitSeries"] = { periods: [], kinds: [], isLastOpen: false };

export function region(isEmpty: boolean): Picture {
  const asOf = "2026-03-09T08:00:00Z";
  if (isEmpty)
    return {
      asOf,
      loadedThrough: "0:0",
      ageGroups: [],
      ageUnknown: 0,
      yearFrom: null,
      yearTo: null,
      byDay: empty,
      byWeek: empty,
      byMonth: empty,
      diseases: [],
      counties: [],
      countyUnknown: 0,
    };
  const newest = Date.UTC(2026, 2, 9);
  const day = 86_400_000;
  const days = Array.from({ length: 90 }, (_, i) => dayText(newest - (89 - i) * day));
  const weeks = Array.from({ length: 104 }, (_, i) => dayText(newest - (103 - i) * 7 * day));
  const months = Array.from({ length: 48 }, (_, i) => {
    const at = 2026 * 12 + 2 - (47 - i);
    return `${Math.floor(at / 12)}-${pad((at % 12) + 1)}-01`;
  });
  return {
    asOf,
    loadedThrough: "1:90210",
    ageGroups: men.map((male, i) => ({
      from: 5 * i,
      male,
      female: Math.round(male * (0.9 + 0.016 * i)),
      unknown: i === 4 ? 3 : 0,
    })),
    ageUnknown: 17,
    yearFrom: "2025-03-10",
    yearTo: "2026-03-09",
    byDay: series(days, true, 1),
    byWeek: series(weeks, true, 6.4),
    byMonth: series(months, true, 27),
    diseases: diseases.map(([code, name], i) => ({
      vocabulary: "ICD10CN",
      code,
      name,
      persons: Math.round(46_000 / (i + 1.4)),
      recentPersons: Math.round(31_000 / (i + 1.1)),
      records: Math.round(260_000 / (i + 1)),
    })),
    counties: [
      { code: "330402", residents: 92_310, visits: 301_220 },
      { code: "330411", residents: 81_870, visits: 214_090 },
      { code: "330481", residents: 108_320, visits: 262_800 },
      { code: "330483", residents: 103_140, visits: 249_000 },
      { code: "330482", residents: 67_900, visits: 181_400 },
      { code: "330421", residents: 65_100, visits: 150_300 },
      { code: "330424", residents: 45_700, visits: 98_700 },
      { code: "330106", residents: 640, visits: 900 },
    ],
    countyUnknown: 212,
  };
}

const diseases: [string, string][] = [
  ["I10.x00x002", "高血压"],
  ["J06.900", "急性上呼吸道感染"],
  ["E11.900", "2型糖尿病"],
  ["K29.500", "慢性胃炎"],
  ["J20.900", "急性支气管炎"],
  ["I25.103", "冠状动脉粥样硬化性心脏病"],
  ["M51.202", "腰椎间盘突出"],
  ["J44.100", "慢性阻塞性肺疾病伴急性加重"],
  ["E78.500", "高脂血症"],
  ["I63.900", "脑梗死"],
  ["N18.900", "慢性肾脏病"],
  ["B08.401", "手足口病"],
  ["A15.000", "肺结核，经显微镜下痰检查证实，伴有或不伴有痰培养"],
];
