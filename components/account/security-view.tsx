"use client";

import { KeyRound, Link2 } from "lucide-react";
import { useRouter } from "next/navigation";
import type { ReactNode } from "react";
import { useDialogs } from "#components/dialogs/use-dialogs.ts";
import { Button } from "#components/ui/button/button.tsx";
import { Card } from "#components/ui/display/card.tsx";
import { Time } from "#components/ui/format/time.tsx";
import { showSuccess } from "#components/ui/overlay/toast.ts";
import { ChangePasswordDialog } from "./change-password-dialog.tsx";
import { SettingRow } from "./setting-row.tsx";
import { accountTexts } from "./texts.ts";
import type { AccountData } from "./view-data.ts";

const texts = accountTexts.security;

interface SecurityViewProps {
  account: AccountData;
  /** The path of a page with the person's own keys. Null without a team. */
  keysPath: string | null;
  /** More cards, below the ways to sign in. */
  children?: ReactNode;
}

/** How the person signs in. */
export function SecurityView({ account, keysPath, children }: SecurityViewProps) {
  const dialogs = useDialogs<{ kind: "password" }>();
  const router = useRouter();
  const { password, providers, email } = account;
  const finish = (endedSessions: number) => {
    const { done, doneEnded, reviewKeys } = accountTexts.password;
    dialogs.close();
    const action = keysPath === null ? undefined : { label: reviewKeys, run: () => router.push(keysPath) };
    showSuccess(endedSessions === 0 ? done : doneEnded(endedSessions), undefined, action);
    router.refresh();
  };
  return (
    <>
      <Card id="sign-in" title={texts.signIn}>
        <ul>
          <SettingRow
            icon={<KeyRound />}
            title={texts.password}
            details={<PasswordDetails account={account} />}
            action={
              password === null ? undefined : (
                <Button ref={dialogs.anchorRef} onClick={() => dialogs.show({ kind: "password" })}>
                  {texts.change}
                </Button>
              )
            }
          />
          {providers.map(({ id, name, linkedAt }) => (
            <SettingRow
              key={id}
              icon={<Link2 />}
              title={texts.provider(name)}
              details={
                <>
                  {texts.linked} <Time at={linkedAt} style="day" />
                </>
              }
            />
          ))}
        </ul>
      </Card>
      {children}
      <ChangePasswordDialog
        isOpen={dialogs.open !== null}
        email={email}
        onClose={dialogs.close}
        onDone={finish}
        finalFocus={dialogs.finalFocus}
      />
    </>
  );
}

function PasswordDetails({ account: { password, allowsPasswords } }: Pick<SecurityViewProps, "account">) {
  if (password === null) return allowsPasswords ? texts.noPassword : texts.passwordsOff;
  if (password.changedAt === null) return texts.passwordSet;
  return (
    <>
      {texts.passwordChanged} <Time at={password.changedAt} style="day" />
    </>
  );
}
