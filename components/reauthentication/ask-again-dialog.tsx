"use client";

import { type ReactNode, useEffect, useRef, useState } from "react";
import type { ReauthenticationDto } from "#lib/contract/people/reauthentication.ts";
import type { ApiResult } from "../api-failure.ts";
import { PasswordField } from "../auth/password-field.tsx";
import { DialogForm } from "../dialogs/dialog-form.tsx";
import { Button } from "../ui/button/button.tsx";
import { TextField } from "../ui/form/text-field.tsx";
import { Dialog } from "../ui/overlay/dialog.tsx";
import type { FinalFocus } from "../ui/overlay/dialog-frame.tsx";
import { ProviderForm } from "./provider-form.tsx";
import { confirmWithPasskey, reauthenticate } from "./reauthentication-client.ts";
import { askAgainTexts as texts } from "./texts.ts";

interface AskAgainDialogProps {
  isOpen: boolean;
  ways: ReauthenticationDto;
  finalFocus: FinalFocus;
  onFinish: (isProven: boolean) => void;
}

/** Asks for the one thing that this person has: a code, their password or a sign-in at their provider. */
export function AskAgainDialog({ isOpen, ways, finalFocus, onFinish }: AskAgainDialogProps) {
  const fieldRef = useRef<HTMLInputElement>(null);
  const cancel = () => onFinish(false);
  const done = () => onFinish(true);
  const [index, setIndex] = useState(0);
  const method = ways.methods[index];
  const other = ways.methods[(index + 1) % ways.methods.length];
  const alternative =
    other === method ? undefined : (
      <Button
        variant="quiet"
        className="mr-auto max-sm:order-last max-sm:w-full sm:-ml-3"
        onClick={() => setIndex((index + 1) % ways.methods.length)}
      >
        {other === "passkey" ? texts.usePasskeyInstead : texts.useCode}
      </Button>
    );
  const isTyped = method === "password" || method === "code";
  return (
    <Dialog
      isOpen={isOpen}
      isAsking
      onClose={cancel}
      title={texts.title}
      finalFocus={finalFocus}
      {...(isTyped ? { description: texts.intro, initialFocus: fieldRef } : {})}
    >
      {isTyped ? (
        <ProofForm
          method={method}
          email={ways.email}
          fieldRef={fieldRef}
          alternative={alternative}
          onDone={done}
          onCancel={cancel}
        />
      ) : method === "passkey" ? (
        <DialogForm
          submit={texts.usePasskey}
          run={confirmWithPasskey}
          onDone={done}
          onCancel={cancel}
          alternative={alternative}
        >
          <p className="text-sm">{texts.passkeyIntro}</p>
        </DialogForm>
      ) : (
        <ProviderForm providers={ways.providers} onDone={done} onCancel={cancel} />
      )}
    </Dialog>
  );
}

interface ProofFormProps {
  method: "password" | "code";
  email: string;
  fieldRef: React.RefObject<HTMLInputElement | null>;
  alternative: ReactNode;
  onDone: () => void;
  onCancel: () => void;
}

function ProofForm({ method, email, fieldRef, alternative, onDone, onCancel }: ProofFormProps) {
  const [text, setText] = useState("");
  // A wrong password or code is replaced by typing the next one.
  useEffect(() => fieldRef.current?.focus(), [fieldRef]);
  const run = async (): Promise<ApiResult<unknown>> => {
    const result = await reauthenticate(method === "code" ? { code: text } : { password: text });
    if (!result.isOk) fieldRef.current?.select();
    return result;
  };
  const field = {
    ref: fieldRef,
    value: text,
    onChange: (event: React.ChangeEvent<HTMLInputElement>) => setText(event.target.value),
    required: true,
  };
  return (
    <DialogForm
      submit={texts.submit}
      fields={[method]}
      run={run}
      onDone={onDone}
      onCancel={onCancel}
      alternative={alternative}
    >
      {(errorOf) => (
        <>
          <input type="text" autoComplete="username" value={email} readOnly hidden />
          {method === "code" ? (
            <TextField
              {...field}
              label={texts.code}
              name="code"
              autoComplete="one-time-code"
              autoCapitalize="none"
              autoCorrect="off"
              spellCheck={false}
              className="font-mono"
              hint={texts.codeHint}
              error={errorOf("code")}
            />
          ) : (
            <PasswordField
              {...field}
              label={texts.password}
              autoComplete="current-password"
              error={errorOf("password")}
            />
          )}
        </>
      )}
    </DialogForm>
  );
}
