"use client";

import { Fragment, type ReactNode, useId, useState } from "react";
import { DialogForm } from "#components/dialogs/dialog-form.tsx";
import { ItemDialog } from "#components/dialogs/item-dialog.tsx";
import { isOutdated } from "#components/is-outdated.ts";
import { Button } from "#components/ui/button/button.tsx";
import { Radio } from "#components/ui/form/checkbox.tsx";
import { OptionalLabel } from "#components/ui/form/optional-label.tsx";
import { TextField } from "#components/ui/form/text-field.tsx";
import type { FinalFocus } from "#components/ui/overlay/dialog-frame.tsx";
import type { FhirServerDto } from "#lib/contract/resources/fhir-servers.ts";
import { setCredential } from "../list/server-client.ts";
import {
  type CredentialDraft,
  createCredentialDraft,
  credentialFields,
  findMissingFields,
  toCredentialBody,
} from "./credential-draft.ts";
import { Destination } from "./gateway-dialogs.tsx";
import { serverActionTexts } from "./texts.ts";

const texts = serverActionTexts.credential;

const kinds = ["bearer", "basic", "backend-services"] as const;

interface CredentialDialogProps {
  /** Null closes the dialog. */
  item: FhirServerDto | null;
  onClose: () => void;
  onDone: (server: FhirServerDto) => void;
  /** Shows the server as it is now. */
  onOutdated: () => void;
  finalFocus: FinalFocus;
}

export function CredentialDialog({ onDone, onOutdated, ...dialog }: CredentialDialogProps) {
  return (
    <ItemDialog
      {...dialog}
      title={() => texts.title}
      description={({ name, credential }) =>
        credential === null ? texts.introFirst(name) : texts.intro(name)
      }
    >
      {(server) => (
        <CredentialForm
          key={server.id}
          server={server}
          onDone={onDone}
          onOutdated={onOutdated}
          onCancel={dialog.onClose}
        />
      )}
    </ItemDialog>
  );
}

interface CredentialFormProps extends Pick<CredentialDialogProps, "onDone" | "onOutdated"> {
  server: FhirServerDto;
  onCancel: () => void;
}

function CredentialForm({ server, onDone, onOutdated, onCancel }: CredentialFormProps) {
  const group = useId();
  const [draft, setDraft] = useState(() => createCredentialDraft(server.credential));
  const change = (changes: Partial<CredentialDraft>) => setDraft((current) => ({ ...current, ...changes }));
  const run = async () => {
    const failure = findMissingFields(draft);
    if (failure !== null) return { isOk: false as const, failure };
    // The credential must reach no other address than the one that the dialog shows.
    const result = await setCredential(server, {
      ...toCredentialBody(draft),
      expectedUpdatedAt: server.updatedAt,
    });
    if (!result.isOk && isOutdated(result.failure)) onOutdated();
    return result;
  };
  return (
    <DialogForm
      submit={texts.submit}
      fields={credentialFields[draft.kind]}
      run={run}
      onDone={onDone}
      onCancel={onCancel}
    >
      {(errorOf) => (
        <>
          <Destination baseUrl={server.baseUrl} />
          <fieldset className="flex flex-col gap-2">
            <legend className="mb-2 font-medium text-sm">{texts.kind}</legend>
            {kinds.map((kind) => (
              <Fragment key={kind}>
                <Radio
                  name={group}
                  label={texts[kind]}
                  hint={texts[`${kind}Hint`]}
                  checked={draft.kind === kind}
                  onChange={() => change({ kind })}
                />
                {draft.kind === kind ? (
                  <div className="mb-2 ml-6.5 flex flex-col gap-4 max-sm:ml-0">
                    <KindFields
                      draft={draft}
                      hasKey={server.credential?.kind === kind}
                      change={change}
                      errorOf={errorOf}
                    />
                  </div>
                ) : null}
              </Fragment>
            ))}
          </fieldset>
        </>
      )}
    </DialogForm>
  );
}

interface KindFieldsProps {
  draft: CredentialDraft;
  /** Whether the current credential is of the same kind. */
  hasKey: boolean;
  change: (changes: Partial<CredentialDraft>) => void;
  errorOf: (field: string) => string | undefined;
}

function KindFields({ draft, hasKey, change, errorOf }: KindFieldsProps): ReactNode {
  const bind = (name: keyof CredentialDraft) => ({
    value: draft[name],
    onChange: (event: React.ChangeEvent<HTMLInputElement>) => change({ [name]: event.target.value }),
    error: errorOf(name),
    autoComplete: "off",
    spellCheck: false,
  });
  if (draft.kind === "bearer") return <SecretField {...bind("token")} label={texts.token} required />;
  if (draft.kind === "basic") {
    return (
      <>
        <TextField {...bind("username")} label={texts.username} required />
        <SecretField {...bind("password")} label={texts.password} required />
      </>
    );
  }
  return (
    <>
      <TextField {...bind("clientId")} label={texts.clientId} hint={texts.clientIdHint} required />
      <TextField {...bind("scopes")} label={texts.scopes} hint={texts.scopesHint} required />
      <TextField
        {...bind("tokenUrl")}
        label={<OptionalLabel>{texts.tokenUrl}</OptionalLabel>}
        hint={texts.tokenUrlHint}
        inputMode="url"
      />
      {hasKey ? <p className="text-muted text-xs leading-5">{texts.newKey}</p> : null}
    </>
  );
}

/** Hidden while typed. Password managers are asked to leave it alone: it isn't the person's own. */
function SecretField(props: React.ComponentProps<typeof TextField>) {
  const [isShown, setIsShown] = useState(false);
  return (
    <TextField
      {...props}
      autoComplete="new-password"
      data-1p-ignore
      data-lpignore="true"
      type={isShown ? "text" : "password"}
      end={
        <Button
          variant="quiet"
          className="h-7 px-2 text-xs"
          aria-pressed={isShown}
          onClick={() => setIsShown(!isShown)}
        >
          {isShown ? texts.hide : texts.show}
        </Button>
      }
    />
  );
}
