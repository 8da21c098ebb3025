/** Configuration sections that are named after their content. */
const SECTION =
  /^(?:(?:Jwt|JWT)(?:Settings|Options|Config|Bearer)?|(?:Token|Tokens|Secrets|Credentials)(?:Settings|Options)?)$/;
/** The quote, and words before the section. Group 1 is the text before the quote. */
const OPENING =
  /^([\s\S]*?)(\\{0,8}["'`])(?:(?:Auth|Authentication|Authorization|Security|Identity|App|AppSettings|Settings|Api):){0,3}$/;
/** Names of settings in a section. A generated value is never one of these words. */
const SETTING =
  /^(?:(?:Signing|Secret|Api|Private|Public|Security|Encryption)?Key|(?:Client)?Secret|(?:Access|Refresh)?Token|Password|Issuer|Audience)(?=\\{0,8}["'`](?![\w@]))/;
/** Places where a quote can open. */
const PLACE = /(?:^|[\s([,>])$/;
/** But not after an option or a word that announces a login. */
const LOGIN =
  /(?:(?:^|\s)-{1,2}[\w-]{1,40}|\b(?:user|username|login|logon|auth|basic|creds?|credentials?|as|with|password|secret|token))\s{1,4}$/i;
const REACH = 100;

/**
 * Whether quotes contain only the name of a setting in .NET's form: 'Jwt:Key'. Strict on purpose: all of its
 * words must be known, and a quoted login ('root:hunter2') has others.
 */
export function isSettingName(text: string, name: string, nameAt: number, valueAt: number): boolean {
  if (!SECTION.test(name) || text[valueAt - 1] !== ':') return false;
  const [, before, opening] = OPENING.exec(text.slice(Math.max(0, nameAt - REACH), nameAt)) ?? [];
  const value = SETTING.exec(text.slice(valueAt, valueAt + REACH))?.[0];
  if (before === undefined || opening === undefined || value === undefined) return false;
  return text.startsWith(opening, valueAt + value.length) && PLACE.test(before) && !LOGIN.test(before);
}
