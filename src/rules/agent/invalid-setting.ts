import { ownPortProblem } from '../../core/checks/own-api-words.ts';
import { checksProcessOnly } from '../../core/checks/profile.ts';
import type { SettingProblem } from '../../core/checks/settings.ts';
import { defineRule } from '../../core/diagnosis/rule.ts';
import type { EndpointSettings } from '../../core/facts/endpoint.ts';
import { appListeners, type Listener, listenerName } from '../../core/facts/listener.ts';
import type { OwnApi } from '../../core/facts/own-api.ts';

interface Finding {
  readonly problems: readonly SettingProblem[];
  /** The app's listeners if they use several ports and none was chosen. */
  readonly undecided: readonly Pick<Listener, 'address' | 'port'>[];
}

/** How long the listeners must be unchanged: an app opens its ports one by one. */
const SETTLED_MS = 2_000;

const portsOf = (listeners: Finding['undecided']): readonly number[] =>
  [...new Set(listeners.map(({ port }) => port))].sort((a, b) => a - b);

/** The API has left its port to the app because it is the endpoint's; `port-in-use` reports a port that the app failed to bind. */
function yieldProblems({ yielded }: OwnApi, settings: EndpointSettings): readonly SettingProblem[] {
  return yielded?.reason === 'endpoint' ? [ownPortProblem(yielded, "the app's endpoint uses it", settings)] : [];
}

/** The name of a variable or a file keeps its spelling. */
const startsWithName = ([first]: Finding['problems']): boolean =>
  first !== undefined && first.words === undefined && !first.name.startsWith('the ');

export default defineRule({
  code: 'invalid-setting',
  title: 'A setting of the agent cannot be used',
  stage: 'agent',
  needs: ['settingProblems', 'endpoints'],
  assumes: { listeners: [], listenersSince: 0, api: {} },
  meaning:
    'sidewatch does not accept a value in the environment, in the config file, or in a file that a flag names. Or the settings leave ' +
    'open which port to watch, or its API would listen on a port of the app. The app starts anyway: sidewatch uses the default, probes ' +
    'nothing until a port is named, or keeps the API off. If the setting protects the API, the API answers only ' +
    'callers on loopback until the setting is fixed.',
  when({ at, settings, settingProblems, endpoints, listeners, listenersSince, api }): Finding | undefined {
    const mine = appListeners(listeners);
    const isOpen = endpoints.length === 0 && portsOf(mine).length > 1 && !checksProcessOnly(settings);
    const undecided = isOpen && at - listenersSince >= SETTLED_MS ? mine : [];
    const problems = [...settingProblems, ...yieldProblems(api, settings)];
    return problems.length + undecided.length === 0 ? undefined : { problems, undecided };
  },
  // Nothing is probed until a port is named, so no app can pass.
  severity: ({ undecided }) => (undecided.length > 0 ? 'error' : 'warning'),
  summary: ({ problems, undecided }) => {
    const wrong = problems.map(
      ({ name, given, accepted, used, words }) =>
        words?.summary ?? `${name} is "${given}", which is not ${accepted}, so ${used} is used`,
    );
    const open =
      undecided.length === 0
        ? []
        : [
            `no endpoint is chosen and the app listens on several ports (${portsOf(undecided).join(', ')}), so nothing is probed`,
          ];
    const all = [...wrong, ...open].join('; ');
    return `${startsWithName(problems) ? all : `${all.slice(0, 1).toUpperCase()}${all.slice(1)}`}.`;
  },
  evidence: ({ problems, undecided }) => [
    ...problems.map(({ name, given, accepted }) => ({
      source: 'settings',
      expected: accepted,
      observed: `${name}=${given}`,
    })),
    ...undecided.map((listener) => ({
      source: '/proc/net/tcp',
      expected: 'one port',
      observed: listenerName(listener),
    })),
  ],
  remedy: ({ problems, undecided }) => [
    ...problems.map(({ name, accepted, words }) => words?.remedy ?? `Set ${name} to ${accepted}, or remove it.`),
    ...(undecided.length === 0
      ? []
      : ['Set PORT, or start sidewatch with `--endpoint PORT`, to name the port to which the platform sends traffic.']),
  ],
  example: {
    problems: [
      {
        name: 'SIDEWATCH_INTERVAL',
        given: 'soon',
        accepted: 'a number of seconds from 1 to 3600',
        used: "the profile's",
      },
    ],
    undecided: [],
  },
});
