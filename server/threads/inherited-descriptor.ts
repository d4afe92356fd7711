/** Where the child finds the port: behind its standard streams and its channel to its parent. */
export const inheritedDescriptor = 4;
