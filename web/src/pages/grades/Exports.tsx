import { DownloadOutlined } from "@ant-design/icons";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Input, Tag } from "antd";
import { useState } from "react";
import {
  askExport,
  decideExport,
  type ExportView,
  getExportLevel,
  getExports,
  takeExport,
} from "../../api/api";
import { useSession } from "../../app/session";
import { instant } from "../../format/time";
import { useText } from "../../i18n/language";
import { MessageBox } from "../../ui/MessageBox";
import { ProblemView, shownProblem } from "../../ui/ProblemView";
import { save } from "../../ui/save";
import { Waiting } from "../../ui/Waiting";
import { LevelTag } from "./LevelTag";

function Ask() {
  const t = useText().grades;
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [sql, setSql] = useState("");
  const [reason, setReason] = useState("");
  const level = useMutation({ mutationFn: getExportLevel });
  const take = useMutation({ mutationFn: takeExport, onSuccess: (file) => save(file, "suwen-export.csv") });
  const ask = useMutation({
    mutationFn: () => askExport(sql, reason.trim()),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ["exports"] });
      message.success(t.asked);
      setReason("");
      level.reset();
    },
  });
  const error = level.error ?? take.error ?? ask.error;
  return (
    <div className="panel stack">
      <Input.TextArea
        className="mono"
        rows={4}
        value={sql}
        onChange={(event) => {
          setSql(event.target.value);
          level.reset();
        }}
        placeholder="SELECT …"
        aria-label={t.statement}
        spellCheck={false}
      />
      <div className="grade-bar">
        <Button disabled={sql.trim() === ""} loading={level.isPending} onClick={() => level.mutate(sql)}>
          {t.whichLevel}
        </Button>
        {level.data && <LevelTag level={level.data.level} />}
        {level.data && !level.data.needsApproval && (
          <Button
            type="primary"
            icon={<DownloadOutlined />}
            loading={take.isPending}
            onClick={() => take.mutate({ sql, id: null })}
          >
            {t.take}
          </Button>
        )}
        {level.data?.needsApproval && (
          <>
            <Input
              className="grade-why"
              value={reason}
              maxLength={500}
              onChange={(event) => setReason(event.target.value)}
              placeholder={t.exportWhy}
              aria-label={t.exportWhy}
            />
            <Button
              type="primary"
              disabled={reason.trim() === ""}
              loading={ask.isPending}
              onClick={() => ask.mutate()}
            >
              {t.ask}
            </Button>
          </>
        )}
      </div>
      {error && <ProblemView problem={shownProblem(error)} />}
    </div>
  );
}

function Request({ one, mayDecide, own }: { one: ExportView; mayDecide: boolean; own: boolean }) {
  const t = useText().grades;
  const queries = useQueryClient();
  const [reason, setReason] = useState("");
  const decide = useMutation({
    mutationFn: (approve: boolean) => decideExport(one.id, approve, reason.trim()),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["exports"] }),
  });
  const take = useMutation({ mutationFn: takeExport, onSuccess: (file) => save(file, "suwen-export.csv") });
  const error = decide.error ?? take.error;
  return (
    <li className="panel stack">
      <div className="grade-bar">
        <LevelTag level={one.level} />
        <Tag>{t.status[one.status] ?? one.status}</Tag>
        <span className="soft">
          {one.by} · {instant(one.at)} · {one.reason}
        </span>
      </div>
      <pre className="mono">{one.sql}</pre>
      {one.decidedBy && (
        <p className="soft small">
          {one.decidedBy} · {one.decisionReason}
        </p>
      )}
      {own && one.status === "approved" && (
        <Button
          icon={<DownloadOutlined />}
          loading={take.isPending}
          onClick={() => take.mutate({ sql: null, id: one.id })}
        >
          {t.take}
        </Button>
      )}
      {mayDecide && !own && one.status === "requested" && (
        <div className="grade-bar">
          <Input
            className="grade-why"
            value={reason}
            maxLength={500}
            onChange={(event) => setReason(event.target.value)}
            placeholder={t.why}
            aria-label={t.why}
          />
          <Button type="primary" disabled={reason.trim() === ""} onClick={() => decide.mutate(true)}>
            {t.approve}
          </Button>
          <Button danger disabled={reason.trim() === ""} onClick={() => decide.mutate(false)}>
            {t.refuse}
          </Button>
        </div>
      )}
      {error && <ProblemView problem={shownProblem(error)} />}
    </li>
  );
}

/** Files that leave: asked for here, approved by another person from level 4 on. */
export function Exports() {
  const t = useText().grades;
  const session = useSession();
  const mayDecide = session.permissions.includes("deid.approve");
  const query = useQuery({ queryKey: ["exports"], queryFn: () => getExports(mayDecide) });
  return (
    <div className="stack">
      <p className="soft">{t.exportsLead}</p>
      {session.permissions.includes("sql.query") && <Ask />}
      {query.error && <ProblemView problem={shownProblem(query.error)} onRetry={() => query.refetch()} />}
      {!query.data && !query.error && <Waiting />}
      {query.data?.length === 0 && <MessageBox title={t.noExports} />}
      <ul className="stack plain">
        {query.data?.map((one) => (
          <Request key={one.id} one={one} mayDecide={mayDecide} own={one.by === session.name} />
        ))}
      </ul>
    </div>
  );
}
