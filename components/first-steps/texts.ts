import { formatCount } from "#components/ui/format/format-count.ts";

/** Texts of the first steps, on the overview and above the list of keys. */
export const firstStepsTexts = {
  title: "Get your first request through",
  nextTitle: "Next steps",
  done: "Done:",
  open: "To do:",
  progress: (done: number, all: number) => `${formatCount(done)} of ${formatCount(all)} done`,
  skip: "Skip this guide",
  generate: {
    title: "Generate a key",
    text: "Your applications use it to access ByteEngine. You see its secret once, with a command to try it.",
    action: "Generate New Key",
    newest: "You generated",
    used: "Your team has a key.",
    in: (environment: string) => `in ${environment}.`,
    expires: "It expires on",
  },
  request: {
    title: "Send a request",
    text: "Run this in a terminal where BYTEENGINE_API_KEY contains the secret you stored.",
    later: "Any request with the key, from any machine.",
    done: "Your first request arrived.",
    language: "The request in several languages",
    nothingArrives: "Nothing arrives?",
    testKey: "Test the key",
    lostSecret: "Lost the secret?",
    rotate: "Open the key and rotate it",
  },
  production: {
    title: (label: string) => `Generate a key for ${label}`,
    text: "With its own permissions and expiry, so that tests never use it.",
    action: (label: string) => `Generate ${label} key`,
    needsRole: (role: string) => `Only people with the role ${role} or higher can do this.`,
    done: "Your team has one.",
  },
  invite: {
    title: "Invite a colleague",
    text: "Each person has their own keys, so that you know who a request came from.",
    action: "Invite",
    done: "You are not alone in this team.",
  },
  wait: {
    waiting: { title: "Waiting for the first request…", text: "This updates by itself." },
    idle: { title: "No request yet.", text: "Return to this page to check again." },
    rejected: { title: "A request arrived and was rejected.", text: "Waiting for one that is accepted." },
    received: { title: "Request received.", text: "Your key works." },
    seeWhy: "See why",
  },
  tryIt: {
    title: "Try it now",
    text: "What you copy contains your key, for a quick test. Your code should read it from BYTEENGINE_API_KEY.",
    copy: "Copy with key",
  },
} as const;
