// Copies what a caller gives, so that the sandbox shares no object with the caller.

export const isObject = (value: unknown): value is object => typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * The fields as JSON carries them. A field whose value is `undefined` stays, because it removes the generated value.
 * @param where begins the message of an error
 * @throws {TypeError}
 */
export function asSent<Fields extends { [field: string]: unknown }>(fields: Fields, where: string): Fields {
  if (!isObject(fields)) throw new TypeError(`${where} has to be an object with fields`);
  const copy = (name: string, value: unknown) => {
    try {
      const json = JSON.stringify(value);
      return json === undefined ? undefined : JSON.parse(json);
    } catch (cause) {
      throw new TypeError(`${where}.${name} has to be a value of JSON`, { cause });
    }
  };
  const sent = Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, copy(name, value)]));
  if (sent.id !== undefined && (typeof sent.id !== "string" || sent.id === "")) throw new TypeError(`${where}.id has to be a text that is not empty`);
  return sent as Fields;
}
