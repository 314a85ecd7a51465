import { DownloadOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Alert, Button, Tooltip } from "antd";
import { lazy, type ReactNode, Suspense, useEffect, useMemo, useRef, useState } from "react";
import { getPackRows, type PackDetail, type PackRows, type PackView } from "../../api/api";
import { useLanguage } from "../../i18n/language";
import { ProblemView, shownProblem } from "../../ui/ProblemView";
import { Waiting } from "../../ui/Waiting";
import { download } from "./download";
import { type FilterValues, filtersFor, type PageFilter } from "./filters";
import { pictureOf } from "./options";
import type { Asked } from "./RowsDrawer";
import { RowsTable } from "./RowsTable";
import { cellText, type Rows, rowsOf } from "./rows";

const Chart = lazy(() => import("../../ui/Chart"));
const MapView = lazy(() => import("./MapView"));
const tableRows = 1000;
const pictureRows = 10_000;

/** Becomes true when the place comes near the window, and stays so: a page of thirty views asks for those that are looked at. */
function useSeen(always: boolean) {
  const place = useRef<HTMLElement>(null);
  const [seen, setSeen] = useState(false);
  useEffect(() => {
    if (!place.current || seen || always) return;
    const watch = new IntersectionObserver(
      (entries) => entries.some((entry) => entry.isIntersecting) && setSeen(true),
      { rootMargin: "400px" },
    );
    watch.observe(place.current);
    return () => watch.disconnect();
  }, [seen, always]);
  return { place, seen: seen || always };
}

const limitOf = (view: PackView) =>
  view.kind === "indicators" ? 1 : (view.limit ?? (view.kind === "table" ? tableRows : pictureRows));

function Cards({ view, rows, answer }: { view: PackView; rows: Rows; answer: PackRows }) {
  const { language, text } = useLanguage();
  return (
    <dl className="pack-cards">
      {view.columns
        .filter((name) => rows.has(name))
        .map((name) => (
          <div key={name}>
            <dt>{rows.title(name)}</dt>
            <dd>
              <b className="number">{cellText(rows.value(0, name), rows.column(name), language)}</b>
              <span>{answer.masked.includes(name) ? text.scenarios.maskedShort : rows.unit(name)}</span>
            </dd>
          </div>
        ))}
    </dl>
  );
}

/** What keeps a picture from saying what it seems to say. */
function notesOf(view: PackView, answer: PackRows, t: ReturnType<typeof useLanguage>["text"]["scenarios"]) {
  const notes: string[] = [];
  if (answer.isTruncated && view.kind !== "indicators") notes.push(t.truncated(answer.rows.length));
  if (answer.masked.length > 0) notes.push(t.masked(answer.masked.length));
  if (answer.rows.length === 1 && !["indicators", "table"].includes(view.kind)) notes.push(t.oneRow);
  if (view.kind === "box" && view.y.length === 5 && view.x) {
    const at = answer.columns.findIndex((column) => column.name === view.x);
    if (new Set(answer.rows.map((row) => row[at])).size < answer.rows.length) notes.push(t.severalBoxes);
  }
  return notes;
}

function Drawing(props: {
  view: PackView;
  answer: PackRows;
  asTable: boolean;
  onPick: ((row: number) => void) | undefined;
}): ReactNode {
  const { view, answer, asTable, onPick } = props;
  const { language, text } = useLanguage();
  const t = text.scenarios;
  const rows = useMemo(() => rowsOf(answer, language), [answer, language]);
  const picture = useMemo(() => pictureOf(view, rows, language), [view, rows, language]);
  const pick = useRef(onPick);
  pick.current = onPick;
  const title = view.title[language];
  if (answer.staleReason === "never-run") return <p className="pack-empty">{t.neverRun}</p>;
  if (rows.size === 0) return <p className="pack-empty">{t.empty}</p>;
  if (view.kind === "indicators") return <Cards view={view} rows={rows} answer={answer} />;
  if (view.kind === "table" || asTable) return <RowsTable answer={answer} label={title} onRow={onPick} />;
  const label = `${title}. ${view.explain[language]}`;
  if (view.kind === "map" && view.places !== "point")
    return <MapView view={view} rows={rows} label={label} onPick={onPick} />;
  if (!picture) return <p className="pack-empty">{t.noNumbers}</p>;
  return (
    <Chart
      label={label}
      height={picture.height}
      option={picture.option}
      onReady={(chart) => {
        chart.on("click", (event) => {
          const row = (event.data as { row?: number } | undefined)?.row;
          if (row !== undefined) pick.current?.(row);
        });
        return undefined;
      }}
    />
  );
}

/** One view of a pack: its picture, what it says, and the way to the rows behind it. */
export function ViewPanel(props: {
  detail: PackDetail;
  view: PackView;
  filters: readonly PageFilter[];
  values: FilterValues;
  showAll: boolean;
  onDrill: (asked: Asked) => void;
}) {
  const { detail, view, filters, values, showAll, onDrill } = props;
  const { language, text } = useLanguage();
  const t = text.scenarios;
  const { place, seen } = useSeen(showAll);
  const [asTable, setAsTable] = useState(false);
  const pack = detail.pack.id;
  const resultOf = (name: string) => detail.results.find((one) => one.name === name);
  const set = filtersFor(resultOf(view.of), filters, values);
  const rows = useQuery({
    queryKey: ["pack-rows", pack, view.id, set, detail.pack.lastRun?.id, detail.pack.lastRun?.endedAt],
    queryFn: () =>
      getPackRows(pack, {
        view: view.id,
        rule: null,
        result: null,
        filters: set,
        sort: null,
        offset: null,
        limit: limitOf(view),
      }),
    enabled: seen,
    placeholderData: (previous) => previous,
  });
  const answer = rows.data;
  const { drill } = view;
  const pick =
    drill && answer
      ? (row: number) => {
          const by = drill.by.map(({ from, to }) => ({
            to,
            at: answer.columns.findIndex((column) => column.name === from),
          }));
          const target = resultOf(drill.to);
          const chosen = by
            .filter(({ at }) => at >= 0)
            .map(({ to, at }) => ({
              column: to,
              value: answer.rows[row]?.[at] ?? null,
              from: answer.columns[at]!,
            }));
          onDrill({
            title: `${view.title[language]} · ${target?.title[language] ?? drill.to}`,
            note: chosen
              .map(({ value, from }) => `${from.title[language]}: ${cellText(value, from, language)}`)
              .join(t.comma),
            request: {
              view: null,
              rule: null,
              result: drill.to,
              filters: [
                ...filtersFor(target, filters, values).filter(
                  (filter) => !chosen.some((one) => one.column === filter.column),
                ),
                ...chosen.map(({ column, value }) => ({
                  column,
                  values: [value === null ? null : String(value)],
                  from: null,
                  to: null,
                  contains: null,
                })),
              ],
            },
          });
        }
      : undefined;
  const isPicture = view.kind !== "table" && view.kind !== "indicators";
  return (
    <section
      className="panel pack-view"
      style={{ gridColumn: `span ${view.width}` }}
      aria-labelledby={`view-${view.id}`}
      ref={place}
    >
      <div className="panel-head">
        <h2 id={`view-${view.id}`}>{view.title[language]}</h2>
        <span className="pack-tools">
          {isPicture && (
            <Button type="text" size="small" aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
              {asTable ? t.asPicture : t.asTable}
            </Button>
          )}
          <Tooltip title={answer && answer.level >= 4 ? t.needsApproval : t.csv}>
            <Button
              type="text"
              size="small"
              icon={<DownloadOutlined />}
              aria-label={`${t.csv}: ${view.title[language]}`}
              disabled={!answer || answer.rows.length === 0 || answer.level >= 4}
              onClick={() => answer && download(answer, `${pack}-${view.id}`)}
            />
          </Tooltip>
        </span>
      </div>
      <p className="small soft">{view.explain[language]}</p>
      {answer?.staleReason && answer.staleReason !== "never-run" && (
        <Alert type="warning" showIcon title={t.stale(answer.asOf ?? "–")} description={answer.staleReason} />
      )}
      {rows.error ? (
        <ProblemView problem={shownProblem(rows.error)} onRetry={() => rows.refetch()} />
      ) : !answer ? (
        <div className="pack-waiting">
          <Waiting lines={4} />
        </div>
      ) : (
        <div aria-busy={rows.isPlaceholderData}>
          <Suspense fallback={<Waiting lines={4} />}>
            <Drawing view={view} answer={answer} asTable={asTable} onPick={pick} />
          </Suspense>
          {notesOf(view, answer, t).map((note) => (
            <p key={note} className="pack-note">
              {note}
            </p>
          ))}
          {drill && isPicture && !asTable && answer.rows.length > 0 && (
            <p className="small soft pack-hint">{t.drillHint}</p>
          )}
        </div>
      )}
    </section>
  );
}
