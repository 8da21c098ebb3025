import type { SettingProblem } from '../core/checks/settings.ts';

/** What is wrong with a setting; what is used instead is for its reader to say. */
export type PemFault = Omit<SettingProblem, 'used'>;

interface PemTexts {
  readonly ca?: string | undefined;
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
}

/** What is wrong with these texts by the word of OpenSSL, which also knows whether a key belongs to its certificate; undefined when nothing is. */
export function pemFault(given: PemTexts, name: string, accepted: string): PemFault | undefined {
  if (Object.values(given).every((text) => text === undefined)) return undefined;
  try {
    // Loaded only when it is needed: most agents go without.
    process.getBuiltinModule('node:tls').createSecureContext(given);
    // Of authorities a context passes over what it cannot read, and then trusts nobody.
    const { X509Certificate } = process.getBuiltinModule('node:crypto');
    for (const block of blocksIn(given.ca)) new X509Certificate(block);
    return undefined;
  } catch (error) {
    return {
      name,
      accepted,
      given: `a file with which OpenSSL says "${error instanceof Error ? error.message : error}"`,
    };
  }
}

const blocksIn = (text = ''): readonly string[] =>
  text.split(/^(?=-----BEGIN CERTIFICATE-----)/m).filter((block) => block.startsWith('-----BEGIN CERTIFICATE-----'));
