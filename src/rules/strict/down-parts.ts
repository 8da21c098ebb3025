import type { Evidence } from '../../core/diagnosis/diagnosis.ts';
import type { Answer, DownPart } from '../../core/facts/probe.ts';
import type { LoggedPart } from './logged-parts.ts';

/** The reason in the response itself, to follow its status; undefined if it names no part that is down. */
export const downReason = ({ down }: Answer): string | undefined =>
  down && `: the app reports that ${down.map(downWords).join(', and ')}`;

/** The parts that are down, as evidence. */
export const downSeen = ({ down = [] }: Answer): readonly Evidence[] =>
  down.map((part) => ({ source: 'probe', observed: `the response reports that ${downWords(part)}` }));

const downWords = ({ name, says }: DownPart): string => `${name} is down${says === undefined ? '' : ` (${says})`}`;

/** The name, with the address in its message, as in "Failed to connect to 10.0.0.3:5432". */
function placed({ name, says = '' }: DownPart): string {
  const address = ADDRESS.exec(says)?.[1];
  return address === undefined ? name : `${name} at ${address}`;
}

const ADDRESS =
  /(?:^|[\s(])((?:\d{1,3}\.){3}\d{1,3}:\d{2,5}|[a-z][\w-]{0,62}(?:\.[\w-]{1,62}){0,6}:\d{4,5})(?=$|[\s),.;])/;

/** Spring Boot's response to callers that may see no details. */
const SPRING_ALONE = /^\{"status":"(?:DOWN|OUT_OF_SERVICE)"(?:,"groups":\[[^\]]{0,200}\])?\}$/;

/** The steps for an app that names what it lacks, or hides it; undefined for other responses. */
export function downSteps(
  { down: told, bodyHead }: Answer,
  path: string,
  logged?: readonly LoggedPart[],
): readonly string[] | undefined {
  const down: readonly LoggedPart[] | undefined = told ?? logged;
  if (down !== undefined) {
    const names = down.map(({ name }) => name).join(' and ');
    return [
      `Check that ${down.map(placed).join(' and ')} ${down.length > 1 ? 'are' : 'is'} up, and that the app has the right address and login: its own health check reports this.`,
      `If the app can serve without ${names}, remove it from the checks of ${path}.`,
    ];
  }
  return SPRING_ALONE.test(bodyHead)
    ? [
        `Make ${path} name the part that is down: set the environment variable MANAGEMENT_ENDPOINT_HEALTH_SHOW_DETAILS to \`always\`, and read the response.`,
        'Then fix that part, or leave it out of the check.',
      ]
    : undefined;
}
