import { SafetyCertificateOutlined, UploadOutlined } from "@ant-design/icons";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Input, Segmented, Select, Tag } from "antd";
import { useState } from "react";
import { getCertificates, getDeidChoices, releaseAddress, releaseFiles, releaseTables } from "../../api/api";
import { useSession } from "../../app/session";
import { count } from "../../format/number";
import { instant } from "../../format/time";
import { useLanguage, useText } from "../../i18n/language";
import { MessageBox } from "../../ui/MessageBox";
import { PageHead } from "../../ui/PageHead";
import { ProblemView, shownProblem } from "../../ui/ProblemView";
import { Waiting } from "../../ui/Waiting";
import { CertificateDrawer } from "./CertificateDrawer";
import { Tracing } from "./Tracing";
import "./privacy.css";

/** Chooses policy, project and data, and runs the release. */
function ReleaseForm({ onDone }: { onDone: (certificate: string) => void }) {
  const { text, language } = useLanguage();
  const t = text.privacy;
  const queries = useQueryClient();
  const choices = useQuery({ queryKey: ["deid", "choices"], queryFn: getDeidChoices });
  const [policy, setPolicy] = useState("research-cn");
  const [project, setProject] = useState("default");
  const [tables, setTables] = useState<string[]>([]);
  const [files, setFiles] = useState<File[]>([]);
  const release = useMutation({
    mutationFn: () =>
      files.length > 0 ? releaseFiles(files, policy, project) : releaseTables(tables, policy, project),
    onSuccess: (body) => {
      void queries.invalidateQueries({ queryKey: ["deid", "certificates"] });
      onDone(body.id);
    },
  });
  if (choices.isPending) return <Waiting />;
  if (choices.error) return <ProblemView problem={shownProblem(choices.error)} />;
  const chosen = choices.data.policies.find((candidate) => candidate.id === policy);
  return (
    <section className="panel" aria-label={t.release}>
      <h2>{t.release}</h2>
      <Segmented
        className="policies"
        value={policy}
        onChange={setPolicy}
        options={choices.data.policies.map((candidate) => ({
          value: candidate.id,
          label: language === "zh" ? candidate.titleZh : candidate.title,
        }))}
      />
      {chosen && (
        <div className="soft small">
          {t.basis}: {chosen.basis.join(" · ")} — {t.unknown[chosen.unknown]}
          <details>
            <summary>{t.showPolicy}</summary>
            <pre className="policy-text">{chosen.text}</pre>
          </details>
        </div>
      )}
      <div className="release-fields">
        <label>
          <span>{t.project}</span>
          <Input value={project} onChange={(event) => setProject(event.target.value)} />
          <span className="soft small">{t.projectHint}</span>
        </label>
        <label>
          <span>{t.tables}</span>
          <Select
            mode="multiple"
            allowClear
            value={tables}
            disabled={files.length > 0}
            onChange={setTables}
            options={choices.data.tables.map((table) => ({ value: table, label: table }))}
          />
        </label>
        <label>
          <span>{t.files}</span>
          <input
            type="file"
            multiple
            aria-label={t.chooseFiles}
            onChange={(event) => setFiles([...(event.target.files ?? [])])}
          />
        </label>
      </div>
      <Button
        type="primary"
        icon={<UploadOutlined />}
        loading={release.isPending}
        disabled={tables.length === 0 && files.length === 0}
        onClick={() => release.mutate()}
      >
        {release.isPending ? t.running : t.run}
      </Button>
      {release.error && <ProblemView problem={shownProblem(release.error)} />}
    </section>
  );
}

function CertificateTable({ onOpen }: { onOpen: (certificate: string) => void }) {
  const text = useText();
  const t = text.privacy;
  const list = useQuery({ queryKey: ["deid", "certificates"], queryFn: getCertificates });
  if (list.isPending) return <Waiting />;
  if (list.error) return <ProblemView problem={shownProblem(list.error)} />;
  if (list.data.length === 0) return <MessageBox title={t.noCertificates} />;
  return (
    <div className="scroll">
      <table className="records">
        <thead>
          <tr>
            <th scope="col">{t.issued}</th>
            <th scope="col">{t.policy}</th>
            <th scope="col">{t.project}</th>
            <th scope="col">{t.by}</th>
            <th scope="col">{t.records}</th>
            <th scope="col">{t.state}</th>
            <th scope="col">{t.certificate}</th>
          </tr>
        </thead>
        <tbody>
          {list.data.map((line) => (
            <tr key={line.id}>
              <td className="number nowrap">{instant(line.issuedAt).slice(0, 16)}</td>
              <td>{line.policyId}</td>
              <td>{line.project}</td>
              <td>{line.by}</td>
              <td className="number">{count(Number(line.records))}</td>
              <td>
                <Tag color={line.isGenuine ? "green" : "red"}>{line.isGenuine ? t.genuine : t.forged}</Tag>
                <Tag color={line.isComplete ? "green" : "gold"}>
                  {line.isComplete ? t.complete : t.incomplete}
                </Tag>
              </td>
              <td className="nowrap">
                <Button type="link" icon={<SafetyCertificateOutlined />} onClick={() => onOpen(line.id)}>
                  {t.open}
                </Button>
                {line.isFetchable && <a href={releaseAddress(line.id)}>{t.fetch}</a>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

export default function PrivacyPage() {
  const text = useText();
  const t = text.privacy;
  const session = useSession();
  const runs = session.permissions.includes("deid.run");
  const [opened, setOpened] = useState<string | null>(null);
  return (
    <>
      <PageHead title={t.title} lead={t.lead} />
      <div className="stack">
        {runs && <ReleaseForm onDone={setOpened} />}
        {runs && (
          <section className="panel" aria-label={t.certificates}>
            <h2>{t.certificates}</h2>
            <CertificateTable onOpen={setOpened} />
          </section>
        )}
        <Tracing />
      </div>
      <CertificateDrawer certificate={opened} onClose={() => setOpened(null)} />
    </>
  );
}
