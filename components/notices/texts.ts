export const noticeTexts = {
  unsubscribe: {
    title: "Unsubscribe",
    intro: (label: string) =>
      `Stop emails about this: ${label}. The console still shows these notifications.`,
    submit: "Unsubscribe",
    done: (label: string) =>
      `You no longer get emails about this: ${label}. To get them again, open Account → Notifications.`,
    failed: "You are still subscribed. Try again.",
    invalidTitle: "This link is not valid",
    invalid: "Copy the whole link from the email, or turn emails off under Account → Notifications.",
  },
};
