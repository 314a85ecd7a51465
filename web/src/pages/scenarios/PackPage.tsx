import { CaretRightOutlined, DownloadOutlined, LeftOutlined, PrinterOutlined } from "@ant-design/icons";
import { useIsFetching, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, App, Button, Tabs } from "antd";
import { useEffect, useMemo, useState } from "react";
import { Link, useParams } from "react-router";
import { exportPack, getPack, type PackDetail, startPack } from "../../api/api";
import { useSession } from "../../app/session";
import { count } from "../../format/number";
import { instant } from "../../format/time";
import { useLanguage } from "../../i18n/language";
import { PageHead } from "../../ui/PageHead";
import { ProblemView, shownProblem } from "../../ui/ProblemView";
import { Waiting } from "../../ui/Waiting";
import { downloadPage } from "./download";
import { FilterBar } from "./FilterBar";
import { Findings } from "./Findings";
import { type FilterValues, pageFilters } from "./filters";
import { Mark } from "./Mark";
import { type Asked, RowsDrawer } from "./RowsDrawer";
import { Alerts, RunHistory } from "./RunHistory";
import { PackState } from "./ScenariosPage";
import { ViewPanel } from "./ViewPanel";
import "./scenarios.css";

const watchMilliseconds = 2_000;

/** What the pack is: whom it serves, what it follows, and the values of its parameters. */
function About({ detail }: { detail: PackDetail }) {
  const { language, text } = useLanguage();
  const t = text.scenarios;
  const { pack } = detail;
  return (
    <div className="stack">
      <dl className="facts">
        <dt>{t.serves}</dt>
        <dd>{pack.serves.map((one) => one[language]).join(t.comma)}</dd>
        <dt>{t.follows}</dt>
        <dd>
          {pack.authority.map((one) => (
            <div key={one}>{one}</div>
          ))}
        </dd>
        <dt>{t.version}</dt>
        <dd className="mono">
          {pack.id} {pack.version}
        </dd>
        {detail.parameters.map((one) => (
          <div key={one.name} style={{ display: "contents" }}>
            <dt>{one.title[language]}</dt>
            <dd className="number">
              {one.value} {one.unit}
            </dd>
          </div>
        ))}
      </dl>
      {detail.readme && <pre className="pack-readme">{detail.readme}</pre>}
    </div>
  );
}

function Tools({ detail, onPrint }: { detail: PackDetail; onPrint: () => void }) {
  const { language, text } = useLanguage();
  const t = text.scenarios;
  const session = useSession();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const { id, state } = detail.pack;
  const tell = (error: unknown) => {
    const problem = shownProblem(error);
    void message.error(
      typeof problem === "string" ? text.problem.title : `${problem.what} ${problem.whatToDo}`,
    );
  };
  const start = useMutation({
    mutationFn: () => startPack(id),
    onSuccess: () => void queries.invalidateQueries({ queryKey: ["pack", id] }),
    onError: tell,
  });
  const take = useMutation({
    mutationFn: () => exportPack(id, language),
    onSuccess: (html) => downloadPage(html, `${id}-${language}`),
    onError: tell,
  });
  return (
    <div className="pack-tools no-print">
      {session.permissions.includes("pack.run") && (
        <Button
          type="primary"
          icon={<CaretRightOutlined />}
          loading={start.isPending || state === "running"}
          disabled={state === "faulty"}
          onClick={() => start.mutate()}
        >
          {state === "running" ? t.states.running : t.run}
        </Button>
      )}
      <Button icon={<DownloadOutlined />} loading={take.isPending} onClick={() => take.mutate()}>
        {t.export}
      </Button>
      <Button icon={<PrinterOutlined />} onClick={onPrint}>
        {t.print}
      </Button>
    </div>
  );
}

/** All views are drawn before the browser prints, also those that nobody has scrolled to. */
function usePrinting() {
  const [printing, setPrinting] = useState(false);
  const busy = useIsFetching() > 0;
  useEffect(() => {
    if (!printing || busy) return;
    const timer = setTimeout(() => {
      window.print();
      setPrinting(false);
    }, 800);
    return () => clearTimeout(timer);
  }, [printing, busy]);
  return { printing, print: () => setPrinting(true) };
}

function PackView({ detail }: { detail: PackDetail }) {
  const { language, text } = useLanguage();
  const t = text.scenarios;
  const filters = useMemo(() => pageFilters(detail), [detail]);
  const [values, setValues] = useState<FilterValues>(() =>
    Object.fromEntries(filters.map((filter) => [filter.key, filter.first])),
  );
  const [asked, setAsked] = useState<Asked | null>(null);
  const { printing, print } = usePrinting();
  const { pack } = detail;
  const stale = detail.results.filter((one) => one.staleReason !== null);
  const asOf = detail.results.find((one) => one.asOf)?.asOf;
  return (
    <>
      <Link to="/scenarios" className="no-print small">
        <LeftOutlined aria-hidden /> {t.title}
      </Link>
      <PageHead title={pack.title[language]} lead={pack.summary[language]}>
        <Tools detail={detail} onPrint={print} />
      </PageHead>
      <p className="pack-standing">
        <PackState state={pack.state} />
        {asOf && (
          <span>
            {t.asOf} <b className="number">{asOf}</b>
          </span>
        )}
        {pack.lastRun && (
          <span className="soft">
            {t.lastRun} <span className="number">{instant(pack.lastRun.startedAt)}</span>
          </span>
        )}
      </p>
      {detail.faults.length > 0 && (
        <Alert
          type="error"
          showIcon
          title={t.faulty(detail.faults.length)}
          description={detail.faults.slice(0, 5).map((one) => (
            <div key={`${one.file}:${one.line}:${one.what}`}>
              <span className="mono">
                {one.file}:{one.line}
              </span>{" "}
              {one.what} {one.whatToDo}
            </div>
          ))}
        />
      )}
      {stale.length > 0 && (
        <Alert
          type="warning"
          showIcon
          title={t.staleResults(stale.length)}
          description={stale.slice(0, 5).map((one) => (
            <div key={one.name}>
              <b>{one.title[language]}</b>: {one.staleReason}
            </div>
          ))}
        />
      )}
      <Tabs
        items={[
          {
            key: "views",
            label: t.viewsTab,
            children: (
              <>
                <FilterBar pack={pack.id} filters={filters} values={values} onChange={setValues} />
                {detail.views.length === 0 && <p className="pack-empty">{t.noViews}</p>}
                <div className="pack-views">
                  {detail.views.map((view) => (
                    <ViewPanel
                      key={view.id}
                      detail={detail}
                      view={view}
                      filters={filters}
                      values={values}
                      showAll={printing}
                      onDrill={setAsked}
                    />
                  ))}
                </div>
              </>
            ),
          },
          ...(detail.rules.some((rule) => rule.kind === "finding")
            ? [
                {
                  key: "findings",
                  label: t.findings.tab,
                  children: (
                    <section className="panel">
                      <Findings detail={detail} />
                    </section>
                  ),
                },
              ]
            : []),
          {
            key: "alerts",
            label: (
              <>
                {t.alerts} {pack.alerts > 0 && <Mark tone="warn">{count(pack.alerts)}</Mark>}
              </>
            ),
            children: (
              <section className="panel">
                <Alerts detail={detail} onOpen={setAsked} />
              </section>
            ),
          },
          {
            key: "runs",
            label: t.runs,
            children: (
              <section className="panel">
                <RunHistory detail={detail} />
              </section>
            ),
          },
          {
            key: "about",
            label: t.about,
            children: (
              <section className="panel">
                <About detail={detail} />
              </section>
            ),
          },
        ]}
      />
      <RowsDrawer pack={pack.id} asked={asked} onClose={() => setAsked(null)} />
    </>
  );
}

/** A pack's own page. */
export default function PackPage() {
  const { id = "" } = useParams();
  const pack = useQuery({
    queryKey: ["pack", id],
    queryFn: () => getPack(id),
    refetchInterval: (query) => (query.state.data?.pack.state === "running" ? watchMilliseconds : false),
  });
  if (pack.isPending) return <Waiting />;
  if (pack.error) return <ProblemView problem={shownProblem(pack.error)} onRetry={() => pack.refetch()} />;
  return <PackView key={id} detail={pack.data} />;
}
