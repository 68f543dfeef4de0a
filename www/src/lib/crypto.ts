// What the command's CSV takes from `node:crypto`, as browsers have it.

export const randomUUID = (): string => crypto.randomUUID();
