import type { components } from "../../src/api/schema";

type Schemas = components["schemas"];

const bars = (length: number, scale: number, quietFrom = length) =>
  Array.from({ length }, (_, i) =>
    i >= quietFrom
      ? 0
      : Math.round(scale * (1.2 + Math.sin((i / length) * 2 * Math.PI - 1.4)) + ((i * 5) % 3)),
  );

function feed(part: Partial<Schemas["FeedState"]> & { source: string }): Schemas["FeedState"] {
  const lastDay = part.lastDay ?? bars(96, 40);
  return {
    displayName: part.source,
    kind: null,
    isSynthetic: true,
    channel: "mllp",
    state: "receiving",
    lastReceived: "2026-03-09T07:59:56Z",
    perSecond: 0,
    lastHour: bars(60, 6),
    recordsLastDay: 5_000,
    quarantinedLastDay: 0,
    waiting: 0,
    lagSeconds: null,
    expectedWithinSeconds: 900,
    expectedFrom: "learned",
    ...part,
    lastDay,
    entriesLastDay: lastDay.reduce((sum, n) => sum + n, 0),
  };
}

export function collection(isEmpty: boolean): Schemas["CollectionState"] {
  const loading: Schemas["LoadingState"] = {
    end: "1:193760",
    loadedThrough: "1:193752",
    waitingEntries: 8,
    lagSeconds: 1.4,
    trend: "steady",
    samples: Array.from({ length: 60 }, (_, i) => (i % 5) / 2),
    loadedPerSecond: 23.2,
    fault: null,
  };
  const disk: Schemas["DiskState"] = { freeBytes: 211_000_000_000, totalBytes: 500_000_000_000 };
  const asOf = "2026-03-09T08:00:00Z";
  if (isEmpty)
    return {
      asOf,
      loading: { ...loading, end: "0:0", loadedThrough: "0:0", waitingEntries: 0, lagSeconds: 0 },
      disk,
      feeds: [],
      alerts: [],
    };
  return {
    asOf,
    loading,
    disk,
    feeds: [
      feed({
        source: "cuihu.his",
        displayName: "翠湖人民医院",
        kind: "hospital",
        perSecond: 18.4,
        waiting: 8,
        lagSeconds: 1.4,
        quarantinedLastDay: 32,
      }),
      feed({
        source: "heping.fhir",
        displayName: "和平社区卫生服务中心",
        kind: "clinic",
        channel: "http",
        state: "quiet",
        lastReceived: "2026-03-09T07:52:10Z",
        lastDay: bars(96, 12),
        expectedWithinSeconds: 3600,
        expectedFrom: "configured",
        quarantinedLastDay: 21,
      }),
      feed({
        source: "songshan.lab",
        displayName: "松山医学检验所",
        kind: "laboratory",
        channel: "file",
        state: "unknown",
        lastReceived: "2026-03-09T02:10:00Z",
        lastHour: bars(60, 0, 0),
        lastDay: bars(96, 2, 72),
        expectedWithinSeconds: null,
        expectedFrom: null,
      }),
      feed({
        source: "meihua.his",
        displayName: "梅花妇幼保健院",
        kind: "maternal-child",
        state: "silent",
        lastReceived: "2026-03-09T05:41:00Z",
        lastHour: bars(60, 0, 0),
        lastDay: bars(96, 20, 86),
        expectedWithinSeconds: 1500,
      }),
    ],
    alerts: [
      {
        kind: "silent",
        source: "meihua.his",
        displayName: "梅花妇幼保健院",
        channel: "mllp",
        since: "2026-03-09T06:06:00Z",
        value: 8340,
        threshold: 1500,
      },
      {
        kind: "quarantine",
        source: "heping.fhir",
        displayName: "和平社区卫生服务中心",
        channel: "http",
        since: "2026-03-09T07:12:00Z",
        value: 0.083,
        threshold: 0.05,
      },
      {
        kind: "disk",
        source: null,
        displayName: null,
        channel: null,
        since: "2026-03-09T07:58:00Z",
        value: 1_900_000_000,
        threshold: 2_147_483_648,
      },
    ],
  };
}
