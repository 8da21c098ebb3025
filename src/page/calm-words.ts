import { exitedWords, type StatusBody } from './picture.ts';

/** What the page says of an app without a root cause. */
export interface CalmWords {
  readonly title: string;
  readonly text: string;
}

/** The state of an app without a root cause, as a title and one or two sentences. */
export function calmWords({ status, release, app }: StatusBody): CalmWords {
  const exited = app?.exit ? `It ${exitedWords(app.exit)}.` : undefined;
  switch (status) {
    case 'running':
      return {
        title: 'Nothing is wrong with the app',
        text: 'The release check passed, and the app may receive traffic.',
      };
    case 'pending':
      if (exited) return { title: 'The app has exited', text: `${exited} The release check had not passed.` };
      return {
        title: 'Waiting for the release check',
        text: 'The app is starting. Nothing has been found wrong so far.',
      };
    case 'stopped':
      return { title: 'The app has stopped', text: exited ?? 'It exited with code 0, or was asked to stop.' };
    case 'deleting':
      return { title: 'The app is shutting down', text: exited ?? 'It was asked to stop, and has not exited yet.' };
    case 'failed':
      if (exited) return { title: 'The app has exited', text: `${exited} No cause has been found yet.` };
      return {
        title: 'The app is not healthy',
        text:
          release.state === 'failed'
            ? 'The release check failed. No cause has been found yet.'
            : 'Runtime checks fail. No cause has been found yet.',
      };
    default:
      return status satisfies never;
  }
}
