import { calmWords } from './calm-words.ts';
import { type Connection, primaryOf, type StatusBody } from './picture.ts';

/** One short sentence about the state of the app. A screen reader speaks it when it changes. */
export function newsWords(status: StatusBody, connection: Connection): string {
  if (connection === 'lost') return `The agent does not answer. The last known status is ${status.status}.`;
  const title = primaryOf(status)?.title ?? calmWords(status).title;
  return `Status ${status.status}: ${title}.`;
}

/** The title of the window: status, root cause and instance. */
export function titleWords(status: StatusBody, connection: Connection): string {
  const cause = primaryOf(status);
  const word = connection === 'lost' ? `last known ${status.status}` : status.status;
  return `${word}${cause ? `: ${cause.code}` : ''} · ${status.instance}`;
}
