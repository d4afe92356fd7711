"use client";

import { KeyRound, Link2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { type ReactNode, useRef } from "react";
import { canceledCode } from "#components/api-client.ts";
import { describeFailure } from "#components/api-failure.ts";
import { ConfirmDialog } from "#components/dialogs/confirm-dialog.tsx";
import { useDialogs } from "#components/dialogs/use-dialogs.ts";
import { Button } from "#components/ui/button/button.tsx";
import { Card } from "#components/ui/display/card.tsx";
import { Time } from "#components/ui/format/time.tsx";
import { showError, showSuccess } from "#components/ui/overlay/toast.ts";
import { useRequest } from "#components/use-request.ts";
import type { LinkedProviderDto } from "#lib/contract/people/providers.ts";
import { startLink, unlinkProvider } from "./account-client.ts";
import { ChangePasswordDialog } from "./change-password-dialog.tsx";
import { LinkProviderDialog } from "./link-provider-dialog.tsx";
import { SettingRow } from "./setting-row.tsx";
import { accountTexts } from "./texts.ts";
import type { AccountData } from "./view-data.ts";

const texts = accountTexts.security;

type Linkable = { id: string; label: string };

type Open =
  | { kind: "password" }
  | { kind: "unlink"; provider: LinkedProviderDto }
  | { kind: "link"; provider: Linkable };

interface SecurityViewProps {
  account: AccountData;
  providers: { linked: readonly LinkedProviderDto[]; unlinked: readonly Linkable[] };
  /** The path of a page with the person's own keys. Null without a team. */
  keysPath: string | null;
  /** More cards, below the ways to sign in. */
  children?: ReactNode;
}

/** How the person signs in. */
export function SecurityView({ account, providers, keysPath, children }: SecurityViewProps) {
  const dialogs = useDialogs<Open>();
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
            details={<PasswordDetails account={account} />}
            action={
              password === null ? undefined : (
                <Button ref={dialogs.anchorRef} onClick={() => dialogs.show({ kind: "password" })}>
                  {texts.change}
                </Button>
              )
            }
          />
          {providers.linked.map((provider) => (
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
          {providers.unlinked.map((provider) => (
            <UnlinkedRow
              key={provider.id}
              provider={provider}
              onStarted={(from) => dialogs.show({ kind: "link", provider }, from)}
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
      <LinkProviderDialog
        provider={open?.kind === "link" ? open.provider : null}
        onDone={({ label }) => dialogs.closeAfterRemoval(texts.nowLinked(label))}
        onClose={dialogs.close}
        finalFocus={dialogs.finalFocus}
      />
    </>
  );
}

interface UnlinkedRowProps {
  provider: Linkable;
  onStarted: (from: HTMLElement | null) => void;
}

/** A provider that the person can link. Asks who they are first, because the provider's window needs a click of its own. */
function UnlinkedRow({ provider, onStarted }: UnlinkedRowProps) {
  const button = useRef<HTMLButtonElement>(null);
  const { isBusy, run } = useRequest(async () => {
    const started = await startLink(provider.id);
    if (started.isOk) onStarted(button.current);
    else if (started.failure.code !== canceledCode) {
      showError(texts.linkFailed(provider.label), describeFailure(started.failure));
    }
    return started;
  });
  return (
    <SettingRow
      icon={<Link2 />}
      title={texts.provider(provider.label)}
      details={texts.notLinked}
      action={
        <Button
          ref={button}
          aria-label={texts.linkProvider(provider.label)}
          isBusy={isBusy}
          onClick={() => run()}
        >
          {texts.link}
        </Button>
      }
    />
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
