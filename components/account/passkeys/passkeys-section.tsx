"use client";

import { Fingerprint, KeyRound } from "lucide-react";
import { useDialogs } from "#components/dialogs/use-dialogs.ts";
import { Button } from "#components/ui/button/button.tsx";
import { Badge } from "#components/ui/display/badge.tsx";
import { Card, CardText } from "#components/ui/display/card.tsx";
import { Time } from "#components/ui/format/time.tsx";
import type { PasskeyDto } from "#lib/contract/people/passkeys.ts";
import type { TwoFactorDto } from "#lib/contract/people/two-factor.ts";
import { SettingRow } from "../setting-row.tsx";
import { ConfirmChangeDialog } from "../two-factor/confirm-change-dialog.tsx";
import { RecoveryCodesDialog } from "../two-factor/recovery-codes-dialog.tsx";
import type { PasskeysData } from "../view-data.ts";
import { AddPasskeyDialog } from "./add-passkey-dialog.tsx";
import { removePasskey } from "./passkey-client.ts";
import { RenamePasskeyDialog } from "./rename-passkey-dialog.tsx";
import { passkeyTexts } from "./texts.ts";

const texts = passkeyTexts;

type Open =
  | { kind: "add" }
  | { kind: "codes"; codes: readonly string[] }
  | { kind: "rename"; passkey: PasskeyDto }
  | { kind: "remove"; passkey: PasskeyDto };

interface PasskeysSectionProps {
  data: PasskeysData;
  twoFactor: TwoFactorDto;
}

/** Lists, adds, renames and removes passkeys. */
export function PasskeysSection({ data, twoFactor }: PasskeysSectionProps) {
  const dialogs = useDialogs<Open>();
  const { open, close } = dialogs;
  const { passkeys, unavailable, host } = data;
  const { totp } = twoFactor;
  // A dialog that makes room for the next one leaves the focus to it.
  const finalFocus = () => (dialogs.findOpen() === null ? dialogs.finalFocus() : false);
  const removed = open?.kind === "remove" ? open.passkey : null;
  const isLast = passkeys.length === 1 && !totp.isOn;
  return (
    <Card
      id="passkeys"
      title={texts.title}
      action={
        unavailable === null ? (
          <Button ref={dialogs.anchorRef} onClick={() => dialogs.show({ kind: "add" })}>
            {texts.add}
          </Button>
        ) : undefined
      }
    >
      <CardText>{texts.intro}</CardText>
      {unavailable === null ? null : <Unavailable {...unavailable} />}
      {passkeys.length === 0 ? null : (
        <ul className="border-t">
          {passkeys.map((passkey) => (
            <PasskeyRow
              key={passkey.id}
              passkey={passkey}
              isElsewhere={passkey.host !== host}
              onRename={() => dialogs.show({ kind: "rename", passkey })}
              onRemove={() => dialogs.show({ kind: "remove", passkey })}
            />
          ))}
        </ul>
      )}
      <AddPasskeyDialog
        isOpen={open?.kind === "add"}
        suggestedName={data.suggestedName}
        onDone={({ passkey, recoveryCodes: codes }) => {
          if (codes.length > 0) dialogs.showNext({ kind: "codes", codes });
          else dialogs.closeWithMessage(texts.create.done(passkey.name));
        }}
        onClose={close}
        finalFocus={finalFocus}
      />
      <RenamePasskeyDialog
        passkey={open?.kind === "rename" ? open.passkey : null}
        onDone={() => dialogs.closeWithMessage(texts.changeName.done)}
        onClose={close}
        finalFocus={finalFocus}
      />
      <ConfirmChangeDialog
        isOpen={removed !== null}
        texts={{
          title: texts.removal.title(removed?.name ?? ""),
          intro: isLast ? texts.removal.lastIntro : texts.removal.intro,
          submit: texts.removal.submit,
        }}
        isDangerous
        send={() => removePasskey(removed?.id ?? "")}
        onDone={({ name }) => dialogs.closeAfterRemoval(texts.removal.done(name))}
        onClose={close}
        finalFocus={finalFocus}
      />
      <RecoveryCodesDialog
        codes={open?.kind === "codes" ? open.codes : null}
        onSaved={() => dialogs.closeWithMessage(texts.create.turnedOn)}
        finalFocus={finalFocus}
      />
    </Card>
  );
}

/** Why this page can't add a passkey, and where it can. */
function Unavailable({ reason, localUrl }: NonNullable<PasskeysData["unavailable"]>) {
  const { openLocal, askOperator, ...reasons } = texts.unavailable;
  return (
    <CardText>
      <span className="text-warn">{reasons[reason]}</span>{" "}
      {localUrl === null ? (
        reason === "unknown_host" ? null : (
          askOperator
        )
      ) : (
        <>
          {openLocal}{" "}
          <a
            href={localUrl}
            className="text-accent-text underline underline-offset-2 [overflow-wrap:anywhere] hover:no-underline"
          >
            {localUrl}
          </a>
        </>
      )}
    </CardText>
  );
}

interface PasskeyRowProps {
  passkey: PasskeyDto;
  isElsewhere: boolean;
  onRename: () => void;
  onRemove: () => void;
}

function PasskeyRow({ passkey, isElsewhere, onRename, onRemove }: PasskeyRowProps) {
  const { name, isSynced, createdAt, lastUsedAt, host } = passkey;
  return (
    <SettingRow
      icon={isSynced ? <Fingerprint /> : <KeyRound />}
      title={name}
      note={<Badge>{isSynced ? texts.synced : texts.thisDevice}</Badge>}
      details={
        <>
          {texts.added} <Time at={createdAt} style="day" />,{" "}
          {lastUsedAt === null ? (
            texts.neverUsed
          ) : (
            <>
              {texts.lastUsed} <Time at={lastUsedAt} />
            </>
          )}
          {isElsewhere ? <>. {texts.onlyAt(host)}</> : null}
        </>
      }
      action={
        <div className="flex gap-2 [&>*]:max-sm:flex-1">
          <Button aria-label={texts.renameOf(name)} onClick={onRename}>
            {texts.rename}
          </Button>
          <Button aria-label={texts.removeOf(name)} onClick={onRemove}>
            {texts.remove}
          </Button>
        </div>
      }
    />
  );
}
