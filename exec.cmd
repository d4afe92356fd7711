@rem "npm start" runs "exec node ..." so that signals reach the console and not a shell. cmd.exe has no exec; this is it.
@%*
