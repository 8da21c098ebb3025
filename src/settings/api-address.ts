import { ownPortProblem } from '../core/checks/own-api-words.ts';
import type { SettingProblem } from '../core/checks/settings.ts';
import { claimOn, type EndpointSettings, sourceWords } from '../core/facts/endpoint.ts';
import type { HostPort } from './values.ts';

/** The problem of an API address whose port the settings give to the app, on any host; undefined without one. */
export function apiAddressProblem(listen: HostPort, settings: EndpointSettings): SettingProblem | undefined {
  const source = claimOn(listen.port, settings);
  if (source === undefined) return undefined;
  return ownPortProblem(listen, source === '--expose' ? 'exposed by --expose' : sourceWords[source], settings);
}
