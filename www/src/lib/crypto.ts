// Replaces `node:crypto` for the command's CSV in browsers.

export const randomUUID = (): string => crypto.randomUUID();
