"use client";

import { KeyRound } from "lucide-react";
import { ConfirmDialog } from "#components/dialogs/confirm-dialog.tsx";
import { useDialogs } from "#components/dialogs/use-dialogs.ts";
import { Button } from "#components/ui/button/button.tsx";
import { Card, CardText } from "#components/ui/display/card.tsx";
import { RelativeTime, Time } from "#components/ui/format/time.tsx";
import type {
  CreatedProvisioningTokenDto,
  ProvisioningTokenDto,
} from "#lib/contract/instance/provisioning.ts";
import { CreateTokenDialog } from "./create-token-dialog.tsx";
import { deleteProvisioningToken } from "./provisioning-client.ts";
import { provisioningTexts } from "./texts.ts";
import { TokenDialog } from "./token-dialog.tsx";

const texts = provisioningTexts.tokens;

const maxTokens = 2;

type Open =
  | { kind: "create" }
  | { kind: "reveal"; token: CreatedProvisioningTokenDto }
  | { kind: "delete"; token: ProvisioningTokenDto };

interface TokensCardProps {
  tokens: readonly ProvisioningTokenDto[];
  now: string;
}

/** The tokens of directories, at most two. */
export function TokensCard({ tokens, now }: TokensCardProps) {
  const dialogs = useDialogs<Open>();
  const { open, anchorRef, show, showNext, close, closeAfterRemoval, refresh } = dialogs;
  const isFull = tokens.length >= maxTokens;
  const { deleteToken } = provisioningTexts;
  return (
    <>
      <Card
        id="tokens"
        title={texts.title}
        action={
          <Button ref={anchorRef} onClick={() => show({ kind: "create" })} disabled={isFull}>
            {texts.create}
          </Button>
        }
      >
        <CardText>{isFull ? texts.full : tokens.length === 0 ? texts.none : texts.intro}</CardText>
        {tokens.length === 0 ? null : (
          <ul className="border-t">
            {tokens.map((token) => (
              <TokenRow
                key={token.id}
                token={token}
                now={now}
                onDelete={() => show({ kind: "delete", token })}
              />
            ))}
          </ul>
        )}
      </Card>
      <CreateTokenDialog
        isOpen={open?.kind === "create"}
        onClose={close}
        onCreated={(token) => {
          showNext({ kind: "reveal", token });
          refresh();
        }}
        // A dialog that makes room for the next one leaves the focus to it.
        finalFocus={() => (dialogs.findOpen() === null ? dialogs.finalFocus() : false)}
      />
      <TokenDialog
        token={open?.kind === "reveal" ? open.token : null}
        onClose={close}
        finalFocus={dialogs.finalFocus}
      />
      <ConfirmDialog
        item={open?.kind === "delete" ? open.token : null}
        title={({ name }) => deleteToken.title(name)}
        intro={deleteToken.intro}
        submit={deleteToken.submit}
        run={({ id }) => deleteProvisioningToken(id)}
        onDone={({ name }) => closeAfterRemoval(deleteToken.done(name))}
        onClose={close}
        finalFocus={dialogs.finalFocus}
      />
    </>
  );
}

interface TokenRowProps {
  token: ProvisioningTokenDto;
  now: string;
  onDelete: () => void;
}

function TokenRow({ token, now, onDelete }: TokenRowProps) {
  const { name, hint, createdAt, lastUsedAt } = token;
  return (
    <li className="flex flex-wrap items-center gap-x-3.5 gap-y-3 border-t px-4 py-3 first:border-t-0">
      <span
        aria-hidden="true"
        className="grid size-9 shrink-0 place-items-center rounded-md bg-sunken text-muted [&>svg]:size-4"
      >
        <KeyRound />
      </span>
      <div className="min-w-0 flex-1 basis-52">
        <p className="font-medium text-sm [overflow-wrap:anywhere]">{name}</p>
        <p className="text-muted text-xs leading-5 [overflow-wrap:anywhere]">
          <span className="font-mono">{hint}</span> · {texts.created} <Time at={createdAt} style="day" /> ·{" "}
          {lastUsedAt === null ? (
            texts.neverUsed
          ) : (
            <>
              {texts.lastUsed} <RelativeTime at={lastUsedAt} serverNow={now} />
            </>
          )}
        </p>
      </div>
      <Button aria-label={texts.deleteNamed(name)} className="max-sm:w-full" onClick={onDelete}>
        {texts.delete}
      </Button>
    </li>
  );
}
