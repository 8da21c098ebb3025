import { SANDBOX_ADDRESS, type Sandbox } from './sandbox.ts';

/** A step of a scenario: something that happens to its app. */
export type Step = (box: Sandbox) => Promise<unknown>;

/** The app's main process gets this signal. */
export const signalled =
  (signal: string): Step =>
  async (box) => {
    const { app } = await box.statusThat((status) => status.app?.pid != null);
    await box.within('kill', `-${signal}`, String(app?.pid));
  };

/** Port 8000 is asked for a page, with curl's further options; that no answer comes may be just what is wanted. */
export const asked =
  (path: string, ...options: readonly string[]): Step =>
  (box) =>
    box
      .within('curl', '-sS', '--max-time', '8', ...options, `http://${SANDBOX_ADDRESS}:8000${path}`)
      .catch(() => undefined);

/** The same, and nobody waits for the answer. */
export const begun =
  (path: string): Step =>
  async (box) => {
    void asked(path)(box);
  };

/** Words of a shell that wait until something listens on the port, without a connection to it. */
export const untilListening = (port: number): string => `until ${listens(port)}; do sleep 0.1; done`;

/** The same for 6 s at most: nobody may come. */
export const briefly = (port: number): string => `for try in $(seq 60); do ${listens(port)} && break; sleep 0.1; done`;

const listens = (port: number): string =>
  `grep -q ":${port.toString(16).toUpperCase().padStart(4, '0')} [0-9A-F:]* 0A " /proc/net/tcp /proc/net/tcp6`;
