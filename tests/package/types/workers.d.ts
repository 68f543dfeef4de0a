// Declarations as in Workers types: `AbortSignal` is a class, not a property of `globalThis`; the others are variables.
declare abstract class AbortSignal {
  readonly aborted: boolean;
  readonly reason: unknown;
  throwIfAborted(): void;
}
interface Request {
  readonly url: string;
  readonly signal: AbortSignal;
}
declare var Request: { prototype: Request; new (input: string): Request };
interface Response {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
}
declare var Response: { prototype: Response; new (body?: string): Response };
interface RequestInit {
  method?: string;
  headers?: Record<string, string>;
  redirect?: string;
  signal?: AbortSignal | null;
}
declare function fetch(input: string | Request, init?: RequestInit): Promise<Response>;
interface Fetcher {
  fetch(input: string | Request, init?: RequestInit): Promise<Response>;
}
