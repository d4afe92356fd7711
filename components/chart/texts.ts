/** Texts of charts. */
export const chartTexts = {
  zone: "UTC",
  total: "Total",
  showTable: "Show as table",
  showChart: "Show as chart",
  none: "No requests in this period",
  time: { hour: "Hour (UTC)", day: "Day (UTC)" },
  instructions: "Use the arrow keys to read the values of each bar.",
  marks: "Changes in this period",
  ranges: "Period",
  rangeNames: { "24h": "24 hours", "7d": "7 days", "30d": "30 days", "90d": "90 days" },
} as const;
