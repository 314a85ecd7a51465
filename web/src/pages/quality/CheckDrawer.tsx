import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Drawer, Grid, Tag } from "antd";
import { lazy, Suspense, useState } from "react";
import {
  getQualityRows,
  getQualityTrend,
  openQualityTicket,
  type QualityCheck,
  type QualityViolation,
} from "../../api/api";
import { count } from "../../format/number";
import { useLanguage } from "../../i18n/language";
import { EntryDrawer } from "../../ui/EntryDrawer";
import { ProblemView, shownProblem } from "../../ui/ProblemView";
import { Waiting } from "../../ui/Waiting";
import { colourOf, shortPercent, whatWentWrong } from "./scores";

const TrendLine = lazy(() => import("./TrendLine"));

/** What a row holds, on one line; the most telling columns first are those that the check speaks of. */
function RowText({ row, field }: { row: QualityViolation; field: string | null }) {
  const t = useLanguage().text.quality;
  if (!row.values) return <span className="soft">{t.hidden}</span>;
  const cells = Object.entries(row.values)
    .filter(([name]) => !/_concept_id$|_id$/.test(name) || name === field)
    .sort(([a], [b]) => (a === field ? -1 : b === field ? 1 : 0))
    .slice(0, 12);
  return (
    <span className="row-values">
      {cells.map(([name, value]) => (
        <span key={name} className={name === field ? "judged" : undefined}>
          <span className="soft">{name}</span> {String(value)}
        </span>
      ))}
    </span>
  );
}

function Rows({ check, source }: { check: QualityCheck; source: string | null }) {
  const t = useLanguage().text.quality;
  const [place, setPlace] = useState<QualityViolation | null>(null);
  const rows = useQuery({
    queryKey: ["quality", "rows", check.id, source],
    queryFn: () => getQualityRows(check.id, source),
  });
  if (rows.isPending) return <Waiting lines={4} />;
  if (rows.error) return <ProblemView problem={shownProblem(rows.error)} onRetry={() => rows.refetch()} />;
  if (rows.data.length === 0) return <p className="soft">{t.noRows}</p>;
  return (
    <>
      <ul className="violations">
        {rows.data.map((row, index) => (
          <li key={`${row.rowId}/${row.position}/${index}`}>
            <div className="small soft">
              {row.source} · {row.table} {row.rowId && <span className="mono">{row.rowId}</span>}
              {row.position && (
                <Button type="link" size="small" onClick={() => setPlace(row)}>
                  {t.origin} {row.position} #{row.recordNumber}
                </Button>
              )}
            </div>
            <RowText row={row} field={check.field ?? null} />
          </li>
        ))}
      </ul>
      <EntryDrawer
        title={t.origin}
        place={
          place?.position
            ? { position: place.position, recordNumber: place.recordNumber ?? 0, fault: null }
            : null
        }
        onClose={() => setPlace(null)}
      />
    </>
  );
}

/** A check: result by source, trend, rows with their origin, and the way to a ticket. */
export function CheckDrawer(props: {
  check: QualityCheck | null;
  source: string | null;
  manages: boolean;
  onClose: () => void;
}) {
  const { text, language } = useLanguage();
  const t = text.quality;
  const { check, source, manages, onClose } = props;
  const screens = Grid.useBreakpoint();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [chosen, setChosen] = useState<string | null>(null);
  const only = chosen ?? source;
  const trend = useQuery({
    queryKey: ["quality", "trend", check?.id, only],
    queryFn: () => getQualityTrend(check!.id, only),
    enabled: check !== null,
  });
  const ticket = useMutation({
    mutationFn: (wanted: string | null) => openQualityTicket(check!.id, wanted),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ["quality", "tickets"] });
      void message.success(t.ticketOpened);
    },
    onError: (error) => void message.error(whatWentWrong(error, text.problem.title)),
  });
  return (
    <Drawer
      open={check !== null}
      onClose={() => {
        setChosen(null);
        onClose();
      }}
      title={check && (language === "zh" ? check.titleZh : check.titleEn)}
      size={screens.md ? 760 : "100%"}
      destroyOnHidden
      closable={{ "aria-label": text.app.close }}
    >
      {check && (
        <div className="drawer-body">
          <p className="soft small mono">{check.id}</p>
          <section aria-labelledby="by-source">
            <h2 id="by-source">{t.bySource}</h2>
            <ul className="by-source">
              {check.bySource.map((tally) => (
                <li key={tally.source}>
                  <button
                    type="button"
                    className="link"
                    aria-pressed={only === tally.source}
                    onClick={() => setChosen(chosen === tally.source ? null : (tally.source ?? null))}
                  >
                    {tally.source}
                  </button>
                  <Tag color={colourOf[tally.status] ?? "default"}>{t.status[tally.status]}</Tag>
                  <span className="number">
                    {count(tally.violated)} / {count(tally.considered)} ({shortPercent(tally.percent)})
                  </span>
                  {manages && tally.status === "failed" && (
                    <Button
                      size="small"
                      loading={ticket.isPending}
                      onClick={() => ticket.mutate(tally.source ?? null)}
                    >
                      {t.openTicket}
                    </Button>
                  )}
                </li>
              ))}
            </ul>
          </section>
          {trend.data && trend.data.length > 1 && (
            <section aria-labelledby="check-trend">
              <h2 id="check-trend">{t.history}</h2>
              <Suspense fallback={<Waiting lines={3} />}>
                <TrendLine points={trend.data} label={t.historyLabel} />
              </Suspense>
            </section>
          )}
          <section aria-labelledby="violating-rows">
            <h2 id="violating-rows">
              {t.rows} {only && <Tag>{only}</Tag>}
            </h2>
            <Rows check={check} source={only} />
          </section>
        </div>
      )}
    </Drawer>
  );
}
