/** The child's descriptor of the port: after its standard streams and its channel to its parent. */
export const inheritedDescriptor = 4;
