/** How many files the process that creates them syncs at once. */
export const threadPoolSize = 64;
