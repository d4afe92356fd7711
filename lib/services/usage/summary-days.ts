/** For how many days the requests of single keys are available as sums (lib/jobs/usage/summarize-usage.ts). */
export const keySummaryDays = 100;

/** The same for whole teams: 90 days and the 90 days before, to compare. */
export const teamSummaryDays = 200;
