import type { Server } from './server.ts';

/** The texts of a server of which one switch sets the address and the port. */
export const oneSwitch = (text: (port: number) => string): Pick<Server, 'bindAll' | 'setPort'> => ({
  bindAll: text,
  setPort: text,
});

/** How to keep a server in the foreground that never leaves it by itself. */
export const undetached = (name: string): string =>
  `Start ${name} as the container's command, or with \`exec\` at the end of the start script, without \`&\`, \`nohup\`, \`setsid\` or \`screen\`: it never daemonizes by itself.`;

/** A path as it stands in patterns that begin at the root. */
export const withoutSlash = (path: string): string => path.replace(/^\//, '');
