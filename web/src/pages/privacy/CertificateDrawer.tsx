import { useQuery } from "@tanstack/react-query";
import { Drawer } from "antd";
import { type CertificateBody, getCertificate } from "../../api/api";
import { count } from "../../format/number";
import { useText } from "../../i18n/language";
import { ProblemView, shownProblem } from "../../ui/ProblemView";
import { Waiting } from "../../ui/Waiting";

const percent = (share: number | string) => `${(100 * Number(share)).toFixed(2)} %`;

function Risks({ body }: { body: CertificateBody }) {
  const t = useText().privacy;
  return (
    <>
      <h3>{t.risk}</h3>
      {body.risks.map((risk) => (
        <dl key={risk.file} className="risk">
          <dt>{risk.file}</dt>
          <dd className="soft small">
            {t.quasi}: {risk.quasiIdentifiers.join(", ")}
          </dd>
          <dd>
            {t.k}: <b>{count(Number(risk.smallestClass))}</b> · {t.unique}: {percent(risk.uniqueShare)} ·{" "}
            {t.highest}: {percent(risk.prosecutor)} · {t.mean}: {percent(risk.marketer)}
          </dd>
        </dl>
      ))}
    </>
  );
}

function Body({ body }: { body: CertificateBody }) {
  const t = useText().privacy;
  const refused = body.files.filter((file) => file.refusal);
  const warnings = Object.entries(body.warnings);
  return (
    <>
      <p className="soft small mono">
        {body.id} · {body.policyId} · {body.policyHash.slice(0, 16)}… · {body.project} / {body.keyId}
      </p>
      {refused.length > 0 && <h3>{t.notCopied}</h3>}
      {refused.map((file) => (
        <p key={file.name}>
          <span className="mono">{file.name}</span>: {file.refusal}
        </p>
      ))}
      {warnings.length > 0 && <h3>{t.warnings}</h3>}
      {warnings.map(([warning, times]) => (
        <p key={warning}>
          {warning} ({count(Number(times))})
        </p>
      ))}
      {body.risks.length > 0 && <Risks body={body} />}
      <h3>{t.fieldsDone}</h3>
      <div className="scroll">
        <table className="records">
          <thead>
            <tr>
              <th scope="col">{t.place}</th>
              <th scope="col">{t.holds}</th>
              <th scope="col">{t.method}</th>
              <th scope="col">{t.because}</th>
              <th scope="col">{t.values}</th>
              <th scope="col">{t.changed}</th>
              <th scope="col">{t.removed}</th>
            </tr>
          </thead>
          <tbody>
            {body.fields.map((field) => (
              <tr key={`${field.format}/${field.table}/${field.place}`}>
                <td>
                  {field.place}
                  <div className="soft small">
                    {field.format} {field.table}
                  </div>
                </td>
                <td>{field.kind}</td>
                <td>{field.method}</td>
                <td className="soft small">{field.why}</td>
                <td className="number">{count(Number(field.values))}</td>
                <td className="number">{count(Number(field.changed))}</td>
                <td className="number">{count(Number(field.removed))}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

/** A certificate, opened from the list or after a release. */
export function CertificateDrawer(props: { certificate: string | null; onClose: () => void }) {
  const t = useText().privacy;
  const { certificate, onClose } = props;
  const query = useQuery({
    queryKey: ["deid", "certificate", certificate],
    queryFn: () => getCertificate(certificate ?? ""),
    enabled: certificate !== null,
  });
  return (
    <Drawer title={t.certificate} open={certificate !== null} onClose={onClose} size="large">
      {query.error ? (
        <ProblemView problem={shownProblem(query.error)} />
      ) : query.data ? (
        <Body body={query.data} />
      ) : (
        <Waiting />
      )}
    </Drawer>
  );
}
