import { CheckCircleOutlined, RedoOutlined } from "@ant-design/icons";
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Popconfirm, Segmented, Select, Tag } from "antd";
import { useState } from "react";
import { useSearchParams } from "react-router";
import {
  getQuarantine,
  getQuarantineReasons,
  type QuarantinedRecord,
  type QuarantineReason,
  type QuarantineStatus,
  replayRecords,
} from "../../api/api";
import { useSession } from "../../app/session";
import { count } from "../../format/number";
import { instant } from "../../format/time";
import { useLanguage, useText } from "../../i18n/language";
import { EntryDrawer } from "../../ui/EntryDrawer";
import { MessageBox } from "../../ui/MessageBox";
import { PageHead } from "../../ui/PageHead";
import { ProblemView, shownProblem } from "../../ui/ProblemView";
import { Waiting } from "../../ui/Waiting";
import { DecisionNote, RecordActions } from "./RecordActions";
import "./quarantine.css";

const statuses: readonly QuarantineStatus[] = ["open", "fixed", "discarded"];

const countOf = (reason: QuarantineReason, status: QuarantineStatus) =>
  status === "open" ? reason.count : reason[status];

/** The reasons with the counts of one status, those with none left out. */
const ofStatus = (reasons: readonly QuarantineReason[], status: QuarantineStatus) =>
  reasons
    .map((reason) => ({ ...reason, count: countOf(reason, status) }))
    .filter((reason) => reason.count > 0);

/** Sums counts by one of their names, the largest first. */
function sumBy(reasons: readonly QuarantineReason[], name: "reasonCode" | "source"): [string, number][] {
  const sums = new Map<string, number>();
  for (const reason of reasons) sums.set(reason[name], (sums.get(reason[name]) ?? 0) + reason.count);
  return [...sums].sort((a, b) => b[1] - a[1]);
}

function FaultTag({ fault }: { fault: string }) {
  const text = useText();
  const colour = fault === "platform" ? "red" : fault === "caller" ? "blue" : "gold";
  return (
    <Tag color={colour} variant="filled" className={`fault-${colour}`}>
      {text.problem.who[fault] ?? fault}
    </Tag>
  );
}

function ReasonTiles(props: {
  reasons: readonly QuarantineReason[];
  chosen: string | null;
  onChoose: (reason: string | null) => void;
}) {
  const text = useText();
  const { reasons, chosen, onChoose } = props;
  const largest = Math.max(1, ...sumBy(reasons, "reasonCode").map(([, records]) => records));
  return (
    <fieldset className="reasons">
      <legend className="only-heard">{text.quarantine.byReason}</legend>
      {sumBy(reasons, "reasonCode").map(([reason, records]) => (
        <button
          key={reason}
          type="button"
          className="reason"
          aria-pressed={chosen === reason}
          onClick={() => onChoose(chosen === reason ? null : reason)}
        >
          <span className="reason-name">{text.quarantine.reasons[reason] ?? reason}</span>
          <b className="number">{count(records)}</b>
          <span className="reason-bar" aria-hidden>
            <span style={{ width: `${(100 * records) / largest}%` }} />
          </span>
        </button>
      ))}
    </fieldset>
  );
}

function RecordTable({
  records,
  onOpen,
}: {
  records: readonly QuarantinedRecord[];
  onOpen: (record: QuarantinedRecord) => void;
}) {
  const { text, language } = useLanguage();
  const t = text.quarantine;
  return (
    <table className="records">
      <thead>
        <tr>
          <th scope="col">{t.reason}</th>
          <th scope="col">{t.path}</th>
          <th scope="col">{t.detail}</th>
          <th scope="col">{t.fault}</th>
          <th scope="col">{t.source}</th>
          <th scope="col">{t.received}</th>
        </tr>
      </thead>
      <tbody>
        {records.map((record) => {
          const reason = t.reasons[record.reasonCode] ?? record.reasonCode;
          return (
            <tr key={`${record.position}/${record.recordNumber}`} onClick={() => onOpen(record)}>
              <td>
                <button
                  type="button"
                  className="link"
                  aria-label={t.open(reason, `${record.position} #${record.recordNumber}`)}
                  onClick={(event) => {
                    event.stopPropagation();
                    onOpen(record);
                  }}
                >
                  {reason}
                </button>
                <div className="soft small">{record.recordKind}</div>
              </td>
              <td className="mono">{record.path}</td>
              <td className="detail">
                {(language === "zh" && t.explanations[record.reasonCode]?.meaning) || record.detail}
              </td>
              <td>
                <FaultTag fault={record.fault} />
              </td>
              <td>
                {record.source}
                <div className="mono soft small">
                  {record.position} #{record.recordNumber}
                </div>
              </td>
              <td className="number nowrap">{instant(record.receivedAt).slice(0, 16)}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

/** Reads what is shown once more, after a mapping or a parser has changed. */
function Replay({
  source,
  reason,
  records,
}: {
  source: string | null;
  reason: string | null;
  records: number;
}) {
  const text = useText();
  const t = text.quarantine;
  const session = useSession();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const replay = useMutation({
    mutationFn: () => replayRecords({ source, reasonCode: reason }),
    onSuccess: (outcome) => {
      void message.info(t.replayed(outcome.records, outcome.released), 6);
      void queries.invalidateQueries({ queryKey: ["quarantine"] });
      void queries.invalidateQueries({ queryKey: ["quarantine-reasons"] });
    },
    onError: () => void message.error(text.problem.title),
  });
  if (!session.permissions.includes("quarantine.fix")) return null;
  return (
    <Popconfirm title={t.replayConfirm(records)} okText={t.replay} onConfirm={() => replay.mutateAsync()}>
      <Button icon={<RedoOutlined />} loading={replay.isPending} style={{ marginLeft: "auto" }}>
        {t.replayShown(records)}
      </Button>
    </Popconfirm>
  );
}

export default function QuarantinePage() {
  const text = useText();
  const t = text.quarantine;
  // Codes of reasons and names of sources may stand in the address: they tell nothing of a person.
  const [parameters, setParameters] = useSearchParams();
  const source = parameters.get("source");
  const reason = parameters.get("reason");
  const status = statuses.find((each) => each === parameters.get("status")) ?? "open";
  const [open, setOpen] = useState<QuarantinedRecord | null>(null);

  const choose = (name: "source" | "reason" | "status", value: string | null) =>
    setParameters(
      (before) => {
        const after = new URLSearchParams(before);
        if (value) after.set(name, value);
        else after.delete(name);
        return after;
      },
      { replace: true },
    );

  const reasons = useQuery({ queryKey: ["quarantine-reasons"], queryFn: getQuarantineReasons });
  const pages = useInfiniteQuery({
    queryKey: ["quarantine", source, reason, status],
    queryFn: ({ pageParam }) => getQuarantine({ source, reason, status }, pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
  const records = pages.data?.pages.flatMap((page) => page.items) ?? [];
  const everything = reasons.data ?? [];
  const all = ofStatus(everything, status);
  const ofSource = source ? all.filter((each) => each.source === source) : all;
  const total = ofSource
    .filter((each) => !reason || each.reasonCode === reason)
    .reduce((sum, each) => sum + each.count, 0);
  const error = pages.error ?? reasons.error;
  const retry = () => {
    void pages.refetch();
    void reasons.refetch();
  };

  return (
    <>
      <PageHead title={t.title} lead={t.lead} />
      {error && <ProblemView problem={shownProblem(error)} onRetry={retry} />}
      {!error && (pages.isPending || reasons.isPending) && <Waiting lines={8} />}
      {reasons.data && everything.length === 0 && !error && (
        <div className="panel">
          <MessageBox icon={<CheckCircleOutlined />} title={t.emptyTitle}>
            <p>{t.emptyText}</p>
          </MessageBox>
        </div>
      )}
      {reasons.data && everything.length > 0 && pages.data && (
        <div className="stack">
          <ReasonTiles reasons={ofSource} chosen={reason} onChoose={(value) => choose("reason", value)} />
          <section className="panel" aria-label={t.title}>
            <div className="record-bar">
              <Segmented
                aria-label={t.status}
                value={status}
                onChange={(value) => choose("status", value === "open" ? null : value)}
                options={statuses.map((value) => ({
                  value,
                  label: `${t.statuses[value]} ${count(everything.reduce((sum, each) => sum + countOf(each, value), 0))}`,
                }))}
              />
              <strong className="number" role="status">
                {t.total(total)}
              </strong>
              <span className="record-filter">
                <span id="source-label" className="soft">
                  {t.source}
                </span>
                <Select
                  aria-labelledby="source-label"
                  aria-label={t.source}
                  value={source ?? ""}
                  style={{ minWidth: 190 }}
                  onChange={(value) => choose("source", value || null)}
                  options={[
                    { value: "", label: t.all },
                    ...sumBy(all, "source").map(([name, number]) => ({
                      value: name,
                      label: `${name} (${count(number)})`,
                    })),
                  ]}
                />
              </span>
              {(source || reason) && (
                <Button type="text" onClick={() => setParameters({}, { replace: true })}>
                  {t.clear}
                </Button>
              )}
              {status === "open" && total > 0 && <Replay source={source} reason={reason} records={total} />}
            </div>
            {reason && t.explanations[reason] && (
              <div className="explanation">
                <p>{t.explanations[reason].meaning}</p>
                <p className="soft">{t.explanations[reason].toDo}</p>
              </div>
            )}
            {records.length === 0 ? (
              <MessageBox title={t.emptyFiltered} />
            ) : (
              <RecordTable records={records} onOpen={setOpen} />
            )}
            {pages.hasNextPage ? (
              <div className="more">
                <Button loading={pages.isFetchingNextPage} onClick={() => pages.fetchNextPage()}>
                  {t.more}
                </Button>
              </div>
            ) : (
              records.length > 50 && <p className="more soft">{t.end}</p>
            )}
          </section>
        </div>
      )}
      <EntryDrawer
        title={t.drawer}
        place={open && { position: open.position, recordNumber: open.recordNumber, fault: open.path }}
        onClose={() => setOpen(null)}
      >
        {open && (
          <section className="verdict">
            <h2>
              {t.reasons[open.reasonCode] ?? open.reasonCode} <FaultTag fault={open.fault} />
            </h2>
            {t.explanations[open.reasonCode] && (
              <div className="explanation">
                <p>{t.explanations[open.reasonCode]!.meaning}</p>
                <p className="soft">{t.explanations[open.reasonCode]!.toDo}</p>
              </div>
            )}
            <p>{open.detail}</p>
            {open.path && (
              <p className="soft">
                {t.path} <span className="mono">{open.path}</span>
              </p>
            )}
            <DecisionNote record={open} />
            <RecordActions record={open} onDone={() => setOpen(null)} />
          </section>
        )}
      </EntryDrawer>
    </>
  );
}
