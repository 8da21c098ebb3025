import { exceptionOf, place, type Trace } from './parse-trace.ts';

/** The texts to search the raw output for. */
export const luaNeedles: readonly string[] = ['\\.lua:\\d+: '];

const HEAD = /^(?:\S{0,100}lua[\w.]{0,10}: )(\S{1,300}\.lua):(\d+): (.{1,1500})$/;

/** Starts a trace if the line names an error that ended the Lua interpreter. */
export function startLua(line: string): Trace | undefined {
  const [, file = '', number = '', text] = HEAD.exec(line) ?? [];
  return text === undefined ? undefined : head(text.replace(/:$/, ''), place(file, number));
}

/** Only the stack below the line shows that it is an error. */
function head(text: string, where: string): Trace {
  return {
    next(line) {
      if (line === 'stack traceback:') return stack(text, where);
      return line.startsWith('\t') ? head(text, where) : undefined;
    },
  };
}

const stack = (text: string, where: string): Trace => ({
  exception: exceptionOf('lua', { text, where, isTopLevel: true }),
  next: (line) => (line.startsWith('\t') ? stack(text, where) : undefined),
});
