import type { Framework, KnownFramework } from '../servers/server.ts';
import { nodeFrameworks } from './node-frameworks.ts';
import { otherFrameworks } from './other-frameworks.ts';
import { pythonFrameworks } from './python-frameworks.ts';

/** Every framework that has its own texts. */
export const frameworks: readonly KnownFramework[] = [...pythonFrameworks, ...nodeFrameworks, ...otherFrameworks];

/** The texts for an unknown framework. */
export const anyFramework: Framework = {
  id: 'any',
  name: 'the app',
  allowHost: (host, path) =>
    `Add \`${host}\` to the allowed or trusted hosts in the app's configuration, at least for requests to \`${path}\`.`,
  exemptRedirect: (path) =>
    `Add a route for \`${path}\` before the code that redirects to HTTPS, another host or a login page.`,
  addRoute: (path) =>
    `Add a route for \`GET ${path}\` that returns 200 with a short text, without login, redirect or database.`,
};
