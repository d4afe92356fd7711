"use client";

import { KeyRound, Link2 } from "lucide-react";
import { useRouter } from "next/navigation";
import type { ReactNode } from "react";
import { ConfirmDialog } from "#components/dialogs/confirm-dialog.tsx";
import { useDialogs } from "#components/dialogs/use-dialogs.ts";
import { Button } from "#components/ui/button/button.tsx";
import { Card } from "#components/ui/display/card.tsx";
import { Time } from "#components/ui/format/time.tsx";
import { showSuccess } from "#components/ui/overlay/toast.ts";
import type { LinkedProviderDto } from "#lib/contract/people/providers.ts";
import { unlinkProvider } from "./account-client.ts";
import { ChangePasswordDialog } from "./change-password-dialog.tsx";
import { SettingRow } from "./setting-row.tsx";
import { accountTexts } from "./texts.ts";
import type { AccountData } from "./view-data.ts";

const texts = accountTexts.security;

interface SecurityViewProps {
  account: AccountData;
  providers: readonly LinkedProviderDto[];
  /** The path of a page with the person's own keys. Null without a team. */
  keysPath: string | null;
  /** More cards, below the ways to sign in. */
  children?: ReactNode;
}

/** How the person signs in. */
export function SecurityView({ account, providers, keysPath, children }: SecurityViewProps) {
  const dialogs = useDialogs<{ kind: "password" } | { kind: "unlink"; provider: LinkedProviderDto }>();
  const router = useRouter();
  const { password, email } = account;
  const { open } = dialogs;
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
            details={<PasswordDetails password={password} />}
            action={
              password === null ? undefined : (
                <Button ref={dialogs.anchorRef} onClick={() => dialogs.show({ kind: "password" })}>
                  {texts.change}
                </Button>
              )
            }
          />
          {providers.map((provider) => (
            <SettingRow
              key={provider.id}
              icon={<Link2 />}
              title={texts.provider(provider.name)}
              details={
                <>
                  {texts.linked} <Time at={provider.linkedAt} style="day" />
                  {provider.canUnlink ? null : <span className="block">{texts.onlyWay}</span>}
                </>
              }
              action={
                provider.canUnlink ? (
                  <Button
                    aria-label={texts.unlinkProvider(provider.name)}
                    onClick={() => dialogs.show({ kind: "unlink", provider })}
                  >
                    {texts.unlink}
                  </Button>
                ) : undefined
              }
            />
          ))}
        </ul>
      </Card>
      {children}
      <ChangePasswordDialog
        isOpen={open?.kind === "password"}
        email={email}
        onClose={dialogs.close}
        onDone={finish}
        finalFocus={dialogs.finalFocus}
      />
      <ConfirmDialog
        item={open?.kind === "unlink" ? open.provider : null}
        title={({ name }) => texts.unlinkTitle(name)}
        intro={texts.unlinkIntro}
        submit={texts.unlink}
        run={({ id }) => unlinkProvider(id)}
        onDone={({ name }) => dialogs.closeAfterRemoval(texts.unlinked(name))}
        onClose={dialogs.close}
        finalFocus={dialogs.finalFocus}
      />
    </>
  );
}

function PasswordDetails({ password }: Pick<AccountData, "password">) {
  if (password === null) return texts.noPassword;
  if (password.changedAt === null) return texts.passwordSet;
  return (
    <>
      {texts.passwordChanged} <Time at={password.changedAt} style="day" />
    </>
  );
}
