import { catalogueJson } from '../../../src/catalogue.ts';
import type { ReadOutput } from '../../../src/core/ports/output-port.ts';
import { rules } from '../../../src/rules/index.ts';
import { api } from '../../../src/sinks/api/api.ts';
import type { About, ApiParts } from '../../../src/sinks/api/handler.ts';
import type { Answer } from '../../../src/sinks/api/http/answer.ts';
import type { Call } from '../../../src/sinks/api/http/call.ts';
import type { View } from '../../../src/sinks/api/view.ts';

export const about: About = {
  version: '0.0.0',
  run: 'r1',
  codes: async () => [
    { code: 'bound-to-loopback', severity: 'error' },
    { code: 'strict-would-fail', severity: 'info' },
  ],
  catalogue: async () => catalogueJson(rules),
};

export const noOutput: ReadOutput = () => ({ lines: [], isCut: false });
/** Stands for a token file that holds none. */
export const NO_TOKEN_YET = 'no token yet';

interface Answering {
  readonly view: View;
  readonly token?: string;
  readonly closed?: string;
}

/** What the API answers from where nothing more comes: the view as it is. */
export const apiParts = ({ view, token, closed }: Answering): ApiParts => ({
  live: { view: () => view, put: () => undefined, until: async (find) => find(view) },
  takeRequest: () => undefined,
  output: noOutput,
  about,
  ...(token !== undefined && { token: () => (token === NO_TOKEN_YET ? undefined : token) }),
  ...(closed !== undefined && { closed }),
});

/** The answer to a call that is answered at once. */
export function answerTo(given: Answering, call: Call): Answer {
  const reply = api(apiParts(given), call);
  if ('then' in reply || 'send' in reply) throw new Error('it is not answered at once');
  return reply;
}
