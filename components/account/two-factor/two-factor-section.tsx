"use client";

import { CircleCheck, LifeBuoy, Smartphone, TriangleAlert } from "lucide-react";
import { useDialogs } from "#components/dialogs/use-dialogs.ts";
import { Button } from "#components/ui/button/button.tsx";
import { Badge } from "#components/ui/display/badge.tsx";
import { Card } from "#components/ui/display/card.tsx";
import { Time } from "#components/ui/format/time.tsx";
import type { PendingTotpDto, TwoFactorDto } from "#lib/contract/people/two-factor.ts";
import { SettingRow } from "../setting-row.tsx";
import { ConfirmChangeDialog } from "./confirm-change-dialog.tsx";
import { RecoveryCodesDialog } from "./recovery-codes-dialog.tsx";
import { ScanDialog } from "./scan-dialog.tsx";
import { twoFactorTexts } from "./texts.ts";
import { createRecoveryCodes, removeTotp, startTotp } from "./two-factor-client.ts";

const texts = twoFactorTexts;

/** From here on, the page warns that the codes run out. */
const fewCodes = 3;

type Open =
  | { kind: "start" }
  | { kind: "scan"; pending: PendingTotpDto }
  | { kind: "codes"; codes: readonly string[]; message: string }
  | { kind: "replace" }
  | { kind: "remove" };

interface TwoFactorSectionProps {
  twoFactor: TwoFactorDto;
}

/** Turns two-factor authentication on and off, and replaces the recovery codes. */
export function TwoFactorSection({ twoFactor }: TwoFactorSectionProps) {
  const dialogs = useDialogs<Open>();
  const { open, close } = dialogs;
  const { totp, passkeys, recoveryCodes } = twoFactor;
  // A dialog that makes room for the next one leaves the focus to it.
  const finalFocus = () => (dialogs.findOpen() === null ? dialogs.finalFocus() : false);
  const confirming = { onClose: close, finalFocus };
  return (
    <Card id="two-factor" title={texts.title}>
      <ul>
        <SettingRow
          icon={<Smartphone />}
          title={texts.app}
          note={totp.isOn ? <OnBadge /> : <Badge>{texts.off}</Badge>}
          details={<AppDetails totp={totp} />}
          action={
            <Button
              ref={dialogs.anchorRef}
              onClick={() => dialogs.show({ kind: totp.isOn ? "remove" : "start" })}
            >
              {totp.isOn ? texts.turnOff : texts.turnOn}
            </Button>
          }
        />
        {twoFactor.isOn ? (
          <SettingRow
            icon={<LifeBuoy />}
            title={texts.codes}
            details={<CodesDetails remaining={recoveryCodes.remaining} />}
            action={<Button onClick={() => dialogs.show({ kind: "replace" })}>{texts.newCodes}</Button>}
          />
        ) : null}
      </ul>
      <ConfirmChangeDialog
        {...confirming}
        isOpen={open?.kind === "start"}
        texts={{ title: texts.setUp.title, intro: texts.setUp.intro, submit: texts.setUp.next }}
        send={startTotp}
        onDone={(pending) => dialogs.showNext({ kind: "scan", pending })}
      />
      <ScanDialog
        pending={open?.kind === "scan" ? open.pending : null}
        onDone={({ recoveryCodes: codes }) => {
          // With a passkey, two-factor authentication was on, and the codes stay.
          if (codes.length === 0) dialogs.closeWithMessage(texts.setUp.added);
          else dialogs.showNext({ kind: "codes", codes, message: texts.save.turnedOn });
        }}
        onClose={close}
        finalFocus={finalFocus}
      />
      <ConfirmChangeDialog
        {...confirming}
        isOpen={open?.kind === "replace"}
        texts={texts.replace}
        send={createRecoveryCodes}
        onDone={({ recoveryCodes: codes }) =>
          dialogs.showNext({ kind: "codes", codes, message: texts.save.replaced })
        }
      />
      <ConfirmChangeDialog
        {...confirming}
        isOpen={open?.kind === "remove"}
        texts={passkeys.count > 0 ? texts.removeApp : texts.remove}
        isDangerous
        send={removeTotp}
        onDone={() => dialogs.closeWithMessage(passkeys.count > 0 ? texts.removeApp.done : texts.remove.done)}
      />
      <RecoveryCodesDialog
        codes={open?.kind === "codes" ? open.codes : null}
        onSaved={() => {
          if (open?.kind === "codes") dialogs.closeWithMessage(open.message);
        }}
        finalFocus={finalFocus}
      />
    </Card>
  );
}

function OnBadge() {
  return (
    <Badge tone="good" icon={<CircleCheck aria-hidden="true" />}>
      {texts.on}
    </Badge>
  );
}

function AppDetails({ totp }: Pick<TwoFactorDto, "totp">) {
  if (totp.createdAt === null) return texts.offDetails;
  return (
    <>
      {texts.onSince} <Time at={totp.createdAt} style="day" />
      {totp.lastUsedAt === null ? null : (
        <>
          , {texts.lastUsed} <Time at={totp.lastUsedAt} />
        </>
      )}
    </>
  );
}

function CodesDetails({ remaining }: { remaining: number }) {
  if (remaining > fewCodes) return texts.codesLeft(remaining);
  return (
    <span className="inline-flex items-start gap-1.5 text-warn">
      <TriangleAlert aria-hidden="true" className="mt-[3px] size-3.5 shrink-0" />
      {remaining === 0 ? texts.noCodes : texts.fewCodes(remaining)}
    </span>
  );
}
