import { type OutputStream, streamWords } from './output-loss.ts';

/** Output of the app that the agent does not read: a lack of lines means nothing. */
export interface UnreadOutput {
  /** `output`: the agent reads none of it. */
  readonly stream: OutputStream;
  /**
   * `attached`: another program started the app and holds its output. `terminal`: it goes to the terminal, which the app keeps.
   * `uncopied`: the launcher cannot copy it, because it is closed or a socket with datagrams. `earlier`: an agent that has exited read it,
   * and the app has written nothing since.
   */
  readonly why: 'attached' | 'terminal' | 'uncopied' | 'earlier';
}

/** All of the output of an app that the agent did not start. */
export const attachedOutput: UnreadOutput = { stream: 'output', why: 'attached' };

/** What the app of a restarted agent wrote before. */
export const earlierOutput: UnreadOutput = { stream: 'output', why: 'earlier' };

/** Which output is not read: a clause that ends a sentence, where the app's last words would stand. */
export function unreadWords({ stream, why }: UnreadOutput): string {
  const what = stream === 'output' ? 'output' : streamWords(stream);
  switch (why) {
    case 'attached':
    case 'uncopied':
      return `sidewatch does not read its ${what}`;
    case 'terminal':
      return `its ${what} goes to the terminal, where sidewatch does not read it`;
    case 'earlier':
      return 'it has written nothing since sidewatch was restarted';
    default:
      return why satisfies never;
  }
}

/** How to read the output, as one sentence. */
export function unreadStep({ stream, why }: UnreadOutput): string {
  const what = stream === 'output' ? 'output' : streamWords(stream);
  switch (why) {
    case 'attached':
      return "Read the last lines of the app's own log (`kubectl logs --previous`, `docker logs`), or name its log file with `--log-file`. Because sidewatch did not start this app, it does not read its output.";
    case 'terminal':
      return `Read the last lines on the terminal. For sidewatch to read them too, start it without a terminal (\`docker run\` without \`-t\`), or name the app's log file with \`--log-file\`.`;
    case 'uncopied':
      return `Send the app's ${what} to a pipe or a file (sidewatch can read that), or name the app's log file with \`--log-file\`.`;
    case 'earlier':
      return "Read the app's earlier lines in the container's log (`kubectl logs`, `docker logs`): sidewatch was restarted, and has not read them.";
    default:
      return why satisfies never;
  }
}
