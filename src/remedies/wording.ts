/** How to keep a server in the foreground that never leaves it by itself. */
export const undetached = (name: string): string =>
  `Start ${name} as the container's command, or with \`exec\` at the end of the start script, without \`&\`, \`nohup\`, \`setsid\` or \`screen\`: it never daemonizes by itself.`;
