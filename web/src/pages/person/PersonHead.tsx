import { UserOutlined } from "@ant-design/icons";
import { Collapse, Tag } from "antd";
import type { PersonDetail, PersonIdentity } from "../../api/api";
import { ageInYears, today } from "../../format/time";
import { useText } from "../../i18n/language";

/** The fields in which sources may differ, in the order of reading. */
const compared = ["name", "sex", "birthDate", "nationalId", "phone", "address"] as const;
const labels = {
  name: "fullName",
  sex: "sex",
  birthDate: "birthDate",
  nationalId: "nationalId",
  phone: "phone",
  address: "address",
} as const;

function Comparison({ person }: { person: PersonDetail }) {
  const text = useText();
  const stated = (identity: PersonIdentity, field: (typeof compared)[number]) =>
    field === "sex" ? (text.person.sex[identity.sex] ?? identity.sex) : (identity[field] ?? "");
  const golden = (field: (typeof compared)[number]) =>
    field === "name" || field === "birthDate"
      ? (person[field] ?? "")
      : field === "sex"
        ? (text.person.sex[person.sex] ?? person.sex)
        : "";
  const rows = compared.filter(
    (field) => golden(field) || person.identities.some((each) => stated(each, field)),
  );
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard (WCAG 2.2 §2.1.1).
    <section className="scroll-x" aria-label={text.person.comparison} tabIndex={0}>
      <table className="compare">
        <thead>
          <tr>
            <th scope="col">{text.person.field}</th>
            <th scope="col">{text.person.goldenColumn}</th>
            {person.identities.map((identity) => (
              <th scope="col" key={identity.sourcePersonId}>
                {identity.sourceDisplayName}
                {identity.sourceValue && <div className="mono small">{identity.sourceValue}</div>}
                {identity.isActive === false && <Tag>{text.person.inactive}</Tag>}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((field) => (
            <tr key={field}>
              <th scope="row">{text.person.fields[labels[field]]}</th>
              <td>
                <strong>{golden(field)}</strong>
              </td>
              {person.identities.map((identity) => {
                const value = stated(identity, field);
                const differs = golden(field) !== "" && value !== "" && value !== golden(field);
                return (
                  <td key={identity.sourcePersonId} className={differs ? "differs" : undefined}>
                    {value || <span className="soft">–</span>}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Identifiers({ person }: { person: PersonDetail }) {
  const text = useText();
  const t = text.person;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard (WCAG 2.2 §2.1.1).
    <section className="scroll-x" aria-label={t.identifiers} tabIndex={0}>
      <table className="compare">
        <thead>
          <tr>
            <th scope="col">{t.identifiers}</th>
            <th scope="col">{t.value}</th>
            <th scope="col">{t.issuer}</th>
            <th scope="col">{t.from}</th>
          </tr>
        </thead>
        <tbody>
          {person.identifiers.map((identifier) => (
            <tr
              key={`${identifier.sourcePersonId}/${identifier.type}/${identifier.system}/${identifier.value}`}
            >
              <th scope="row">
                {t.identifierTypes[identifier.type ?? ""] ?? identifier.type ?? t.identifierTypes.other}
                {identifier.type && t.identifierTypes[identifier.type] && (
                  <span className="soft small"> {identifier.type}</span>
                )}
              </th>
              <td className="mono">{identifier.value}</td>
              <td>{identifier.facility ?? identifier.system ?? ""}</td>
              <td>{identifier.source}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** Who this is: the golden record above, and what each source says of the person on request. */
export function PersonHead({ person }: { person: PersonDetail }) {
  const text = useText();
  const t = text.person;
  const age = ageInYears(person.birthDate, person.deathDate ?? today());
  const sources = [
    ...new Map(person.identities.map((each) => [each.source, each.sourceDisplayName])).values(),
  ];
  return (
    <section className="panel" aria-label={t.fields.fullName}>
      <div className="person-head">
        <span className="person-face" aria-hidden>
          {person.name ? [...person.name][0] : <UserOutlined />}
        </span>
        <div className="person-main">
          <h2>{person.name ?? text.persons.unnamed}</h2>
          <p className="number">
            {t.sex[person.sex] ?? person.sex}
            {age !== null && <> · {t.age(age)}</>}
            {person.birthDate && (
              <>
                {" "}
                · {t.born} {person.birthDate}
              </>
            )}
            {person.deathDate && (
              <>
                {" "}
                · {t.died} {person.deathDate}
              </>
            )}
          </p>
        </div>
        <div className="person-side">
          <span>
            {sources.map((source) => (
              <Tag key={source} variant="filled">
                {source}
              </Tag>
            ))}
          </span>
        </div>
      </div>
      <Collapse
        ghost
        className="person-details"
        items={[
          {
            key: "details",
            label: `${t.details} (${person.identifiers.length})`,
            children: (
              <div className="stack">
                <Comparison person={person} />
                {person.identifiers.length > 0 && <Identifiers person={person} />}
              </div>
            ),
          },
        ]}
      />
    </section>
  );
}
