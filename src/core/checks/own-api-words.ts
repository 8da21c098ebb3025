import { hostPort } from '../facts/address.ts';
import { claimOn, type EndpointSettings } from '../facts/endpoint.ts';
import type { ApiAddress } from '../facts/own-api.ts';
import type { SettingProblem } from './settings.ts';

/** The same host with the next port that no setting gives to the app: 0.0.0.0:9394. */
export function otherApiAddress({ host, port }: ApiAddress, settings: EndpointSettings): string {
  let other = port;
  do other = other < 65_535 ? other + 1 : 1_024;
  while (claimOn(other, settings) !== undefined);
  return hostPort(host, other);
}

/** The API is off because its port belongs to the app. `why` says how that is known. */
export const ownPortProblem = (address: ApiAddress, why: string, settings: EndpointSettings): SettingProblem => ({
  name: '--listen',
  given: hostPort(address.host, address.port),
  accepted: 'an address whose port the app does not use',
  used: 'no API',
  words: {
    summary: `the API of sidewatch is off, because its port ${address.port} is the app's (${why})`,
    remedy: `Give the API another address with \`--listen ${otherApiAddress(address, settings)}\` (SIDEWATCH_LISTEN), or turn it off with \`--no-api\`.`,
  },
});
