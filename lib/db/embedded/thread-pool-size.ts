/** Of the process that creates the files: how many it syncs at once. */
export const threadPoolSize = 64;
