import type { RejectionCause } from "./request-facts.ts";

type Texts = Partial<Record<RejectionCause, string>>;

/** Why an app's token did not work, where the text differs from a key's. */
export const tokenStatusTexts: Texts = {
  key_deleted: "The token is revoked, or its app is deleted.",
  secret_ended: "The client secret that got the token has ended.",
  team_deleted: "The app's team is deleted.",
  team_suspended: "The app's team is suspended.",
  key_disabled: "The app is disabled.",
};

export const tokenStatusAdvice: Texts = {
  key_deleted: "Request a new token. If the app is deleted, use another app.",
  secret_ended: "Request a new token with the app's current secret.",
  team_deleted: "Use an app of another team.",
  key_disabled: "Enable the app if it should work again.",
};
