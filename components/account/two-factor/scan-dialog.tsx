"use client";

import { useRef, useState } from "react";
import { DialogForm } from "#components/dialogs/dialog-form.tsx";
import { CopyButton } from "#components/ui/button/copy-button.tsx";
import { TextField } from "#components/ui/form/text-field.tsx";
import { loadComponent } from "#components/ui/load-component.ts";
import { Dialog } from "#components/ui/overlay/dialog.tsx";
import type { FinalFocus } from "#components/ui/overlay/dialog-frame.tsx";
import type { PendingTotpDto, RecoveryCodesDto } from "#lib/contract/people/two-factor.ts";
import { twoFactorTexts } from "./texts.ts";
import { confirmTotp } from "./two-factor-client.ts";

const texts = twoFactorTexts.setUp;

const QrCode = loadComponent(
  async () => (await import("./qr-code.tsx")).QrCode,
  <div className="size-44 rounded-md border bg-sunken" />,
);

interface ScanDialogProps {
  /** Null while closed. */
  pending: PendingTotpDto | null;
  onDone: (codes: RecoveryCodesDto) => void;
  onClose: () => void;
  finalFocus: FinalFocus;
}

/** Shows the secret for the authenticator app, and asks for the first code. */
export function ScanDialog({ pending, onDone, onClose, finalFocus }: ScanDialogProps) {
  const codeRef = useRef<HTMLInputElement>(null);
  return (
    <Dialog
      isOpen={pending !== null}
      onClose={onClose}
      title={texts.title}
      description={texts.scanIntro}
      initialFocus={codeRef}
      finalFocus={finalFocus}
    >
      {pending === null ? null : (
        <ScanForm pending={pending} onDone={onDone} onClose={onClose} codeRef={codeRef} />
      )}
    </Dialog>
  );
}

/** In groups of four, which are easier to type. */
function formatSecret(secret: string): string {
  return secret.match(/.{1,4}/g)?.join(" ") ?? secret;
}

interface ScanFormProps extends Pick<ScanDialogProps, "onDone" | "onClose"> {
  pending: PendingTotpDto;
  codeRef: React.RefObject<HTMLInputElement | null>;
}

function ScanForm({ pending, onDone, onClose, codeRef }: ScanFormProps) {
  const [code, setCode] = useState("");
  return (
    <DialogForm
      submit={texts.submit}
      mustFinish
      fields={["code"]}
      run={() => confirmTotp(code)}
      onDone={onDone}
      onCancel={onClose}
    >
      {(errorOf) => (
        <>
          <div className="flex flex-col items-center gap-4 sm:flex-row sm:items-start">
            <QrCode text={pending.uri} label={texts.qrCode} />
            <div className="flex w-full min-w-0 flex-col items-start gap-2 sm:w-auto sm:flex-1">
              <p className="text-muted text-sm">{texts.typeIntro}</p>
              <p
                translate="no"
                className="select-all rounded-md border bg-sunken px-2.5 py-1.5 font-mono text-sm leading-6"
              >
                {formatSecret(pending.secret)}
              </p>
              <CopyButton getText={() => pending.secret}>{texts.copyKey}</CopyButton>
            </div>
          </div>
          <TextField
            ref={codeRef}
            label={texts.code}
            name="code"
            autoComplete="one-time-code"
            inputMode="numeric"
            spellCheck={false}
            className="font-mono tracking-widest"
            value={code}
            onChange={(event) => setCode(event.target.value)}
            error={errorOf("code")}
            required
          />
        </>
      )}
    </DialogForm>
  );
}
