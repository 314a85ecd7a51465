import type { QualityScore } from "../../api/api";
import { useText } from "../../i18n/language";
import { bySource, categories, shade } from "./scores";

/** The heat map: each source in each dimension. It is a table, so that it can be read without colours, and its cells filter the checks. */
export function ScoreTable(props: {
  scores: readonly QualityScore[];
  chosen: { source: string | null; category: string | null };
  onChoose: (cell: { source: string | null; category: string | null }) => void;
}) {
  const t = useText().quality;
  const { scores, chosen, onChoose } = props;
  return (
    <div className="wide">
      <table className="heat">
        <thead>
          <tr>
            <th scope="col">{t.source}</th>
            <th scope="col">{t.all}</th>
            {categories.map((category) => (
              <th key={category} scope="col">
                {t.category[category]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {bySource(scores).map((row) => (
            <tr key={row.source ?? ""}>
              <th scope="row">{row.source ?? t.allSources}</th>
              {row.cells.map((score, index) => {
                const category = index === 0 ? null : categories[index - 1]!;
                const pressed = chosen.source === row.source && chosen.category === category;
                return (
                  <td key={category ?? ""}>
                    {score === null ? (
                      <span className="soft">–</span>
                    ) : (
                      <button
                        type="button"
                        className="number"
                        aria-pressed={pressed}
                        style={{ background: shade(score) }}
                        onClick={() =>
                          onChoose(
                            pressed ? { source: null, category: null } : { source: row.source, category },
                          )
                        }
                      >
                        {score.toFixed(1)}
                      </button>
                    )}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
