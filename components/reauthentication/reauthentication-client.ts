"use client";

import { assertionOptionsSchema } from "#lib/contract/people/passkeys.ts";
import {
  type ReauthenticateInput,
  reauthenticatedSchema,
  reauthenticationSchema,
} from "#lib/contract/people/reauthentication.ts";
import { requestApi, unreachable } from "../api-client.ts";
import type { ApiFailure, ApiResult } from "../api-failure.ts";
import { startAskingAt } from "../auth/session-client.ts";
import { explainProblem } from "./explain-problem.ts";
import { answerChannel, readAnswer } from "./provider-answer.ts";
import { askAgainTexts as texts } from "./texts.ts";

const path = "/me/reauthenticate";

export function readReauthentication() {
  return requestApi({ method: "GET", path, schema: reauthenticationSchema });
}

export function reauthenticate(body: ReauthenticateInput) {
  return requestApi({ method: "POST", path, body, schema: reauthenticatedSchema });
}

/** Asks for a passkey, for which the browser opens a dialog of its own. Null if the person closed that dialog. */
export async function confirmWithPasskey(): Promise<ApiResult<unknown> | null> {
  // Only here, because most people have no passkey.
  const { askForPasskey } = await import("../passkey-ceremony.ts");
  const options = await requestApi({
    method: "POST",
    path: `${path}/options`,
    schema: assertionOptionsSchema,
  });
  if (!options.isOk) return options;
  const asked = await askForPasskey(options.data);
  if (!asked.isOk) return asked.problem === "canceled" ? null : fail(texts.passkeyFailed);
  const { id, response } = asked.credential;
  const { clientDataJSON, authenticatorData, signature, userHandle = "" } = response;
  return reauthenticate({
    passkey: { id, response: { clientDataJSON, authenticatorData, signature, userHandle } },
  });
}

function fail(message: string): { isOk: false; failure: ApiFailure } {
  return { isOk: false, failure: { ...unreachable, code: "not_confirmed", message } };
}

let channel: BroadcastChannel | undefined;

/** Waits for what the provider's window reports, instead of an earlier wait that was canceled. It shares nothing with this one once it has left for the provider. */
function waitForAnswer(): Promise<string | null> {
  channel?.close();
  const opened = new BroadcastChannel(answerChannel);
  channel = opened;
  return new Promise((resolve) => {
    opened.onmessage = ({ data }: MessageEvent<unknown>) => {
      const answer = readAnswer(data);
      if (answer === undefined) return;
      opened.close();
      resolve(answer.problem);
    };
  });
}

/**
 * Has the person sign in at their provider again, in a window of its own, so that this page stays as it is. To be called
 * in the handler of a click: browsers block other windows.
 */
export async function signInAgain(
  providerId: string,
  intent: "reauthenticate" | "link" = "reauthenticate",
): Promise<ApiResult<null>> {
  const opened = window.open("about:blank", "byteengine-reauthentication", "popup,width=520,height=720");
  if (opened === null) return fail(texts.blocked);
  const answer = waitForAnswer();
  try {
    opened.location.href = (await startAskingAt(providerId, intent)).href;
  } catch {
    opened.close();
    return { isOk: false, failure: unreachable };
  }
  const problem = await answer;
  return problem === null ? { isOk: true, data: null } : fail(explainProblem(problem));
}
