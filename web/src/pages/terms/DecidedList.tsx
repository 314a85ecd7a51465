import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Modal, Popconfirm } from "antd";
import { useState } from "react";
import { answerMapping, type CodeMapping, getMappings, getMappingVersions } from "../../api/api";
import { useSession } from "../../app/session";
import { count } from "../../format/number";
import { instant } from "../../format/time";
import { useText } from "../../i18n/language";
import { MessageBox } from "../../ui/MessageBox";
import { ProblemView, shownProblem } from "../../ui/ProblemView";
import { Waiting } from "../../ui/Waiting";

const keyOf = (m: CodeMapping) => [m.source, m.vocabulary, m.code, m.position].join("\u001f");

function useAnswer() {
  const text = useText();
  const { message, notification } = App.useApp();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (request: { answer: "confirm" | "decline" | "undo"; mapping: CodeMapping }) =>
      answerMapping(request.answer, {
        source: request.mapping.source,
        vocabulary: request.mapping.vocabulary,
        code: request.mapping.code,
        why: text.terms[request.answer],
      }),
    onSuccess: (outcome) => {
      void message.success(text.terms.remapped(count(outcome.remapped)));
      void queries.invalidateQueries();
    },
    onError: (error) =>
      notification.error({
        title: text.problem.title,
        description: <ProblemView problem={shownProblem(error)} />,
      }),
  });
}

function Target({ mapping }: { mapping: CodeMapping }) {
  const t = useText().terms;
  return mapping.system === "none" ? (
    <span>{t.none}</span>
  ) : (
    <>
      <span className="mono">{mapping.target}</span> {mapping.targetName}
      <div className="soft small">{mapping.system}</div>
    </>
  );
}

function Versions({ mapping, onClose }: { mapping: CodeMapping; onClose: () => void }) {
  const t = useText().terms;
  const versions = useQuery({
    queryKey: ["mapping-versions", mapping.source, mapping.vocabulary, mapping.code],
    queryFn: () => getMappingVersions(mapping.source, mapping.vocabulary, mapping.code),
  });
  return (
    <Modal open title={mapping.name || mapping.code} footer={null} width={760} onCancel={onClose}>
      {versions.isPending && <Waiting />}
      <ol className="versions">
        {(versions.data ?? []).map((version) => (
          <li key={keyOf(version)}>
            <div>
              {t.states[version.status] ?? version.status} · {version.by}
              {version.confirmedBy ? ` · ${t.second} ${version.confirmedBy}` : ""}
              <span className="soft small"> {instant(version.at).slice(0, 16)}</span>
            </div>
            {version.status !== "withdrawn" && <Target mapping={version} />}
            <div className="soft small">{version.why}</div>
          </li>
        ))}
      </ol>
    </Modal>
  );
}

/** Decisions in force, or proposals that wait for a second person. */
export function DecidedList({ isWaiting }: { isWaiting: boolean }) {
  const t = useText().terms;
  const session = useSession();
  const answer = useAnswer();
  const [shown, setShown] = useState<CodeMapping | null>(null);
  const mappings = useQuery({ queryKey: ["mappings"], queryFn: getMappings });
  if (mappings.isPending) return <Waiting />;
  if (mappings.isError) {
    return <ProblemView problem={shownProblem(mappings.error)} onRetry={() => void mappings.refetch()} />;
  }

  const items = mappings.data.filter((m) =>
    isWaiting ? m.isProposal && m.status === "proposed" : !m.isProposal,
  );
  if (items.length === 0) return <MessageBox title={isWaiting ? t.noWaiting : t.noDecided} />;
  const mayMap = session.permissions.includes("terms.map");
  return (
    <div className="terms-scroll">
      <table className="records">
        <thead>
          <tr>
            <th scope="col">{t.code}</th>
            <th scope="col">{t.target}</th>
            <th scope="col">{t.by}</th>
            <th scope="col">{t.status}</th>
            <th scope="col" aria-label={t.versions} />
          </tr>
        </thead>
        <tbody>
          {items.map((mapping) => (
            <tr key={keyOf(mapping)}>
              <td>
                {mapping.name || mapping.code}
                <div className="soft small">
                  <span className="mono">{mapping.name ? mapping.code : ""}</span> {mapping.vocabulary} ·{" "}
                  {mapping.source || t.allSources}
                </div>
              </td>
              <td>{mapping.status === "withdrawn" ? "—" : <Target mapping={mapping} />}</td>
              <td>
                {mapping.by}
                {mapping.confirmedBy && (
                  <div className="soft small">{`${t.second} ${mapping.confirmedBy}`}</div>
                )}
                <div className="soft small">{instant(mapping.at).slice(0, 16)}</div>
              </td>
              <td>{t.states[mapping.status] ?? mapping.status}</td>
              <td className="nowrap">
                {mayMap && isWaiting && mapping.by !== session.name && (
                  <Button
                    size="small"
                    type="primary"
                    onClick={() => answer.mutate({ answer: "confirm", mapping })}
                  >
                    {t.confirm}
                  </Button>
                )}
                {mayMap && isWaiting && (
                  <Button size="small" onClick={() => answer.mutate({ answer: "decline", mapping })}>
                    {t.decline}
                  </Button>
                )}
                {mayMap && !isWaiting && mapping.status === "decided" && (
                  <Popconfirm title={t.undoAsk} onConfirm={() => answer.mutate({ answer: "undo", mapping })}>
                    <Button size="small">{t.undo}</Button>
                  </Popconfirm>
                )}
                <Button size="small" type="text" onClick={() => setShown(mapping)}>
                  {t.versions}
                </Button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {shown && <Versions mapping={shown} onClose={() => setShown(null)} />}
    </div>
  );
}
