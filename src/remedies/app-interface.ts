import { typed } from './command-line/given-option.ts';
import type { Invocation } from './command-line/invocation.ts';
import { invocations } from './command-line/invocation.ts';

/** How Python servers report an app of the other interface: each error names the argument that the caller did not pass. */
const ASGI_APP =
  /\bmissing (?:\d required positional arguments: '\w+', )?(?:1 required positional argument: |and )'send'/;
const WSGI_APP =
  /\bmissing 1 required positional argument: 'start_response'|(?:WSGIHandler|Flask|wsgi_app)\S{0,40}\(\) takes 3 positional arguments but 4 were given/;

/** How to serve an ASGI app on a WSGI server, or a WSGI app on an ASGI server. Undefined for any other exception. */
export function interfaceAdvice(text: string, commands: readonly (readonly string[])[]): string | undefined {
  const kind = ASGI_APP.test(text) ? 'ASGI' : WSGI_APP.test(text) ? 'WSGI' : undefined;
  if (kind === undefined) return undefined;
  const run = commands.flatMap((command) => invocations(command)).find(({ program }) => program in SERVERS);
  return run === undefined ? undefined : SERVERS[run.program]?.(kind, run);
}

const SERVERS: Readonly<Record<string, (kind: 'ASGI' | 'WSGI', run: Invocation) => string | undefined>> = {
  gunicorn: (kind) =>
    kind === 'ASGI'
      ? 'Start Gunicorn with `-k uvicorn.workers.UvicornWorker`: the app speaks ASGI, but the sync worker speaks WSGI.'
      : 'Start Gunicorn with `-k sync`: the app speaks WSGI, but the Uvicorn worker speaks ASGI.',
  uvicorn: (kind) =>
    kind === 'WSGI'
      ? 'Start Uvicorn with `--interface wsgi`: the app speaks WSGI, but Uvicorn speaks ASGI.'
      : undefined,
  'waitress-serve': (kind, { args }) =>
    kind === 'ASGI'
      ? `Start the app with \`uvicorn ${typed(args.slice(-1)) || 'MODULE:APP'}\`: the app speaks ASGI, but Waitress speaks WSGI.`
      : undefined,
};
