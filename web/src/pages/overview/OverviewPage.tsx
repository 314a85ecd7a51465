import {
  CheckCircleFilled,
  CopyOutlined,
  InboxOutlined,
  ReloadOutlined,
  WarningFilled,
} from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { App, Button, Progress } from "antd";
import { lazy, Suspense } from "react";
import { getOverview, type OverviewState } from "../../api/api";
import { count, percent } from "../../format/number";
import { instant } from "../../format/time";
import { useText } from "../../i18n/language";
import { MessageBox } from "../../ui/MessageBox";
import { PageHead } from "../../ui/PageHead";
import { ProblemView, shownProblem } from "../../ui/ProblemView";
import { Waiting } from "../../ui/Waiting";
import { accountOf, entriesBetween } from "./accounting";
import { SourceTable } from "./SourceTable";
import "./overview.css";

const TableRowsChart = lazy(() => import("./TableRowsChart"));
const Region = lazy(() => import("./region/Region"));

/** How often the overview asks again; a page in the background does not ask. */
const refreshMilliseconds = 5_000;

function Tile({ name, value }: { name: string; value: number }) {
  return (
    <div className="tile">
      <dt>{name}</dt>
      <dd className="number">{count(value)}</dd>
    </div>
  );
}

function Accounting({ overview }: { overview: OverviewState }) {
  const text = useText();
  const { missing } = accountOf(overview.records);
  const icon =
    missing === 0 ? (
      <CheckCircleFilled style={{ color: "#2f8f83" }} aria-hidden />
    ) : (
      <WarningFilled style={{ color: "#d9822b" }} aria-hidden />
    );
  const state =
    missing === 0
      ? text.overview.accountedOk
      : overview.landing.isCurrent
        ? text.overview.accountedOff(missing)
        : text.overview.pending(missing);
  return (
    <p className="accounting">
      {icon} <strong>{state}</strong> <span className="soft">{text.overview.accounted}</span>
    </p>
  );
}

function Loading({ overview }: { overview: OverviewState }) {
  const text = useText();
  const t = text.overview;
  const { end, loadedThrough, isCurrent } = overview.landing;
  const behind = entriesBetween(loadedThrough, end);
  const entries = overview.sources.reduce((sum, source) => sum + source.entries, 0) + (behind ?? 0);
  const done = isCurrent
    ? 100
    : Math.min(99, Math.floor((100 * (entries - (behind ?? 0))) / Math.max(1, entries)));
  return (
    <section className="panel" aria-labelledby="position">
      <h2 id="position">{t.position}</h2>
      <Progress
        percent={done}
        status={isCurrent ? "success" : "active"}
        strokeColor="#2f8f83"
        aria-label={t.position}
      />
      <dl className="facts">
        <dt>{t.landed}</dt>
        <dd className="mono">{end}</dd>
        <dt>{t.loadedTo}</dt>
        <dd className="mono">{loadedThrough}</dd>
      </dl>
      <p className="soft" style={{ margin: "10px 0 0" }} role="status">
        {isCurrent ? t.caughtUp : behind === null ? t.loading : t.behind(behind)}
      </p>
    </section>
  );
}

function NoData() {
  const text = useText();
  const { message } = App.useApp();
  const command = "./suwen ingest PATH...";
  const copy = () =>
    navigator.clipboard
      ?.writeText(command)
      .then(() => message.success(text.overview.copied))
      .catch(() => undefined);
  return (
    <div className="panel">
      <MessageBox icon={<InboxOutlined />} title={text.overview.emptyTitle}>
        <p>{text.overview.emptyText}</p>
        <div className="command">
          <code>{command}</code>
          <Button type="text" icon={<CopyOutlined />} aria-label={text.overview.copy} onClick={copy} />
        </div>
        <p>{text.overview.emptyOr}</p>
      </MessageBox>
    </div>
  );
}

function Filled({ overview }: { overview: OverviewState }) {
  const text = useText();
  const t = text.overview;
  const account = accountOf(overview.records);
  const tables = overview.tables.filter((table) => table.rows > 0);
  return (
    <div className="stack">
      <dl className="tiles">
        <Tile name={t.persons} value={overview.persons} />
        <Tile name={t.visits} value={overview.visits} />
        <Tile name={t.rows} value={overview.rows} />
        <Tile name={t.received} value={account.received} />
      </dl>
      <Suspense fallback={<Waiting lines={8} />}>
        <Region />
      </Suspense>
      <section className="panel" aria-labelledby="sources">
        <div className="panel-head">
          <h2 id="sources">{t.sources}</h2>
          <Accounting overview={overview} />
        </div>
        <SourceTable sources={overview.sources} />
      </section>
      <div className="overview-pair">
        <section className="panel" aria-labelledby="tables">
          <h2 id="tables">{t.tables}</h2>
          <Suspense fallback={<Waiting lines={6} />}>
            <TableRowsChart tables={tables} />
          </Suspense>
        </section>
        <div className="stack" style={{ alignContent: "start" }}>
          <Loading overview={overview} />
          <section className="panel" aria-labelledby="dispositions">
            <h2 id="dispositions">{t.disposition}</h2>
            <dl className="facts number">
              {account.parts
                .filter((part) => part.records > 0)
                .map((part) => (
                  <div className="disposition" key={part.name}>
                    <dt>
                      <span className="dot" style={{ background: part.colour }} aria-hidden />
                      {t[part.name]}
                      {part.name === "kept" && <small>{t.keptHint}</small>}
                      {part.name === "superseded" && <small>{t.supersededHint}</small>}
                    </dt>
                    <dd>
                      {count(part.records)}{" "}
                      <span className="soft">{percent(part.records, account.received)}</span>
                    </dd>
                  </div>
                ))}
            </dl>
          </section>
        </div>
      </div>
    </div>
  );
}

export default function OverviewPage() {
  const text = useText();
  const overview = useQuery({
    queryKey: ["overview"],
    queryFn: getOverview,
    refetchInterval: refreshMilliseconds,
  });
  const isEmpty = overview.data?.sources.length === 0;
  return (
    <>
      <PageHead title={text.overview.title} lead={text.overview.lead}>
        <div className="soft number">
          {overview.data &&
            text.app.updated(instant(new Date(overview.dataUpdatedAt).toISOString()).slice(11))}
          <Button
            type="text"
            icon={<ReloadOutlined spin={overview.isFetching && !overview.isPending} />}
            aria-label={text.app.refresh}
            onClick={() => overview.refetch()}
          />
        </div>
      </PageHead>
      {overview.error && (
        <div style={{ marginBottom: 16 }}>
          <ProblemView problem={shownProblem(overview.error)} onRetry={() => overview.refetch()} />
        </div>
      )}
      {overview.isPending && <Waiting lines={10} />}
      {overview.data && (isEmpty ? <NoData /> : <Filled overview={overview.data} />)}
    </>
  );
}
