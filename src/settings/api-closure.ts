import { flags } from './flags.ts';
import type { Given, LayeredReader } from './layers.ts';
import type { ApiTls } from './tls-options.ts';
import type { HostPort } from './values.ts';

/** What others than callers on loopback are told where a setting that was to protect the API cannot be used. */
const CLOSED =
  'A setting of this API cannot be used, so it answers callers on loopback alone; the diagnosis invalid-setting says which setting.';

/** A key of the config file that is no setting, and may be meant for one that protects the API. */
const GUARD = /api|listen|tls|token|cert|key|ca$|auth/i;

/**
 * Why the API is for callers on loopback alone, whatever token or certificate others have: a setting that closes it, or narrows where it listens, was
 * given and cannot be used, or nobody can tell what a config file was to say. Undefined where all is as it was asked.
 */
export function apiClosure(
  reader: LayeredReader,
  { config, configState }: Given,
  { isBroken }: ApiTls,
): string | undefined {
  const names = Object.values(flags).map(({ name }) => name);
  const hasOddKey = Object.keys(config).some((key) => !names.includes(key) && GUARD.test(key));
  const isLost = configState === 'unknown' || hasOddKey;
  return isBroken || isLost || reader.wasWrong(flags.listen) || reader.wasWrong(flags.noApi) ? CLOSED : undefined;
}

/** The same port where only this container reaches it. */
export function onLoopback({ host, port }: HostPort): HostPort {
  if (/^(?:localhost|::1|127(?:\.\d+){3})$/.test(host)) return { host, port };
  return { host: host.includes(':') ? '::1' : '127.0.0.1', port };
}
