import { LockOutlined, SearchOutlined, UserOutlined } from "@ant-design/icons";
import { useMutation } from "@tanstack/react-query";
import { Button, Input, Tag } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import { type PersonHit, searchPersons } from "../../api/api";
import { ageInYears, today } from "../../format/time";
import { useText } from "../../i18n/language";
import { MessageBox } from "../../ui/MessageBox";
import { PageHead } from "../../ui/PageHead";
import { ProblemView, shownProblem } from "../../ui/ProblemView";
import { Waiting } from "../../ui/Waiting";
import { lastSearch, rememberSearch } from "./lastSearch";
import "./persons.css";

function Hit({ hit }: { hit: PersonHit }) {
  const text = useText();
  const age = ageInYears(hit.birthDate, today());
  return (
    <li>
      <Link className="hit" to={`/persons/${hit.personId}`}>
        <span className="hit-face" aria-hidden>
          {hit.name ? [...hit.name][0] : <UserOutlined />}
        </span>
        <span className="hit-main">
          <strong>{hit.name ?? text.persons.unnamed}</strong>
          <span className="soft number">
            {text.person.sex[hit.sex] ?? hit.sex}
            {hit.birthDate && ` · ${hit.birthDate}`}
            {age !== null && ` · ${text.person.age(age)}`}
          </span>
        </span>
        <span className="hit-side">
          <span>
            {hit.sources.map((source) => (
              <Tag key={source} variant="filled">
                {source}
              </Tag>
            ))}
          </span>
          <span className="soft small">
            {text.persons.matched} {text.persons.matchedOn[hit.matchedOn] ?? hit.matchedOn}
          </span>
        </span>
      </Link>
    </li>
  );
}

export default function PersonsPage() {
  const text = useText();
  const t = text.persons;
  const [words, setWords] = useState(lastSearch.words);
  const [isAsked, setIsAsked] = useState(false);
  const search = useMutation({
    mutationFn: searchPersons,
    onSuccess: (found, asked) => rememberSearch(asked, found),
  });
  const found = search.data ?? (search.isIdle ? lastSearch.found : null);

  const submit = () => {
    const asked = words.trim();
    setIsAsked(true);
    if (asked) search.mutate(asked);
  };

  return (
    <>
      <PageHead title={t.title} lead={t.lead} />
      <search>
        <form
          className="search"
          // The words go in the body of a POST and never into an address, whatever the browser does with forms.
          onSubmit={(event) => {
            event.preventDefault();
            submit();
          }}
        >
          <Input
            size="large"
            aria-label={t.label}
            placeholder={t.label}
            prefix={<SearchOutlined aria-hidden />}
            value={words}
            maxLength={200}
            autoComplete="off"
            spellCheck={false}
            autoFocus
            allowClear
            status={isAsked && !words.trim() ? "error" : ""}
            onChange={(event) => setWords(event.target.value)}
          />
          <Button type="primary" size="large" htmlType="submit" loading={search.isPending}>
            {t.search}
          </Button>
        </form>
      </search>
      <p className="soft small search-note">
        <LockOutlined aria-hidden />{" "}
        {isAsked && !words.trim() ? <span role="alert">{t.empty}</span> : t.privacy}
      </p>
      {search.error && <ProblemView problem={shownProblem(search.error)} onRetry={submit} />}
      {search.isPending && <Waiting lines={3} />}
      {!search.isPending && !search.error && found && (
        <section className="panel" aria-label={t.title}>
          {found.items.length === 0 ? (
            <MessageBox icon={<UserOutlined />} title={t.none}>
              <p>{t.noneText}</p>
            </MessageBox>
          ) : (
            <>
              <p className="soft" role="status" style={{ margin: "0 0 6px" }}>
                {found.isTruncated ? t.limited(found.items.length) : t.results(found.items.length)}
              </p>
              <ul className="hits">
                {found.items.map((hit) => (
                  <Hit key={hit.personId} hit={hit} />
                ))}
              </ul>
            </>
          )}
        </section>
      )}
      {!found && !search.isPending && !search.error && <MessageBox icon={<UserOutlined />} title={t.start} />}
    </>
  );
}
