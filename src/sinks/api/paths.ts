/** A path of the API. */
export interface ApiPath {
  /** Its last segment may be `{name}`: any one segment. */
  readonly path: string;
  readonly methods: readonly ('get' | 'post')[];
  /** `open` is for all callers and returns only words and numbers. */
  readonly access: 'open' | 'guarded';
  /** The types that it can return, the usual one first. A caller that accepts none of them gets 406, or the first on an open path. */
  readonly types?: readonly string[];
}

const open = { access: 'open', methods: ['get'] } as const;
const guarded = { access: 'guarded', methods: ['get'] } as const;

/** Every path of the API; a path with GET also supports HEAD. */
export const apiPaths = [
  { path: '/livez', ...open },
  { path: '/readyz', ...open },
  { path: '/healthz', ...open },
  {
    path: '/metrics',
    ...open,
    types: ['text/plain; version=0.0.4; charset=utf-8', 'application/openmetrics-text; version=1.0.0; charset=utf-8'],
  },
  { path: '/openapi.json', ...open },
  { path: '/', ...guarded, types: ['text/html'] },
  { path: '/v1/status', ...guarded },
  { path: '/v1/health', ...guarded, types: ['application/health+json', 'application/json'] },
  { path: '/v1/diagnoses', ...guarded },
  { path: '/v1/diagnoses/{code}', ...guarded },
  { path: '/v1/probes', ...guarded },
  { path: '/v1/catalogue', ...guarded },
  { path: '/v1/log', ...guarded },
  { path: '/v1/events', ...guarded, types: ['application/json', 'text/event-stream'] },
  { path: '/v1/check', access: 'guarded', methods: ['post'] },
  { path: '/v1/lifecycle', access: 'guarded', methods: ['post'] },
] as const satisfies readonly ApiPath[];

type CallOf<P> = P extends {
  readonly path: infer A extends string;
  readonly methods: readonly (infer M extends string)[];
}
  ? `${M} ${A}`
  : never;

/** A call by its method and path: `get /livez`. */
export type CallName = CallOf<(typeof apiPaths)[number]>;

/** The types that a path returns. */
export const typesOf = ({ types = ['application/json'] }: ApiPath): readonly string[] => types;
