// The runtime's own classes where the user's project declares them, else what of them the package uses. So the published
// definitions need neither DOM nor Node nor Workers types.

type Declared<Name extends string, Else> = typeof globalThis extends { [N in Name]: { prototype: infer T } } ? T : Else;

/** An `AbortSignal`. Workers' types declare it as a class, which is no property of `globalThis`; it is a property's type. */
export type Signal = Declared<
  "AbortSignal",
  Declared<"Request", { readonly signal: { readonly aborted: boolean; readonly reason: unknown } }>["signal"]
>;
/** A `URL`. */
export type Url = Declared<"URL", { readonly href: string }>;
/** `Headers`. */
export type HeaderList = Declared<"Headers", Iterable<[string, string]>>;
/** A `Request`. */
export type HttpRequest = Declared<"Request", { readonly url: string; readonly method: string }>;
/** A `Request` as a server gets it. */
export type IncomingRequest = Declared<
  "Request",
  { readonly url: string; readonly method: string; readonly headers: { get(name: string): string | null } }
>;
/** A `Response`. */
export type HttpResponse = Declared<"Response", { readonly status: number }>;

/** What `Response` takes and gives as its body: Workers and Node have types of their own for it. */
type Body = NonNullable<Declared<"Response", { readonly body: null }> extends { readonly body: infer Stream } ? Stream : null>;

interface ByteReader {
  /** The next chunk, or the end. */
  read(): Promise<{ done: false; value: Uint8Array } | { done: true; value?: undefined }>;
  /** Ends the stream; what is in flight is aborted. */
  cancel(reason?: unknown): Promise<void>;
  /** Lets another reader go on. */
  releaseLock(): void;
}
/** A `ReadableStream` of bytes: the one that the program's own `Response` takes. */
export type ByteStream = { getReader(): ByteReader } & ([Body] extends [never]
  ? Declared<"ReadableStream", { cancel(reason?: unknown): Promise<void> }>
  : Body);
