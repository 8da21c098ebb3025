import { refusal } from './access.ts';
import { type Answer, problem } from './answer.ts';
import type { Call } from './call.ts';
import { type Route, routes } from './routes.ts';
import type { View } from './view.ts';

/** What the API knows, and the token that it asks of callers from elsewhere. */
export interface Known {
  readonly view: View;
  readonly token?: string;
}

/** The answer to one call (CONTRACT.md section 5). A HEAD is answered as a GET; its body is the server's to leave out. */
export function api({ view, token }: Known, call: Call): Answer {
  const [path = '', search = ''] = halves(call.target, '?');
  const isGuarded = path === '/v1' || path.startsWith('/v1/');
  const refused = isGuarded ? refusal(call, token) : undefined;
  if (refused) return refused;
  const route = routes.find((each) => restOf(each, path) !== undefined);
  if (route === undefined) return problem(404, 'There is nothing at this path.');
  if (call.method !== 'GET' && call.method !== 'HEAD') {
    return problem(405, 'This path is read with GET or HEAD.', { allow: 'GET, HEAD' });
  }
  return route.answer({ view, query: new URLSearchParams(search), rest: restOf(route, path) ?? '' });
}

/** What the `*` of a route stands for in this path; empty without one; undefined when the path is not the route's. */
function restOf({ path: pattern }: Route, path: string): string | undefined {
  if (!pattern.endsWith('/*')) return path === pattern ? '' : undefined;
  const parent = pattern.slice(0, -1);
  const rest = path.slice(parent.length);
  return path.startsWith(parent) && rest !== '' && !rest.includes('/') ? rest : undefined;
}

function halves(text: string, mark: string): readonly [string, string] {
  const at = text.indexOf(mark);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}
