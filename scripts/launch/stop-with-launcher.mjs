// Loaded into the server before its own code. When the launcher is killed outright it can forward nothing; its end of the
// channel closes then, and the server stops as if it had been asked to, instead of living on with port and data directory.
process.channel?.unref();
process.on("disconnect", () => {
  // Not a real signal: on Windows that would end this process before it could write its counts.
  if (!process.emit("SIGTERM", "SIGTERM")) process.exit(1);
});
