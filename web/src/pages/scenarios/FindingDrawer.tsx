import { useQuery } from "@tanstack/react-query";
import { Drawer, Grid } from "antd";
import { type FindingDetail, getFinding, type PackDetail, type PackRows } from "../../api/api";
import { count } from "../../format/number";
import { instant } from "../../format/time";
import { useLanguage } from "../../i18n/language";
import { ProblemView, shownProblem } from "../../ui/ProblemView";
import { Waiting } from "../../ui/Waiting";
import { FindingChangeForm } from "./FindingChangeForm";
import { Mark } from "./Mark";
import { RowsTable } from "./RowsTable";
import { findingTone, ruleTitle, yuan } from "./review";
import { cellText } from "./rows";

function Facts({ detail, found }: { detail: PackDetail; found: FindingDetail }) {
  const { language, text } = useLanguage();
  const t = text.scenarios.findings;
  const { finding } = found;
  return (
    <dl className="facts">
      <dt>{t.rule}</dt>
      <dd>{ruleTitle(detail, finding.rule, language)}</dd>
      <dt>{t.amount}</dt>
      <dd className="number">
        {finding.amount === null ? "–" : yuan(finding.amount)}
        {finding.recovered !== null && ` · ${t.back(yuan(finding.recovered))}`}
      </dd>
      <dt>{t.ask}</dt>
      <dd>{finding.ask ?? "–"}</dd>
      <dt>{t.due}</dt>
      <dd className="number">
        {finding.dueOn ?? "–"} {finding.isOverdue && <Mark tone="bad">{t.overdue}</Mark>}
      </dd>
      <dt>{t.assignee}</dt>
      <dd>{finding.assignee ?? t.nobody}</dd>
      <dt>{t.firstSeen}</dt>
      <dd className="number">{instant(finding.firstSeen)}</dd>
      <dt>{t.lastSeen}</dt>
      <dd className="number">{instant(finding.lastSeen)}</dd>
    </dl>
  );
}

/** The row of the finding, a line for each column. */
function Row({ row }: { row: PackRows }) {
  const { language, text } = useLanguage();
  const t = text.scenarios;
  return (
    <>
      {row.masked.length > 0 && <p className="pack-note">{t.masked(row.masked.length)}</p>}
      {row.rows.slice(0, 5).map((values) => (
        <dl className="facts" key={JSON.stringify(values)}>
          {row.columns.map((column, at) => (
            <div key={column.name} style={{ display: "contents" }}>
              <dt>{column.title[language] || column.name}</dt>
              <dd>
                {cellText(values[at], column, language)} {column.unit[language]}
              </dd>
            </div>
          ))}
        </dl>
      ))}
    </>
  );
}

function History({ found }: { found: FindingDetail }) {
  const t = useLanguage().text.scenarios.findings;
  return (
    <ol className="finding-events" aria-label={t.history}>
      {found.events.map((event) => (
        <li key={`${event.at}/${event.kind}/${event.state}/${event.words}`}>
          <span className="number soft small">{instant(event.at).slice(0, 16)}</span>{" "}
          <b>{t.events[event.kind] ?? event.kind}</b>{" "}
          {event.kind === "state" && <Mark tone={findingTone(event.state)}>{t.states[event.state]}</Mark>}{" "}
          {event.kind === "assigned" || event.kind === "due" ? event.words || t.nobody : null}{" "}
          {event.amount !== null && <span className="number">{t.money(yuan(event.amount))}</span>}{" "}
          <span className="soft small">{event.by}</span>
          {(event.kind === "state" || event.kind === "comment") && event.words && <p>{event.words}</p>}
        </li>
      ))}
    </ol>
  );
}

function Whole(props: { detail: PackDetail; number: string; decides: boolean }) {
  const { detail, number, decides } = props;
  const { language, text } = useLanguage();
  const t = text.scenarios.findings;
  const found = useQuery({
    queryKey: ["pack", detail.pack.id, "findings", "one", number],
    queryFn: () => getFinding(detail.pack.id, number),
  });
  if (found.isPending) return <Waiting lines={6} />;
  if (found.error) return <ProblemView problem={shownProblem(found.error)} onRetry={() => found.refetch()} />;
  const { finding, row, evidence } = found.data;
  return (
    <div className="stack finding-whole">
      <p>
        <Mark tone={findingTone(finding.state)}>{t.states[finding.state] ?? finding.state}</Mark>{" "}
        {finding.message?.[language] ?? ruleTitle(detail, finding.rule, language)}
      </p>
      {finding.goneAt && <p className="pack-note">{t.gone}</p>}
      <Facts detail={detail} found={found.data} />
      {evidence && (
        <section aria-label={t.evidence}>
          <h2>
            {t.evidence} <span className="soft number">{count(evidence.rows.length)}</span>
          </h2>
          {evidence.masked.length > 0 && (
            <p className="pack-note">{text.scenarios.masked(evidence.masked.length)}</p>
          )}
          <RowsTable answer={evidence} label={t.evidence} pageSize={10} />
        </section>
      )}
      {row && (
        <section aria-label={t.row}>
          <h2>{t.row}</h2>
          <Row row={row} />
        </section>
      )}
      {decides && (
        <section aria-label={t.decide}>
          <h2>{t.decide}</h2>
          <FindingChangeForm
            key={finding.state}
            pack={detail.pack.id}
            findings={[number]}
            next={finding.next}
            onDone={() => void found.refetch()}
          />
        </section>
      )}
      <section>
        <h2>{t.history}</h2>
        <History found={found.data} />
      </section>
    </div>
  );
}

/** One finding: what it is about, what bears it out, what happened to it, and what may be done. */
export function FindingDrawer(props: {
  detail: PackDetail;
  number: string | null;
  decides: boolean;
  onClose: () => void;
}) {
  const { detail, number, decides, onClose } = props;
  const { text } = useLanguage();
  const screens = Grid.useBreakpoint();
  return (
    <Drawer
      open={number !== null}
      onClose={onClose}
      title={number && `${text.scenarios.findings.finding} ${number}`}
      size={screens.md ? 760 : "100%"}
      destroyOnHidden
      closable={{ "aria-label": text.app.close }}
    >
      {number && <Whole detail={detail} number={number} decides={decides} />}
    </Drawer>
  );
}
