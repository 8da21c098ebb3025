import type { EventBody } from '../../../core/report/event-body.ts';
import { familyWord, releaseWord, runtimeWord, scopeWord, statusWord } from './picture-schemas.ts';
import { constant, count, moment, objectOf, orNull, port, ref, type Schema, text } from './schema.ts';

type Kind = EventBody['kind'];
type AppDetail = Extract<EventBody, { readonly app: unknown }>['app'];
type ListenerDetail = Extract<EventBody, { readonly listener: unknown }>['listener'];

const exit = objectOf<NonNullable<AppDetail['exit']>>({ code: orNull(count), signal: orNull(text) });
const startFailure = objectOf<NonNullable<AppDetail['startFailure']>>({ errno: text, path: text });
const app = {
  app: objectOf<AppDetail>({ pid: orNull(count), exit, startFailure }, { exit: true, startFailure: true }),
};
const listener = {
  listener: objectOf<ListenerDetail>({
    address: text,
    port,
    family: familyWord,
    scope: scopeWord,
    pid: orNull(count),
  }),
};
const diagnosis = { diagnosis: ref('Diagnosis') };

/** What each kind of event has in addition to its number, time and text. */
const details: { readonly [K in Kind]: Readonly<Record<string, Schema>> } = {
  'app-started': app,
  'app-not-started': app,
  'app-exited': app,
  status: { to: statusWord, from: statusWord },
  release: { to: releaseWord },
  runtime: { to: runtimeWord },
  'first-answer': { probe: ref('Probe') },
  'worker-timeout': { pid: count, count },
  'listener-opened': listener,
  'listener-closed': listener,
  'diagnosis-raised': diagnosis,
  'diagnosis-changed': diagnosis,
  'diagnosis-cleared': diagnosis,
};

/** The first status event has no previous status. */
const OPTIONAL = ['from'];

const eventOf = ([kind, detail]: readonly [string, Readonly<Record<string, Schema>>]): Schema => {
  const properties = { seq: count, run: text, at: moment, text, kind: constant(kind), ...detail };
  return { type: 'object', properties, required: Object.keys(properties).filter((name) => !OPTIONAL.includes(name)) };
};

/** An event of any kind. */
export const eventSchema: Schema = { oneOf: Object.entries(details).map(eventOf) };
