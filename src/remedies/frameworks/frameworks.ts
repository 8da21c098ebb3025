import type { Framework, KnownFramework } from '../servers/server.ts';
import { nodeFrameworks } from './node-frameworks.ts';
import { otherFrameworks } from './other-frameworks.ts';
import { pythonFrameworks } from './python-frameworks.ts';

/** Every framework that has its own texts. */
export const frameworks: readonly KnownFramework[] = [...pythonFrameworks, ...nodeFrameworks, ...otherFrameworks];

/** What to say when the framework was not recognised. */
export const anyFramework: Framework = {
  id: 'any',
  name: 'the app',
  allowHost: (host, path) =>
    `Let the app accept \`${host}\` in the Host header, at least for requests to \`${path}\` (look for a list of allowed or trusted hosts in its configuration).`,
  exemptRedirect: (path) =>
    `Let the app answer \`${path}\` itself, without a redirect to HTTPS, another host or a login page, by a route that stands before whatever redirects.`,
  addRoute: (path) =>
    `Add a route for \`GET ${path}\` that answers 200 with a short text, without login, redirect or database.`,
};
