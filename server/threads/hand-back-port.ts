// A process that sends the socket it inherits to its parent, and ends.
import { Socket } from "node:net";
import { inheritedDescriptor } from "./inherited-descriptor.ts";

// Wraps the descriptor without reading from it or accepting connections on it.
const wrapped = new Socket({ fd: inheritedDescriptor, readable: false, writable: false });
process.send?.("port", Reflect.get(wrapped, "_handle"), {}, () => process.disconnect());
