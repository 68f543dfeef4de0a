// The types of the runtime's classes if the user's project declares them; otherwise, the members that the package uses. So the
// published definitions need neither DOM nor Node nor Workers types.

type Declared<Name extends string, Else> = typeof globalThis extends { [N in Name]: { prototype: infer T } } ? T : Else;

/** An `AbortSignal`. In Workers' types it is not a property of `globalThis`, but `Request` has a property of this type. */
export type Signal = Declared<"AbortSignal", Declared<"Request", { readonly signal: { readonly aborted: boolean; readonly reason: unknown } }>["signal"]>;
/** A `URL`. */
export type Url = Declared<"URL", { readonly href: string }>;
/** `Headers`. */
export type HeaderList = Declared<"Headers", Iterable<[string, string]>>;
/** A `Request`. */
export type HttpRequest = Declared<"Request", { readonly url: string; readonly method: string }>;
/** A `Request` that a server received. */
export type IncomingRequest = Declared<"Request", { readonly url: string; readonly method: string; readonly headers: { get(name: string): string | null } }>;
/** A `Response`. */
export type HttpResponse = Declared<"Response", { readonly status: number }>;

/** The type of a `Response` body: Workers and Node declare their own. */
type Body = NonNullable<Declared<"Response", { readonly body: null }> extends { readonly body: infer Stream } ? Stream : null>;

interface ByteReader {
  /** Returns the next chunk, or the end. */
  read(): Promise<{ done: false; value: Uint8Array } | { done: true; value?: undefined }>;
  /** Ends the stream and aborts the request. */
  cancel(reason?: unknown): Promise<void>;
  /** Releases the stream for another reader. */
  releaseLock(): void;
}
/** A `ReadableStream` of bytes, in the type that the program's `Response` accepts. */
export type ByteStream = { getReader(): ByteReader } & ([Body] extends [never]
  ? Declared<"ReadableStream", { cancel(reason?: unknown): Promise<void> }>
  : Body);
