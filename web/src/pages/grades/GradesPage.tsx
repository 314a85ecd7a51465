import { SafetyCertificateOutlined, SearchOutlined } from "@ant-design/icons";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Input, Modal, Segmented, Select, Tabs, Tag } from "antd";
import { useState } from "react";
import { decideGrade, type GradeView, getGrades, getGradesOf, proposeGrades } from "../../api/api";
import { useSession } from "../../app/session";
import { count } from "../../format/number";
import { instant } from "../../format/time";
import { useText } from "../../i18n/language";
import { MessageBox } from "../../ui/MessageBox";
import { PageHead } from "../../ui/PageHead";
import { ProblemView, shownProblem } from "../../ui/ProblemView";
import { Waiting } from "../../ui/Waiting";
import { Exports } from "./Exports";
import { LevelTag } from "./LevelTag";
import { PolicyTable } from "./PolicyTable";
import "./grades.css";

const levels = [1, 2, 3, 4, 5] as const;

/** Asks for level and reason, and sends the decision. */
function DecisionDialog({ column, onClose }: { column: GradeView; onClose: () => void }) {
  const text = useText();
  const t = text.grades;
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [level, setLevel] = useState(column.proposedLevel);
  const [reason, setReason] = useState("");
  const decide = useMutation({
    mutationFn: () => decideGrade(column.table, column.column, level, reason.trim()),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ["grades"] });
      message.success(t.decided);
      onClose();
    },
  });
  return (
    <Modal
      open
      title={`${column.table}.${column.column}`}
      okText={t.confirm}
      cancelText={t.cancel}
      okButtonProps={{ disabled: reason.trim() === "", loading: decide.isPending }}
      onOk={() => decide.mutate()}
      onCancel={onClose}
    >
      <p className="soft">
        {t.proposed(column.proposedLevel, t.by[column.proposedBy] ?? column.proposedBy)} · GB/T 39725-2020{" "}
        {column.clause} · {column.reason}
      </p>
      {column.findings.map((found) => (
        <p key={found.detector}>
          {t.found(t.by[found.detector] ?? found.detector, found.hits, found.sampled)}
        </p>
      ))}
      <Segmented
        block
        value={level}
        onChange={setLevel}
        options={levels.map((value) => ({ value, label: t.level(value) }))}
        aria-label={t.decideLevel}
      />
      <p className="soft">{t.meaning[level as 1 | 2 | 3 | 4 | 5]}</p>
      <Input.TextArea
        value={reason}
        onChange={(event) => setReason(event.target.value)}
        placeholder={t.why}
        aria-label={t.why}
        maxLength={500}
        rows={3}
      />
      {decide.error && <ProblemView problem={shownProblem(decide.error)} />}
    </Modal>
  );
}

function ColumnRow({ column, onDecide }: { column: GradeView; onDecide: (() => void) | null }) {
  const text = useText();
  const t = text.grades;
  return (
    <li className="grade-row">
      <LevelTag level={column.level} />
      <span className="mono grade-name">{column.column}</span>
      <span className="soft">
        {t.category[column.category] ?? column.category}
        {column.mask !== "none" && ` · ${t.mask[column.mask] ?? column.mask}`}
      </span>
      <span className="soft small">
        {column.isConfirmed && column.decision
          ? `${t.confirmedBy(column.decision.by)} ${instant(column.decision.at)}`
          : `${t.by[column.proposedBy] ?? column.proposedBy} · ${column.reason}`}
      </span>
      {column.isConfirmed ? <Tag color="green">{t.confirmed}</Tag> : <Tag>{t.unconfirmed}</Tag>}
      {onDecide && (
        <Button size="small" onClick={onDecide} aria-label={`${t.decide} ${column.column}`}>
          {t.decide}
        </Button>
      )}
    </li>
  );
}

function Columns({ table }: { table: string }) {
  const text = useText();
  const t = text.grades;
  const session = useSession();
  const [wanted, setWanted] = useState<number | "all" | "open">("all");
  const [chosen, setChosen] = useState<GradeView | null>(null);
  const query = useQuery({ queryKey: ["grades", table], queryFn: () => getGradesOf(table) });
  if (query.error) return <ProblemView problem={shownProblem(query.error)} onRetry={() => query.refetch()} />;
  if (!query.data) return <Waiting />;
  const columns = query.data.filter((column) =>
    wanted === "all" ? true : wanted === "open" ? !column.isConfirmed : column.level === wanted,
  );
  const mayDecide = session.permissions.includes("catalogue.manage");
  return (
    <>
      <Segmented
        value={wanted}
        onChange={setWanted}
        options={[
          { value: "all" as const, label: t.all },
          { value: "open" as const, label: t.unconfirmed },
          ...levels.map((value) => ({ value, label: t.level(value) })),
        ]}
      />
      {columns.length === 0 ? (
        <MessageBox title={t.none} />
      ) : (
        <ul className="grade-list">
          {columns.map((column) => (
            <ColumnRow
              key={column.column}
              column={column}
              onDecide={mayDecide ? () => setChosen(column) : null}
            />
          ))}
        </ul>
      )}
      {chosen && <DecisionDialog column={chosen} onClose={() => setChosen(null)} />}
    </>
  );
}

function Levels() {
  const text = useText();
  const t = text.grades;
  const session = useSession();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [table, setTable] = useState("cn_source_person");
  const overview = useQuery({ queryKey: ["grades"], queryFn: getGrades });
  const propose = useMutation({
    mutationFn: proposeGrades,
    onSuccess: async (made) => {
      await queries.invalidateQueries({ queryKey: ["grades"] });
      message.success(t.looked(made.tables, made.findings));
    },
  });
  if (overview.error)
    return <ProblemView problem={shownProblem(overview.error)} onRetry={() => overview.refetch()} />;
  if (!overview.data) return <Waiting />;
  return (
    <div className="stack">
      <ul className="level-tiles">
        {overview.data.levels.map((level) => (
          <li key={level.level} className="panel">
            <LevelTag level={level.level} />
            <b className="number">{count(level.columns)}</b>
            <span className="soft small">{t.ofWhich(level.confirmed)}</span>
            <span className="soft small">{t.meaning[level.level as 1 | 2 | 3 | 4 | 5]}</span>
          </li>
        ))}
      </ul>
      <div className="panel stack">
        <div className="grade-bar">
          <Select
            showSearch
            value={table}
            onChange={setTable}
            aria-label={t.table}
            options={overview.data.tables.map((one) => ({
              value: one.table,
              label: `${text.tables[one.table] ?? one.table} · ${one.table} · ${t.level(one.highest)}`,
            }))}
          />
          {overview.data.tables.find((one) => one.table === table)?.hasSensitiveRows && (
            <Tag color="red">{t.sensitiveRows}</Tag>
          )}
          {session.permissions.includes("catalogue.manage") && (
            <Button icon={<SearchOutlined />} loading={propose.isPending} onClick={() => propose.mutate()}>
              {t.propose}
            </Button>
          )}
        </div>
        {propose.error && <ProblemView problem={shownProblem(propose.error)} />}
        <Columns key={table} table={table} />
      </div>
    </div>
  );
}

/** Levels of data by GB/T 39725-2020: what they are, whom they let through, and what may leave as a file. */
export default function GradesPage() {
  const t = useText().grades;
  const session = useSession();
  const may = (permission: string) => session.permissions.includes(permission);
  return (
    <>
      <PageHead title={t.title} lead={t.lead} />
      <Tabs
        items={[
          { key: "levels", label: t.levels, icon: <SafetyCertificateOutlined />, children: <Levels /> },
          { key: "policy", label: t.policy, children: <PolicyTable /> },
          ...(may("sql.query") || may("deid.approve")
            ? [{ key: "exports", label: t.exports, children: <Exports /> }]
            : []),
        ]}
      />
    </>
  );
}
