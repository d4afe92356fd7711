"use client";

import { useState } from "react";
import { Card } from "#components/ui/display/card.tsx";
import { Checkbox } from "#components/ui/form/checkbox.tsx";
import { showError } from "#components/ui/overlay/toast.ts";
import type { NoticeSettingsDto } from "#lib/contract/people/notices.ts";
import { updateNoticeSetting } from "./account-client.ts";
import { accountTexts } from "./texts.ts";

const texts = accountTexts.notifications;

type NoticeSetting = NoticeSettingsDto["data"][number];

/** Which notices the person gets by email. The bell shows all of them. */
export function NotificationsView({ settings }: { settings: NoticeSettingsDto }) {
  const [current, setCurrent] = useState(settings);
  const choose = async (kind: NoticeSetting["kind"], mails: boolean) => {
    // Shown immediately. It stays enabled, because a disabled checkbox loses the focus.
    const show = (shown: boolean) =>
      setCurrent(({ canMail, data }) => ({
        canMail,
        data: data.map((setting) => (setting.kind === kind ? { ...setting, mails: shown } : setting)),
      }));
    show(mails);
    const result = await updateNoticeSetting({ kind, mails });
    if (result.isOk) return;
    show(!mails);
    showError(texts.failed);
  };
  const listOf = (isSecurity: boolean) => current.data.filter((setting) => setting.isSecurity === isSecurity);
  return (
    <>
      <Card id="emails" title={texts.title}>
        <div className="flex flex-col gap-3 p-4">
          <p className="text-muted text-sm">{current.canMail ? texts.intro : texts.withoutMail}</p>
          {listOf(false).map(({ kind, label, mails }) => (
            <Checkbox
              key={kind}
              label={label}
              hint={texts.hints[kind]}
              checked={mails}
              disabled={!current.canMail}
              onChange={(event) => void choose(kind, event.target.checked)}
            />
          ))}
        </div>
      </Card>
      <Card id="security-notices" title={texts.security}>
        <div className="flex flex-col gap-3 p-4">
          <p className="text-muted text-sm">{texts.securityIntro}</p>
          <ul className="list-disc pl-5 text-sm leading-6">
            {listOf(true).map(({ kind, label }) => (
              <li key={kind}>{label}</li>
            ))}
          </ul>
        </div>
      </Card>
    </>
  );
}
