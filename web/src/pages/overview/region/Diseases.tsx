import { Segmented } from "antd";
import { useState } from "react";
import type { RegionPicture } from "../../../api/api";
import { count } from "../../../format/number";
import { useText } from "../../../i18n/language";

const mostShown = 12;

/** The diagnoses that most persons have, as a list with bars. */
export default function Diseases({ region }: { region: RegionPicture }) {
  const text = useText();
  const t = text.region;
  const [span, setSpan] = useState<"persons" | "recentPersons">("persons");
  const shown = [...region.diseases]
    .sort((a, b) => b[span] - a[span])
    .filter((disease) => disease[span] > 0)
    .slice(0, mostShown);
  const largest = Math.max(1, ...shown.map((disease) => disease[span]));
  return (
    <section className="panel" aria-labelledby="region-diseases">
      <div className="panel-head">
        <h2 id="region-diseases">{t.diseases}</h2>
        <Segmented
          size="small"
          aria-label={t.span}
          value={span}
          onChange={setSpan}
          options={[
            { value: "persons", label: t.allTime },
            { value: "recentPersons", label: t.lastYear },
          ]}
        />
      </div>
      {shown.length === 0 ? (
        <p className="soft">{t.diseasesEmpty}</p>
      ) : (
        <ol className="diseases">
          {shown.map((disease) => (
            <li key={`${disease.vocabulary}/${disease.code}`}>
              <span className="disease-name" title={disease.name ?? disease.code}>
                {disease.name ?? t.unnamedDisease}
              </span>
              <span className="mono soft disease-code" title={disease.vocabulary ?? ""}>
                {disease.code}
              </span>
              <span className="number disease-count">{count(disease[span])}</span>
              <span className="disease-bar" aria-hidden>
                <span style={{ width: `${(100 * disease[span]) / largest}%` }} />
              </span>
            </li>
          ))}
        </ol>
      )}
      {shown.length > 0 && <p className="soft small region-note">{t.diseasesNote}</p>}
    </section>
  );
}
