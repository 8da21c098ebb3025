/** Sections of a configuration that are called as what they hold. */
const SECTION =
  /^(?:(?:Jwt|JWT)(?:Settings|Options|Config|Bearer)?|(?:Token|Tokens|Secrets|Credentials)(?:Settings|Options)?)$/;
/** The quote, and what may stand before such a section; group 1 is what stands before the quote. */
const OPENING =
  /^([\s\S]*?)(\\{0,8}["'`])(?:(?:Auth|Authentication|Authorization|Security|Identity|App|AppSettings|Settings|Api):){0,3}$/;
/** What a setting in it is called. A made-up value is none of these words. */
const SETTING =
  /^(?:(?:Signing|Secret|Api|Private|Public|Security|Encryption)?Key|(?:Client)?Secret|(?:Access|Refresh)?Token|Password|Issuer|Audience)(?=\\{0,8}["'`](?![\w@]))/;
/** A quote may stand here. */
const PLACE = /(?:^|[\s([,>])$/;
/** But not behind a switch, or a word that announces a login. */
const LOGIN =
  /(?:(?:^|\s)-{1,2}[\w-]{1,40}|\b(?:user|username|login|logon|auth|basic|creds?|credentials?|as|with|password|secret|token))\s{1,4}$/i;
const REACH = 100;

/**
 * Whether quotes hold nothing but the name of a setting, as .NET's configuration writes it: 'Jwt:Key'. Strict on purpose: all of its
 * words must be known, and a login in quotes ('root:hunter2') has others.
 */
export function isSettingName(text: string, name: string, nameAt: number, valueAt: number): boolean {
  if (!SECTION.test(name) || text[valueAt - 1] !== ':') return false;
  const [, before, opening] = OPENING.exec(text.slice(Math.max(0, nameAt - REACH), nameAt)) ?? [];
  const value = SETTING.exec(text.slice(valueAt, valueAt + REACH))?.[0];
  if (before === undefined || opening === undefined || value === undefined) return false;
  return text.startsWith(opening, valueAt + value.length) && PLACE.test(before) && !LOGIN.test(before);
}
