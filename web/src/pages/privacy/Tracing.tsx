import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Input, InputNumber, Tag } from "antd";
import { useState } from "react";
import { askTracing, decideTracing, getTracing, revealTraced, type TracingRequest } from "../../api/api";
import { useSession } from "../../app/session";
import { instant } from "../../format/time";
import { useText } from "../../i18n/language";
import { MessageBox } from "../../ui/MessageBox";
import { ProblemView, shownProblem } from "../../ui/ProblemView";
import { Waiting } from "../../ui/Waiting";

function Ask() {
  const t = useText().privacy;
  const queries = useQueryClient();
  const [pseudonym, setPseudonym] = useState("");
  const [project, setProject] = useState("default");
  const [keyId, setKeyId] = useState(1);
  const [why, setWhy] = useState("");
  const ask = useMutation({
    mutationFn: () => askTracing(pseudonym, project, keyId, why),
    onSuccess: () => {
      setPseudonym("");
      setWhy("");
      void queries.invalidateQueries({ queryKey: ["deid", "tracing"] });
    },
  });
  return (
    <div className="tracing-ask">
      <Input
        aria-label={t.pseudonym}
        placeholder={t.pseudonym}
        value={pseudonym}
        onChange={(event) => setPseudonym(event.target.value)}
      />
      <Input
        aria-label={t.project}
        placeholder={t.project}
        value={project}
        onChange={(event) => setProject(event.target.value)}
      />
      <InputNumber aria-label="key" min={1} value={keyId} onChange={(value) => setKeyId(value ?? 1)} />
      <Input
        aria-label={t.why}
        placeholder={t.why}
        value={why}
        onChange={(event) => setWhy(event.target.value)}
      />
      <Button
        loading={ask.isPending}
        disabled={!pseudonym.trim() || !why.trim()}
        onClick={() => ask.mutate()}
      >
        {t.ask}
      </Button>
      {ask.error && <ProblemView problem={shownProblem(ask.error)} />}
    </div>
  );
}

/** One request: whoever asked looks at the original, whoever approves decides. */
function Request({ request, approves }: { request: TracingRequest; approves: boolean }) {
  const t = useText().privacy;
  const session = useSession();
  const queries = useQueryClient();
  const [why, setWhy] = useState("");
  const decide = useMutation({
    mutationFn: (yes: boolean) => decideTracing(request.id, yes, why),
    onSuccess: () => void queries.invalidateQueries({ queryKey: ["deid", "tracing"] }),
  });
  const reveal = useMutation({ mutationFn: () => revealTraced(request.id) });
  const state = request.isApproved === null ? "open" : request.isApproved ? "approved" : "declined";
  const mine = request.requestedBy === session.name;
  const error = decide.error ?? reveal.error;
  return (
    <li className="tracing-request">
      <div>
        <span className="mono">{request.pseudonym}</span>{" "}
        <Tag color={state === "approved" ? "green" : state === "declined" ? "red" : "gold"}>
          {t.states[state]}
        </Tag>
        <div className="soft small">
          {t.requester} {request.requestedBy} · {instant(request.requestedAt).slice(0, 16)} ·{" "}
          {request.project} / {request.keyId}
        </div>
        <div>{request.why}</div>
      </div>
      {state === "open" && approves && !mine && (
        <div className="tracing-ask">
          <Input
            aria-label={t.decisionWhy}
            placeholder={t.decisionWhy}
            value={why}
            onChange={(event) => setWhy(event.target.value)}
          />
          <Button type="primary" disabled={!why.trim()} onClick={() => decide.mutate(true)}>
            {t.decide}
          </Button>
          <Button danger disabled={!why.trim()} onClick={() => decide.mutate(false)}>
            {t.decline}
          </Button>
        </div>
      )}
      {state === "approved" && mine && (
        <Button loading={reveal.isPending} onClick={() => reveal.mutate()}>
          {t.reveal}
        </Button>
      )}
      {reveal.data && (
        <p>
          {reveal.data.originals.length > 0
            ? `${t.original}: ${reveal.data.originals.join(" / ")}`
            : t.noOriginal}
        </p>
      )}
      {error && <ProblemView problem={shownProblem(error)} />}
    </li>
  );
}

/** Requests to lead pseudonyms back, with two persons. */
export function Tracing() {
  const t = useText().privacy;
  const session = useSession();
  const runs = session.permissions.includes("deid.run");
  const approves = session.permissions.includes("deid.approve");
  const list = useQuery({ queryKey: ["deid", "tracing"], queryFn: () => getTracing(!runs) });
  return (
    <section className="panel" aria-label={t.tracing}>
      <h2>{t.tracing}</h2>
      <p className="soft small">{t.tracingLead}</p>
      {runs && <Ask />}
      {list.error && <ProblemView problem={shownProblem(list.error)} />}
      {list.isPending && <Waiting />}
      {list.data?.length === 0 && <MessageBox title={t.noTracing} />}
      <ul className="tracing-list">
        {list.data?.map((request) => (
          <Request key={request.id} request={request} approves={approves} />
        ))}
      </ul>
    </section>
  );
}
