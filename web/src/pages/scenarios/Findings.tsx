import { DownloadOutlined } from "@ant-design/icons";
import { keepPreviousData, useMutation, useQuery } from "@tanstack/react-query";
import { App, Button, Checkbox, Segmented, Select, Table } from "antd";
import { useState } from "react";
import {
  exportFindings,
  type FindingsAnswer,
  type FindingsRequest,
  type FindingView,
  getFindings,
  type PackDetail,
} from "../../api/api";
import { useSession } from "../../app/session";
import { count } from "../../format/number";
import { useLanguage } from "../../i18n/language";
import { ProblemView, shownProblem } from "../../ui/ProblemView";
import { save } from "../../ui/save";
import { Waiting } from "../../ui/Waiting";
import { FindingChangeForm } from "./FindingChangeForm";
import { FindingDrawer } from "./FindingDrawer";
import { Mark } from "./Mark";
import { findingTone, ruleTitle, yuan } from "./review";

const page = 20;
const everything: FindingsRequest = {
  rules: null,
  states: null,
  asks: null,
  assignee: null,
  seen: null,
  overdue: null,
  least: null,
  label: null,
  order: "-amount",
  offset: 0,
  limit: page,
};

/** How many findings stand in each state, with their money; a click narrows the list to it. */
function States(props: {
  answer: FindingsAnswer;
  chosen: string | null;
  onChoose: (state: string | null) => void;
}) {
  const { answer, chosen, onChoose } = props;
  const t = useLanguage().text.scenarios.findings;
  return (
    <ul className="finding-states" aria-label={t.state}>
      {Object.keys(t.states).flatMap((state) => {
        const sum = answer.byState.find((one) => one.of === state);
        if (!sum && state !== "open" && state !== chosen) return [];
        return (
          <li key={state}>
            <button
              type="button"
              aria-pressed={chosen === state}
              onClick={() => onChoose(chosen === state ? null : state)}
            >
              <Mark tone={findingTone(state)}>{t.states[state]}</Mark>
              <b className="number">{count(sum?.count ?? 0)}</b>
              <span className="soft small number">
                {t.money(yuan(state === "recovered" ? (sum?.recovered ?? 0) : (sum?.amount ?? 0)))}
              </span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}

function Narrowing(props: {
  detail: PackDetail;
  answer: FindingsAnswer;
  request: FindingsRequest;
  onChange: (part: Partial<FindingsRequest>) => void;
}) {
  const { detail, answer, request, onChange } = props;
  const { language, text } = useLanguage();
  const t = text.scenarios.findings;
  const { message } = App.useApp();
  const file = useMutation({
    mutationFn: () => exportFindings(detail.pack.id, { ...request, offset: 0 }),
    onSuccess: (csv) =>
      save(new Blob([csv], { type: "text/csv;charset=utf-8" }), `${detail.pack.id}-findings.csv`),
    onError: () => void message.error(text.problem.title),
  });
  return (
    <div className="finding-filters">
      <Select
        mode="multiple"
        maxTagCount="responsive"
        aria-label={t.rule}
        placeholder={t.rule}
        value={[...(request.rules ?? [])]}
        onChange={(rules) => onChange({ rules })}
        options={answer.byRule.map((sum) => ({
          value: sum.of ?? "",
          label: `${ruleTitle(detail, sum.of ?? "", language)} (${count(sum.count)})`,
        }))}
      />
      {answer.byAsk.some((sum) => sum.of) && (
        <Select
          mode="multiple"
          maxTagCount="responsive"
          aria-label={t.ask}
          placeholder={t.ask}
          value={[...(request.asks ?? [])]}
          onChange={(asks) => onChange({ asks })}
          options={answer.byAsk
            .filter((sum) => sum.of)
            .map((sum) => ({ value: sum.of ?? "", label: `${sum.of} (${count(sum.count)})` }))}
        />
      )}
      <Segmented
        aria-label={t.seenTitle}
        value={request.seen ?? "all"}
        onChange={(seen) => onChange({ seen: seen === "all" ? null : seen })}
        options={["all", "here", "gone"].map((value) => ({ value, label: t.seen[value] }))}
      />
      <Checkbox
        checked={request.overdue === true}
        onChange={(event) => onChange({ overdue: event.target.checked || null })}
      >
        {t.overdueOnly}
      </Checkbox>
      <Button icon={<DownloadOutlined />} loading={file.isPending} onClick={() => file.mutate()}>
        {t.file}
      </Button>
    </div>
  );
}

function List(props: {
  detail: PackDetail;
  answer: FindingsAnswer;
  request: FindingsRequest;
  chosen: readonly string[] | null;
  onChoose: (chosen: string[]) => void;
  onChange: (part: Partial<FindingsRequest>) => void;
  onOpen: (finding: FindingView) => void;
}) {
  const { detail, answer, request, chosen, onChoose, onChange, onOpen } = props;
  const { language, text } = useLanguage();
  const t = text.scenarios.findings;
  return (
    <Table<FindingView>
      size="small"
      aria-label={t.tab}
      rowKey="id"
      scroll={{ x: "max-content" }}
      locale={{ emptyText: t.none }}
      dataSource={[...answer.findings]}
      pagination={{
        current: (request.offset ?? 0) / page + 1,
        pageSize: page,
        total: answer.total.count,
        showSizeChanger: false,
        size: "small",
        onChange: (at) => onChange({ offset: (at - 1) * page }),
      }}
      columns={[
        // Not the table's own selection: its row that measures would hold a second, hidden box to tick.
        ...(chosen
          ? [
              {
                key: "chosen",
                title: <span className="only-heard">{t.choose}</span>,
                render: (_: unknown, finding: FindingView) => (
                  <Checkbox
                    aria-label={`${t.choose} ${finding.id}`}
                    checked={chosen.includes(finding.id)}
                    onChange={(event) =>
                      onChoose(
                        event.target.checked
                          ? [...chosen, finding.id]
                          : chosen.filter((one) => one !== finding.id),
                      )
                    }
                  />
                ),
              },
            ]
          : []),
        {
          key: "finding",
          title: t.finding,
          render: (_, finding) => (
            <div className="finding-words">
              <button type="button" className="link" onClick={() => onOpen(finding)}>
                {finding.message?.[language] ?? ruleTitle(detail, finding.rule, language)}
              </button>
              <span className="soft small">
                {ruleTitle(detail, finding.rule, language)}
                {finding.goneAt && ` · ${t.seen.gone}`}
              </span>
            </div>
          ),
        },
        {
          key: "amount",
          title: t.amount,
          align: "right",
          render: (_, finding) => (
            <span className="number">{finding.amount === null ? "–" : yuan(finding.amount)}</span>
          ),
        },
        { key: "ask", title: t.ask, render: (_, finding) => finding.ask ?? "–" },
        {
          key: "state",
          title: t.state,
          render: (_, finding) => (
            <Mark tone={findingTone(finding.state)}>{t.states[finding.state] ?? finding.state}</Mark>
          ),
        },
        {
          key: "due",
          title: t.due,
          render: (_, finding) => (
            <span className="number nowrap">
              {finding.dueOn ?? "–"} {finding.isOverdue && <Mark tone="bad">{t.overdue}</Mark>}
            </span>
          ),
        },
        { key: "assignee", title: t.assignee, render: (_, finding) => finding.assignee ?? "–" },
      ]}
    />
  );
}

/** What rules of kind finding found, and what people make of it. */
export function Findings({ detail }: { detail: PackDetail }) {
  const t = useLanguage().text.scenarios.findings;
  const decides = useSession().permissions.includes("pack.review");
  const [request, setRequest] = useState(everything);
  const [chosen, setChosen] = useState<string[]>([]);
  const [open, setOpen] = useState<string | null>(null);
  const { id } = detail.pack;
  const findings = useQuery({
    queryKey: ["pack", id, "findings", request],
    queryFn: () => getFindings(id, request),
    placeholderData: keepPreviousData,
  });
  if (findings.isPending) return <Waiting />;
  if (findings.error)
    return <ProblemView problem={shownProblem(findings.error)} onRetry={() => findings.refetch()} />;
  const change = (part: Partial<FindingsRequest>) => setRequest({ ...request, offset: 0, ...part });
  const { data } = findings;
  // Together they can only go where each of them may go.
  const next = data.findings
    .filter((one) => chosen.includes(one.id))
    .reduce<string[] | null>(
      (all, one) => (all ? all.filter((s) => one.next.includes(s)) : [...one.next]),
      null,
    );
  return (
    <div className="stack">
      <p className="soft">{t.note}</p>
      <States
        answer={data}
        chosen={request.states?.[0] ?? null}
        onChoose={(state) => change({ states: state ? [state] : null })}
      />
      <Narrowing detail={detail} answer={data} request={request} onChange={change} />
      {decides && data.findings.length > 0 && (
        <div>
          <Button size="small" type="link" onClick={() => setChosen(data.findings.map((one) => one.id))}>
            {t.choosePage}
          </Button>
          {chosen.length > 0 && (
            <Button size="small" type="link" onClick={() => setChosen([])}>
              {t.chooseNone}
            </Button>
          )}
        </div>
      )}
      {chosen.length > 0 && (
        <section className="finding-together" aria-label={t.chosen(chosen.length)}>
          <b>{t.chosen(chosen.length)}</b>
          <FindingChangeForm pack={id} findings={chosen} next={next ?? []} onDone={() => setChosen([])} />
        </section>
      )}
      <List
        detail={detail}
        answer={data}
        request={request}
        chosen={decides ? chosen : null}
        onChoose={setChosen}
        onChange={change}
        onOpen={(finding) => setOpen(finding.id)}
      />
      <FindingDrawer detail={detail} number={open} decides={decides} onClose={() => setOpen(null)} />
    </div>
  );
}
