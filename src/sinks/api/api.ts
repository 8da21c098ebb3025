import { preferred } from './accept.ts';
import { refusal } from './access.ts';
import { problem, type Reply } from './answer.ts';
import type { Call } from './call.ts';
import type { Handler, Known, Route } from './route.ts';
import { routes } from './routes.ts';

/** The answer to one call (CONTRACT.md section 5). A HEAD is answered as a GET; its body is the server's to leave out. */
export function api(known: Known, call: Call): Reply {
  const [path = '', search = ''] = halves(call.target, '?');
  const route = routes.find((each: Route) => partOf(each, path) !== undefined);
  const isGuarded = route === undefined ? path.startsWith('/v1') : route.access === 'guarded';
  const refused = isGuarded ? refusal(call, known.token) : undefined;
  if (refused) return refused;
  if (route === undefined) return problem(404, 'There is nothing at this path.');
  const handler = handlerOf(route, call.method);
  if (handler === undefined) return notAllowed(route);
  const type = typeFor(route, call);
  if (type === undefined) return problem(406, `This path answers with ${typesOf(route).join(' or ')}.`);
  const query = new URLSearchParams(search);
  return handler({ view: known.news.view(), known, call, query, part: partOf(route, path) ?? '', type });
}

/** What the last segment stands for where the route's is `{name}`; empty where it is not; undefined when the path is not the route's. */
function partOf({ path: pattern }: Route, path: string): string | undefined {
  if (!pattern.endsWith('}')) return path === pattern ? '' : undefined;
  const parent = pattern.slice(0, pattern.lastIndexOf('/') + 1);
  const part = path.slice(parent.length);
  return path.startsWith(parent) && part !== '' && !part.includes('/') ? part : undefined;
}

function handlerOf({ get, post }: Route, method: string): Handler | undefined {
  if (method === 'GET' || method === 'HEAD') return get;
  return method === 'POST' ? post : undefined;
}

function notAllowed({ get, post }: Route): Reply {
  const allow = [...(get ? ['GET', 'HEAD'] : []), ...(post ? ['POST'] : [])].join(', ');
  return problem(405, `This path takes ${allow}.`, { allow });
}

const typesOf = ({ types = ['application/json'] }: Route): readonly string[] => types;

/** Who only wants to know whether the app is well must not fail over an odd header. */
const typeFor = (route: Route, { accept }: Call): string | undefined =>
  preferred(accept, typesOf(route)) ?? (route.access === 'open' ? typesOf(route)[0] : undefined);

function halves(text: string, mark: string): readonly [string, string] {
  const at = text.indexOf(mark);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}
