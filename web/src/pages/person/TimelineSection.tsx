import { Button, Input } from "antd";
import { lazy, Suspense, useDeferredValue, useMemo, useRef, useState } from "react";
import type { PersonDetail, TimelineEntry } from "../../api/api";
import { count } from "../../format/number";
import { useText } from "../../i18n/language";
import { MessageBox } from "../../ui/MessageBox";
import { EntryDetail } from "./EntryDetail";
import { TimelineList, type TimelineListHandle } from "./TimelineList";
import { filterEntries, groupEntries, lanesOf, linesOf, seriesOf } from "./timeline";

const TimelineChart = lazy(() => import("./TimelineChart"));

/** More institutions than this share one lane, so that the picture stays readable. */
const laneLimit = 8;

interface Period {
  readonly from: string | null;
  readonly to: string | null;
}

const allTime: Period = { from: null, to: null };

/** One person's life: the overview to choose a period, filters, and the list. */
export function TimelineSection(props: {
  person: PersonDetail;
  entries: TimelineEntry[];
  isReading: boolean;
}) {
  const { person, entries, isReading } = props;
  const text = useText();
  const t = text.person;
  const [period, setPeriod] = useState<Period>(allTime);
  const [kinds, setKinds] = useState<ReadonlySet<string>>(new Set());
  const [words, setWords] = useState("");
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const [open, setOpen] = useState<TimelineEntry | null>(null);
  const list = useRef<TimelineListHandle>(null);
  const laterWords = useDeferredValue(words);

  const lanes = useMemo(() => lanesOf(entries, laneLimit, t.otherInstitution), [entries, t]);
  const series = useMemo(() => seriesOf(entries), [entries]);
  const shown = useMemo(
    () => filterEntries(entries, { ...period, kinds, words: laterWords }),
    [entries, period, kinds, laterWords],
  );
  const groups = useMemo(() => groupEntries(shown, entries), [shown, entries]);
  const lines = useMemo(() => linesOf(groups, closed), [groups, closed]);
  const kindCounts = useMemo(() => {
    const counts = new Map<string, number>();
    for (const entry of entries) counts.set(entry.kind, (counts.get(entry.kind) ?? 0) + 1);
    return [...counts].sort((a, b) => b[1] - a[1]);
  }, [entries]);
  const total = person.kinds.reduce((sum, kind) => sum + kind.count, 0);
  const visits = lanes.reduce((sum, lane) => sum + lane.visits.length, 0);
  const isFiltered = shown.length !== entries.length;
  const anyClosed = closed.size > 0;

  const toggleKind = (kind: string) =>
    setKinds((before) => {
      const after = new Set(before);
      if (!after.delete(kind)) after.add(kind);
      return after;
    });
  const toggleGroup = (key: string) =>
    setClosed((before) => {
      const after = new Set(before);
      if (!after.delete(key)) after.add(key);
      return after;
    });

  return (
    <>
      <section className="panel" aria-label={t.institutions}>
        <Suspense fallback={<div style={{ height: 120 }} />}>
          <TimelineChart
            lanes={lanes}
            label={t.overviewAlt(lanes.length, visits)}
            period={period}
            onPeriod={setPeriod}
            onVisit={(visit) => list.current?.scrollToGroup(`visit/${visit.id}`)}
          />
        </Suspense>
      </section>
      <section className="panel timeline" aria-label={t.listLabel}>
        <div className="timeline-tools">
          <Input
            aria-label={t.filter}
            placeholder={t.filter}
            value={words}
            allowClear
            autoComplete="off"
            className="timeline-words"
            onChange={(event) => setWords(event.target.value)}
          />
          <label>
            <span className="soft">{t.from_}</span>
            <Input
              type="date"
              value={period.from ?? ""}
              onChange={(event) => setPeriod({ ...period, from: event.target.value || null })}
            />
          </label>
          <label>
            <span className="soft">{t.to}</span>
            <Input
              type="date"
              value={period.to ?? ""}
              onChange={(event) => setPeriod({ ...period, to: event.target.value || null })}
            />
          </label>
          {(period.from || period.to) && (
            <Button type="text" onClick={() => setPeriod(allTime)}>
              {t.resetRange}
            </Button>
          )}
        </div>
        <fieldset className="kinds">
          <legend className="only-heard">{t.kindsLabel}</legend>
          {kindCounts.map(([kind, number]) => (
            <button
              key={kind}
              type="button"
              className="kind-chip"
              aria-pressed={kinds.has(kind)}
              onClick={() => toggleKind(kind)}
            >
              {text.kinds[kind] ?? kind} <span className="number">{count(number)}</span>
            </button>
          ))}
        </fieldset>
        <div className="timeline-state">
          <span className="soft number" role="status">
            {isReading
              ? t.loadingMore(entries.length, total || null)
              : isFiltered
                ? t.shown(shown.length, entries.length)
                : t.entries(entries.length)}
          </span>
          <Button
            type="link"
            size="small"
            onClick={() => setClosed(anyClosed ? new Set() : new Set(groups.map((group) => group.key)))}
          >
            {anyClosed ? t.openAll : t.closeAll}
          </Button>
        </div>
        {lines.length === 0 ? (
          <MessageBox title={t.emptyFiltered} />
        ) : (
          <TimelineList ref={list} lines={lines} series={series} onOpen={setOpen} onToggle={toggleGroup} />
        )}
      </section>
      <EntryDetail entry={open} series={series} onClose={() => setOpen(null)} />
    </>
  );
}
