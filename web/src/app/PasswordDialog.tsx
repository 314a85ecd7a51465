import { useMutation } from "@tanstack/react-query";
import { Form, Input, Modal } from "antd";
import { changePassword } from "../api/api";
import { useText } from "../i18n/language";
import { ProblemView, shownProblem } from "../ui/ProblemView";

interface Passwords {
  oldPassword: string;
  newPassword: string;
}

/** Changes one's own password. The server ends the session with it, so the next step is to sign in. */
export default function PasswordDialog({ onClose }: { onClose: () => void }) {
  const text = useText();
  const t = text.app;
  const [form] = Form.useForm<Passwords>();
  const change = useMutation({
    mutationFn: (given: Passwords) => changePassword(given.oldPassword, given.newPassword),
    onSuccess: () => window.location.assign("/login"),
  });
  const required = [{ required: true, message: text.login.required }];
  return (
    <Modal
      open
      title={t.changePassword}
      okText={t.save}
      cancelText={t.cancel}
      confirmLoading={change.isPending}
      onCancel={onClose}
      onOk={() => form.submit()}
      closable={{ "aria-label": t.close }}
    >
      <Form<Passwords>
        form={form}
        layout="vertical"
        requiredMark={false}
        onFinish={(given) => change.mutate(given)}
      >
        <Form.Item name="oldPassword" label={t.oldPassword} rules={required}>
          <Input type="password" autoComplete="current-password" autoFocus />
        </Form.Item>
        <Form.Item name="newPassword" label={t.newPassword} rules={required} extra={t.passwordHint}>
          <Input type="password" autoComplete="new-password" />
        </Form.Item>
      </Form>
      {change.error && <ProblemView problem={shownProblem(change.error)} />}
    </Modal>
  );
}
