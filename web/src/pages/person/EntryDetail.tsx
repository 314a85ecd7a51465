import { lazy, Suspense } from "react";
import type { TimelineEntry } from "../../api/api";
import { wallClock } from "../../format/time";
import { useText } from "../../i18n/language";
import { EntryDrawer } from "../../ui/EntryDrawer";
import { KindIcon } from "../../ui/kinds";
import { Flag } from "./TimelineList";
import { boundsOf, type Point, placeOf, seriesKey, statusKey } from "./timeline";

const TrendChart = lazy(() => import("./TrendChart"));

/** One entry: what it says, its trend where there is one, where it came from, and its bytes. */
export function EntryDetail(props: {
  entry: TimelineEntry | null;
  series: ReadonlyMap<string, readonly Point[]>;
  onClose: () => void;
}) {
  const { entry, series, onClose } = props;
  const text = useText();
  const t = text.person;
  const points = entry ? (series.get(seriesKey(entry) ?? "") ?? []) : [];
  return (
    <EntryDrawer
      title={t.drawer}
      place={entry && { position: entry.position, recordNumber: entry.recordNumber, fault: null }}
      onClose={onClose}
    >
      {entry && (
        <section aria-labelledby="entry-title">
          <h2 id="entry-title" className="detail-title">
            <KindIcon kind={entry.kind} /> {entry.title} <Flag flag={entry.flag} />
          </h2>
          <dl className="facts">
            {entry.value && (
              <>
                <dt>{t.valueLabels[entry.kind] ?? t.value}</dt>
                <dd>
                  <b>{entry.value}</b> {entry.unit}
                  {entry.range && (
                    <span className="soft">
                      {" "}
                      · {t.range} {entry.range}
                    </span>
                  )}
                </dd>
              </>
            )}
            <dt>{t.when}</dt>
            <dd className="number">
              {entry.start ? wallClock(entry.start) : t.undated}
              {entry.end && ` ${t.until} ${wallClock(entry.end)}`}{" "}
              {entry.start && <span className="soft">({t.wallClock})</span>}
            </dd>
            <dt>{t.kindsLabel}</dt>
            <dd>{text.kinds[entry.kind] ?? entry.kind}</dd>
            {entry.code && (
              <>
                <dt>{t.code}</dt>
                <dd className="mono">
                  {entry.code} <span className="soft">{entry.vocabulary}</span>
                </dd>
              </>
            )}
            {entry.status && (
              <>
                <dt>{t.status}</dt>
                <dd>
                  {t.statuses[statusKey(entry.kind, entry.status)] ?? entry.status}
                  {t.statuses[statusKey(entry.kind, entry.status)] && (
                    <span className="soft"> {entry.status}</span>
                  )}
                </dd>
              </>
            )}
            <dt>{t.facility}</dt>
            <dd>{placeOf(entry)}</dd>
          </dl>
          {entry.text && <p className="detail-text">{entry.text}</p>}
          {points.length > 1 && (
            <Suspense fallback={<div style={{ height: 170 }} />}>
              <h2 style={{ marginTop: 18 }}>{t.trendOthers}</h2>
              <TrendChart
                title={entry.title}
                unit={entry.unit ?? ""}
                points={points}
                bounds={boundsOf(entry.range)}
                current={`${entry.kind}/${entry.id}`}
              />
            </Suspense>
          )}
        </section>
      )}
    </EntryDrawer>
  );
}
