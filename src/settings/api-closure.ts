import { flags } from './flags.ts';
import type { Given, LayeredReader } from './layers.ts';
import type { ApiTls } from './tls-options.ts';
import type { HostPort } from './values.ts';

/** The response to remote callers while a setting that protects the API cannot be used. */
const CLOSED =
  'A setting of this API cannot be used, so it answers only callers on loopback. The diagnosis invalid-setting names the setting.';

/** Unknown keys of the config file that look like a misspelled setting of the API. */
const GUARD = /api|listen|tls|token|cert|key|ca$|auth/i;

/** Whether an unknown key of the config file looks like a setting of the API. */
export const isGuard = (key: string): boolean => GUARD.test(key);

/**
 * Why the API answers only callers on loopback, whatever token or certificate other callers have. Either a setting that
 * protects the API cannot be used, or the config file that may hold one cannot be read. Undefined when all of them work.
 */
export function apiClosure(
  reader: LayeredReader,
  { config, configState }: Given,
  { isBroken }: ApiTls,
): string | undefined {
  const names: readonly string[] = Object.values(flags).map(({ name }) => name);
  const hasOddKey = Object.keys(config).some((key) => !names.includes(key) && isGuard(key));
  const isLost = configState === 'unknown' || hasOddKey;
  return isBroken || isLost || reader.wasWrong(flags.listen) || reader.wasWrong(flags.noApi) ? CLOSED : undefined;
}

/** The same port on a loopback address. */
export function onLoopback({ host, port }: HostPort): HostPort {
  if (/^(?:localhost|::1|127(?:\.\d+){3})$/.test(host)) return { host, port };
  return { host: host.includes(':') ? '::1' : '127.0.0.1', port };
}
