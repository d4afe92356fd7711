import { formatCountOf } from "#components/ui/format/format-count.ts";

/** The texts of the section that requires two-factor authentication. */
export const teamTwoFactorTexts = {
  title: "Two-factor authentication",
  intro:
    "Require it, so that a stolen password isn't enough to open this team. From the date you choose, members without it can't open the team until they turn it on. Their API keys keep working.",
  off: "Not required.",
  byConsole: {
    admins: "This console requires it for admins and owners.",
    everyone: "This console requires it for everyone.",
  },
  since: "Required since",
  from: "Required from",
  require: "Require…",
  change: "Change date…",
  stop: "Stop requiring it",
  stopped: "Two-factor authentication is no longer required",
  saved: "Two-factor authentication is required",
  ownFirst: "Turn on two-factor authentication for your own account first.",
  ownLink: "Open Security",
  dialogTitle: "Require two-factor authentication",
  dialogIntro:
    "From this date on, members without it can't open the team until they turn it on. Give them time: until then, they see a reminder.",
  date: "Date",
  dateError: "Enter a date from today on, within a year",
  submit: "Require",
  missing: (missing: number, total: number) =>
    missing === 0
      ? `All ${formatCountOf(total, "active member")} ${total === 1 ? "has" : "have"} it.`
      : `${missing} of ${formatCountOf(total, "active member")} ${missing === 1 ? "doesn't have" : "don't have"} it:`,
  more: (count: number) => `and ${count} more`,
} as const;
