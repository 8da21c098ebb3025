import { callsOf, endOfExpression, mergedArgs, wholeCall } from './call-text.ts';
import type { Edit } from './edit.ts';
import { escaped, type FixableApp, filesNamed, type Place, usedFiles, withFile, wordsOf } from './fixable-app.ts';
import { spliced } from './shell-text.ts';

const CODE = /\.(?:py|rb|ru|[cm]?[jt]s|go|php|ex|exs|java)$/;

/** The app's code: on its command line, then in its files. */
const codeOf = (app: FixableApp): readonly Place[] => [
  ...wordsOf(app).filter(({ text }) => /[(;]/.test(text)),
  ...usedFiles(app)
    .filter((path) => CODE.test(path))
    .map((path) => fileAt(app, path)),
];

const fileAt = (app: FixableApp, path: string): Place => ({
  text: app.files[path] ?? '',
  put: (text) => withFile(app, path, text),
});

/** A call that takes the place of the app's call of the same function: the same receiver first, then any. */
export const setCall: Edit = ({ verb, quote, beside, sentence }, app) => {
  const wanted = wholeCall(quote);
  // What is to be added stands beside the calls that are there.
  if (verb !== 'use' || wanted === undefined || beside !== undefined || /^(?:Add|Put) /.test(sentence))
    return undefined;
  const name = wanted.callee.replace(/^.*\./, '');
  const isMethod = wanted.callee.includes('.');
  const found = codeOf(app).flatMap((place) => callsOf(place.text, name).map((call) => ({ place, call })));
  const same = found.find(({ call }) => call.callee === wanted.callee);
  const alike = found.find(
    ({ call, place }) => !isMethod || call.callee.includes('.') || /\)\s*\.\s*$/.test(place.text.slice(0, call.start)),
  );
  const chosen = same ?? alike;
  if (chosen === undefined) return undefined;
  const { place, call } = chosen;
  const args = mergedArgs(call.args, wanted.args).join(', ');
  return place.put(spliced(place.text, call.start, call.end, `${call.callee}(${args})`));
};

/** A statement for the app's code: `app.get('/x', …)` before `app.listen` or before a middleware, below the line that makes `app`. */
export const addStatement: Edit = ({ verb, quote, beside, sentence }, app) => {
  const receiver = /^@?([A-Za-z_$][\w$]*)\.\w+\(/.exec(quote)?.[1];
  if (verb !== 'use' || receiver === undefined) return undefined;
  const second = beside?.word === 'above' ? `\n${beside.quote}` : '';
  const isEarly = /\bbefore (?:the|every|its|all)\b|\bfirst\b/.test(sentence);
  const made = new RegExp(`^([ \\t]*)(?:const |let |var |)?${escaped(receiver)}\\s*=.*$`, 'm');
  for (const { text, put } of codeOf(app)) {
    const declared = made.exec(text);
    const target =
      beside?.word === 'before' && !isEarly
        ? new RegExp(`^.*${escaped(beside.quote.replace(/\(.*$/, ''))}\\(`, 'm').exec(text)
        : null;
    if (target !== null) return put(spliced(text, target.index, target.index, `${quote}${second}\n`));
    if (declared !== null) {
      const end = declared.index + declared[0].length;
      return put(spliced(text, end, end, `\n\n${declared[1]}${quote}${second}\n`));
    }
  }
  return undefined;
};

/** An element for a list of the app's code or settings: `'containers'` to `ALLOWED_HOSTS`, a `path(…)` to `urlpatterns`. */
export const addElement: Edit = ({ verb, quote, beside, place }, app) => {
  if (verb !== 'use' || beside?.word !== 'to' || !/^[A-Za-z_][\w.]*$/.test(beside.quote)) return undefined;
  for (const { text, put } of placesFor(app, place)) {
    const found = new RegExp(`(?<![\\w.])${escaped(beside.quote)}\\s*(?:\\+?=|:)(?!=)\\s*`).exec(text);
    if (found === null) continue;
    const start = found.index + found[0].length;
    const end = endOfExpression(text, start);
    const now = text.slice(start, end);
    const inner = now.replace(/\s*,?\s*\]$/, '');
    const isList = /^\[[\s\S]*\]$/.test(now.trim());
    const longer = isList ? `${inner}${/\[\s*$/.test(inner) ? '' : ', '}${quote}]` : `[*${now.trimEnd()}, ${quote}]`;
    return put(spliced(text, start, end, longer));
  }
  return undefined;
};

/** `from x import y`: a first line for the file whose code names what it brings. */
export const addImport: Edit = ({ verb, quote }, app) => {
  const name = /^from [\w.]+ import (\w+)$/.exec(quote)?.[1];
  if (verb !== 'use' || name === undefined) return undefined;
  for (const { text, put } of codeOf(app)) {
    if (text.includes(quote)) return app;
    if (new RegExp(`\\b${name}\\(`).test(text)) return put(`${quote}\n${text}`);
  }
  return undefined;
};

/** `NAME = value` in a file of code, also where it is an argument of a call such as `settings.configure(NAME=value)`. */
export const setAssignment: Edit = ({ verb, quote, place }, app) => {
  const [, name = '', value = ''] = /^([A-Za-z_][\w.]*)\s*=\s*([\s\S]+)$/.exec(quote) ?? [];
  if (verb !== 'use' || name === '') return undefined;
  const places = placesFor(app, place);
  for (const { text, put } of places) {
    const found = new RegExp(`(?<![\\w.])${escaped(name)}\\s*=(?!=)\\s*`).exec(text);
    if (found === null) continue;
    const start = found.index + found[0].length;
    return put(spliced(text, start, endOfExpression(text, start), value));
  }
  // A setting that nobody made yet stands beside the others of its kind.
  const sibling = /^[A-Z_]+$/.test(name) ? places.find(({ text }) => /settings\.configure\(/.test(text)) : undefined;
  if (sibling !== undefined)
    return sibling.put(sibling.text.replace(/settings\.configure\(/, (call) => `${call}${name}=${value}, `));
  const [only] = place === undefined || filesNamed(app, place).length === 0 ? [] : places;
  return only?.put(`${only.text.replace(/\n?$/, '\n')}${quote}\n`);
};

/** The file that the sentence names; else all that the app uses. A name of convention (settings.py) may be another file here. */
function placesFor(app: FixableApp, place: string | undefined): readonly Place[] {
  const named = place === undefined ? [] : filesNamed(app, place).map((path) => fileAt(app, path));
  return named.length > 0 ? named : codeOf(app);
}
