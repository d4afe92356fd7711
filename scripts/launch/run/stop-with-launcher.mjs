// Loaded into the server before its own code. A killed launcher cannot forward signals, but its end of the
// channel closes. The server then stops as if it had received a signal, instead of keeping the port and the
// data directory.
process.channel?.unref();
process.on("disconnect", () => {
  // Emitted instead of sent: on Windows a real signal would end this process before it could write its usage
  // counts.
  if (!process.emit("SIGTERM", "SIGTERM")) process.exit(1);
});
