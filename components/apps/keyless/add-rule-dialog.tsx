"use client";

import { useRouter } from "next/navigation";
import { useRef, useState } from "react";
import { createAppRule, createTrustedIssuer } from "#components/apps/federation-client.ts";
import {
  nameIssuer,
  placeIssuerConflict,
  toFailure,
  toIssuerBody,
} from "#components/apps/issuers/issuer-draft.ts";
import type { AppPageData } from "#components/apps/view-data.ts";
import { DialogForm } from "#components/dialogs/dialog-form.tsx";
import { useIdempotencyKey } from "#components/keys/use-idempotency-key.ts";
import { Dialog } from "#components/ui/overlay/dialog.tsx";
import type { FinalFocus } from "#components/ui/overlay/dialog-frame.tsx";
import type { TrustedIssuerDto } from "#lib/contract/apps/federation-output.ts";
import { getConsoleAudience } from "./console-audience.ts";
import { createRuleDraft, listRuleProblems, placeIssuerFailure, toRuleBody } from "./rule-draft.ts";
import { RuleFields } from "./rule-fields.tsx";
import { keylessTexts } from "./texts.ts";

const texts = keylessTexts.form;

interface AddRuleDialogProps {
  isOpen: boolean;
  page: AppPageData;
  /** All issuers that the team trusts. */
  issuers: readonly TrustedIssuerDto[];
  onClose: () => void;
  onAdded: () => void;
  finalFocus: FinalFocus;
}

export function AddRuleDialog({ isOpen, finalFocus, ...form }: AddRuleDialogProps) {
  const nameRef = useRef<HTMLInputElement>(null);
  return (
    <Dialog
      isOpen={isOpen}
      isWide
      onClose={form.onClose}
      title={texts.title}
      description={texts.intro}
      initialFocus={nameRef}
      finalFocus={finalFocus}
    >
      <AddRuleForm {...form} nameRef={nameRef} />
    </Dialog>
  );
}

interface AddRuleFormProps extends Omit<AddRuleDialogProps, "isOpen" | "finalFocus"> {
  nameRef: React.Ref<HTMLInputElement>;
}

/** Trusts the issuer first, if the team doesn't yet. Mounted only while the dialog is open. */
function AddRuleForm({ page, issuers: known, nameRef, onClose, onAdded }: AddRuleFormProps) {
  const router = useRouter();
  const { idempotencyKey, renewIdempotencyKey } = useIdempotencyKey();
  const [added, setAdded] = useState<TrustedIssuerDto[]>([]);
  const issuers = [...known, ...added.filter(({ id }) => known.every((issuer) => issuer.id !== id))];
  const [draft, setDraft] = useState(() => createRuleDraft(known, getConsoleAudience(page.tokenEndpoint)));

  const trustIssuer = async () => {
    const { newIssuer } = draft;
    const name = nameIssuer(
      newIssuer,
      issuers.map((issuer) => issuer.name),
    );
    const result = await createTrustedIssuer(
      page.team.id,
      toIssuerBody({ ...newIssuer, name }),
      idempotencyKey,
    );
    // Also after a failure: another request may have added the issuer.
    router.refresh();
    renewIdempotencyKey();
    if (!result.isOk) {
      return { ...result, failure: placeIssuerFailure(placeIssuerConflict(result.failure)) };
    }
    // If the rule is rejected, the issuer stays, and is chosen.
    setAdded((current) => [...current, result.data]);
    setDraft((current) => ({ ...current, issuerId: result.data.id }));
    return result;
  };

  const run = async () => {
    const failure = toFailure(listRuleProblems(draft, issuers));
    if (failure !== null) return { isOk: false, failure } as const;
    const chosen = issuers.find(({ id }) => id === draft.issuerId);
    const trusted = chosen === undefined ? await trustIssuer() : ({ isOk: true, data: chosen } as const);
    return trusted.isOk ? createAppRule(page.app, toRuleBody(draft, trusted.data)) : trusted;
  };
  return (
    <DialogForm submit={texts.submit} fields="all" run={run} onDone={onAdded} onCancel={onClose}>
      {(_, failure) => (
        <RuleFields draft={draft} issuers={issuers} nameRef={nameRef} failure={failure} onChange={setDraft} />
      )}
    </DialogForm>
  );
}
