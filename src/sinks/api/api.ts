import type { ApiParts, Handler } from './handler.ts';
import { handlers } from './handlers.ts';
import { preferred } from './http/accept.ts';
import { refusal } from './http/access.ts';
import { problem, type Reply } from './http/answer.ts';
import type { Call } from './http/call.ts';
import { type ApiPath, apiPaths, typesOf } from './paths.ts';

/** The response to one call (docs/api.md). A HEAD is handled like a GET; the server leaves out its body. */
export function api(parts: ApiParts, call: Call): Reply {
  const [path = '', search = ''] = halves(call.target, '?');
  const apiPath = apiPaths.find((each) => partOf(each, path) !== undefined);
  const isGuarded = apiPath === undefined ? path.startsWith('/v1') : apiPath.access === 'guarded';
  const refused = isGuarded ? refusal(call, parts) : undefined;
  if (refused) return refused;
  if (apiPath === undefined) return problem(404, 'There is nothing at this path.');
  const handler = handlerOf(apiPath, call.method);
  if (handler === undefined) return notAllowed(apiPath);
  const type = typeFor(apiPath, call);
  if (type === undefined) return problem(406, `This path returns ${typesOf(apiPath).join(' or ')}.`);
  const query = new URLSearchParams(search);
  return handler({ view: parts.live.view(), parts, call, query, part: partOf(apiPath, path) ?? '', type });
}

/** The last segment of the call's path if the pattern ends with `{name}`, else empty; undefined for any other path. */
function partOf({ path: pattern }: ApiPath, path: string): string | undefined {
  if (!pattern.endsWith('}')) return path === pattern ? '' : undefined;
  const parent = pattern.slice(0, pattern.lastIndexOf('/') + 1);
  const part = path.slice(parent.length);
  return path.startsWith(parent) && part !== '' && !part.includes('/') ? part : undefined;
}

function handlerOf({ methods, path }: ApiPath, method: string): Handler | undefined {
  const wanted = method === 'HEAD' ? 'get' : methods.find((each) => each.toUpperCase() === method);
  const all: Readonly<Record<string, Handler | undefined>> = handlers;
  return all[`${wanted} ${path}`];
}

function notAllowed({ methods }: ApiPath): Reply {
  const allow = methods.map((method) => (method === 'get' ? 'GET, HEAD' : method.toUpperCase())).join(', ');
  return problem(405, `This path accepts ${allow}.`, { allow });
}

/** A caller that only checks health must not fail because of an unusual header. */
const typeFor = (apiPath: ApiPath, { accept }: Call): string | undefined =>
  preferred(accept, typesOf(apiPath)) ?? (apiPath.access === 'open' ? typesOf(apiPath)[0] : undefined);

function halves(text: string, mark: string): readonly [string, string] {
  const at = text.indexOf(mark);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}
