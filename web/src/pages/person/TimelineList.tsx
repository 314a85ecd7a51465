import { DownOutlined, RightOutlined } from "@ant-design/icons";
import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { Tag } from "antd";
import { type Ref, useEffect, useImperativeHandle, useRef, useState } from "react";
import type { TimelineEntry } from "../../api/api";
import { daysBetween, wallDay, wallHour } from "../../format/time";
import { useText } from "../../i18n/language";
import { KindIcon } from "../../ui/kinds";
import { Sparkline } from "./Sparkline";
import { boundsOf, flagTone, type Group, type Line, type Point, seriesKey, statusKey } from "./timeline";

export interface TimelineListHandle {
  scrollToGroup(key: string): void;
}

interface TimelineListProps {
  lines: readonly Line[];
  series: ReadonlyMap<string, readonly Point[]>;
  onOpen: (entry: TimelineEntry) => void;
  onToggle: (groupKey: string) => void;
  ref?: Ref<TimelineListHandle>;
}

/** Fewer results than this are no trend. */
const trendLength = 3;

export function Flag({ flag }: { flag: string | null }) {
  const text = useText();
  const tone = flagTone(flag);
  if (!flag || tone === null) return null;
  return <span className={`flag flag-${tone}`}>{text.person.flags[flag.trim().toUpperCase()] ?? flag}</span>;
}

/** Says what a value is where it is no result: a bed or a lot number. */
export function ValueLabel({ kind }: { kind: string }) {
  const label = useText().person.valueLabels[kind];
  return label ? <span className="soft">{label}</span> : null;
}

function GroupHead({
  group,
  isOpen,
  onOpen,
  onToggle,
}: { group: Group; isOpen: boolean } & Pick<TimelineListProps, "onOpen" | "onToggle">) {
  const text = useText();
  const t = text.person;
  const { visit } = group;
  const title = visit ? visit.title : group.start ? t.noVisit : t.undated;
  const days = visit?.start && visit.end ? daysBetween(visit.start, visit.end) : null;
  return (
    <div className={visit ? "group group-visit" : "group"}>
      <button
        type="button"
        className="group-toggle"
        aria-expanded={isOpen}
        aria-label={`${isOpen ? t.closeGroup : t.openGroup}: ${wallDay(group.start)} ${title}`}
        onClick={() => onToggle(group.key)}
      >
        {isOpen ? <DownOutlined /> : <RightOutlined />}
      </button>
      <span className="group-when number">
        {wallDay(group.start)}
        {group.end && wallDay(group.end) !== wallDay(group.start) && ` – ${wallDay(group.end)}`}
      </span>
      <span className="group-title">
        {visit ? (
          <button type="button" className="link" aria-label={t.open(title)} onClick={() => onOpen(visit)}>
            {title}
          </button>
        ) : (
          <span className="soft">{title}</span>
        )}
        {days !== null && days > 0 && <Tag variant="filled">{t.stay(days)}</Tag>}
      </span>
      <span className="group-place">{group.institution}</span>
      <span className="group-count soft number">{t.entries(group.entries.length)}</span>
    </div>
  );
}

function EntryRow({
  entry,
  isNewDay,
  institution,
  points,
  onOpen,
}: {
  entry: TimelineEntry;
  isNewDay: boolean;
  institution: string | null;
  points: readonly Point[] | null;
  onOpen: (entry: TimelineEntry) => void;
}) {
  const text = useText();
  const hour = wallHour(entry.start ?? "");
  return (
    <button type="button" className="entry" onClick={() => onOpen(entry)}>
      <span className="entry-when number">
        {isNewDay && <b>{wallDay(entry.start ?? "").slice(5)}</b>} {hour}
      </span>
      <KindIcon kind={entry.kind} />
      <span className="entry-title">
        <span>{entry.title}</span>
        <small>
          {text.kinds[entry.kind] ?? entry.kind}
          {entry.code && entry.code !== entry.title && <span className="mono"> {entry.code}</span>}
          {entry.kind === "condition" && entry.status && (
            <> · {text.person.statuses[statusKey(entry.kind, entry.status)] ?? entry.status}</>
          )}
        </small>
      </span>
      <span className="entry-value number">
        {entry.value && (
          <>
            <ValueLabel kind={entry.kind} /> <b>{entry.value}</b> <span className="soft">{entry.unit}</span>
          </>
        )}
        <Flag flag={entry.flag} />
      </span>
      <span className="entry-trend">
        {points && points.length >= trendLength && (
          <Sparkline points={points} bounds={boundsOf(entry.range)} current={`${entry.kind}/${entry.id}`} />
        )}
      </span>
      <span className="entry-place">{institution}</span>
    </button>
  );
}

/** The list, of which only the lines in view are in the page, so that ten thousand entries scroll like ten. */
export function TimelineList({ lines, series, onOpen, onToggle, ref }: TimelineListProps) {
  const text = useText();
  const place = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);

  useEffect(() => {
    // What stands above the list changes its height (details opened, window narrowed): its offset is measured again.
    const measure = () => setTop((place.current?.getBoundingClientRect().top ?? 0) + window.scrollY);
    measure();
    const follow = new ResizeObserver(measure);
    follow.observe(document.body);
    return () => follow.disconnect();
  }, []);

  const virtual = useWindowVirtualizer({
    count: lines.length,
    estimateSize: (index) => (lines[index]?.type === "group" ? 52 : 46),
    getItemKey: (index) => lines[index]?.key ?? index,
    overscan: 12,
    scrollMargin: top,
  });

  useImperativeHandle(ref, () => ({
    scrollToGroup(key) {
      const index = lines.findIndex((line) => line.key === key);
      if (index >= 0) virtual.scrollToIndex(index, { align: "start" });
    },
  }));

  return (
    <div ref={place}>
      <ol
        className="timeline-list"
        aria-label={text.person.listLabel}
        style={{ height: virtual.getTotalSize() }}
      >
        {virtual.getVirtualItems().map((item) => {
          const line = lines[item.index];
          if (!line) return null;
          return (
            <li
              key={item.key}
              ref={virtual.measureElement}
              data-index={item.index}
              aria-setsize={lines.length}
              aria-posinset={item.index + 1}
              style={{ transform: `translateY(${item.start - virtual.options.scrollMargin}px)` }}
            >
              {line.type === "group" ? (
                <GroupHead group={line.group} isOpen={line.isOpen} onOpen={onOpen} onToggle={onToggle} />
              ) : (
                <EntryRow
                  entry={line.entry}
                  isNewDay={line.isNewDay}
                  institution={line.institution}
                  points={series.get(seriesKey(line.entry) ?? "") ?? null}
                  onOpen={onOpen}
                />
              )}
            </li>
          );
        })}
      </ol>
    </div>
  );
}
