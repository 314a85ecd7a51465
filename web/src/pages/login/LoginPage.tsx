import { LockOutlined, UserOutlined } from "@ant-design/icons";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button, Form, Input } from "antd";
import { useEffect } from "react";
import { useLocation, useNavigate } from "react-router";
import { signIn } from "../../api/api";
import { ProblemError } from "../../api/problem";
import { Mark } from "../../app/Mark";
import { LanguageButton } from "../../app/Shell";
import { useText } from "../../i18n/language";
import { ProblemView, shownProblem } from "../../ui/ProblemView";
import "./login.css";

interface Credentials {
  userName: string;
  password: string;
}

/** Only a path of this portal is followed after sign-in, never an address of another host. */
function wayBack(state: unknown): string {
  const from = (state as { from?: unknown } | null)?.from;
  return typeof from === "string" && /^\/(?!\/)/.test(from) ? from : "/";
}

export default function LoginPage() {
  const text = useText();
  const navigate = useNavigate();
  const location = useLocation();
  const queries = useQueryClient();
  useEffect(() => {
    document.title = `${text.login.title} · ${text.app.name}`;
  }, [text]);

  const signing = useMutation({
    mutationFn: (given: Credentials) => signIn(given.userName, given.password),
    onSuccess: (session) => {
      queries.clear();
      queries.setQueryData(["session"], session);
      navigate(wayBack(location.state), { replace: true });
    },
  });

  const status = signing.error instanceof ProblemError ? signing.error.problem.status : null;
  return (
    <div className="login">
      <div className="login-language">
        <LanguageButton />
      </div>
      <main className="login-card">
        <div className="login-brand">
          <Mark size={44} />
          <div>
            <strong>{text.app.name}</strong>
            <span>{text.app.subtitle}</span>
          </div>
        </div>
        <p className="login-motto">{text.login.motto}</p>
        <h1 className="only-heard">{text.login.title}</h1>
        <Form<Credentials> layout="vertical" requiredMark={false} onFinish={(given) => signing.mutate(given)}>
          <Form.Item
            name="userName"
            label={text.login.userName}
            rules={[{ required: true, message: text.login.required }]}
          >
            <Input prefix={<UserOutlined aria-hidden />} autoComplete="username" autoFocus size="large" />
          </Form.Item>
          <Form.Item
            name="password"
            label={text.login.password}
            rules={[{ required: true, message: text.login.required }]}
          >
            <Input
              prefix={<LockOutlined aria-hidden />}
              type="password"
              autoComplete="current-password"
              size="large"
            />
          </Form.Item>
          {status === 401 || status === 429 ? (
            <p className="login-wrong" role="alert">
              {status === 401 ? text.login.wrong : text.login.tooMany}
            </p>
          ) : (
            signing.error && <ProblemView problem={shownProblem(signing.error)} />
          )}
          <Button type="primary" htmlType="submit" block size="large" loading={signing.isPending}>
            {text.login.submit}
          </Button>
        </Form>
        <p className="login-hint">{text.login.hint}</p>
      </main>
    </div>
  );
}
