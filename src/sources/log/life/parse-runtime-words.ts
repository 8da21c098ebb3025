import { gaveUp, lifeDialect } from './parse-life-words.ts';

/** What a runtime prints when it ends over an error that nobody caught. */
export const runtimeWords = lifeDialect(/\n(?:Node\.js v\d|Bun v\d)/, [
  [/^Node\.js v\d{1,3}\.\d{1,3}\.\d{1,3}\S{0,40}$/, gaveUp('Node.js')],
  [/^Bun v\d{1,3}\.\d{1,3}\.\d{1,3} \(.{1,80}\)$/, gaveUp('Bun')],
]);
