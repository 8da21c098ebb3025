import type { SettingProblem } from '../core/checks/settings.ts';

/** The fault of a setting. The caller adds what is used instead. */
export type PemFault = Omit<SettingProblem, 'used'>;

interface PemTexts {
  readonly ca?: string | undefined;
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
}

/** What OpenSSL rejects about these texts, for example a key that does not belong to its certificate; undefined if nothing. */
export function pemFault(given: PemTexts, name: string, accepted: string): PemFault | undefined {
  if (Object.values(given).every((text) => text === undefined)) return undefined;
  try {
    // Loaded late, because most agents never need it.
    process.getBuiltinModule('node:tls').createSecureContext(given);
    // A context skips authorities that it cannot read, and then trusts no certificate.
    const { X509Certificate } = process.getBuiltinModule('node:crypto');
    for (const block of blocksIn(given.ca)) new X509Certificate(block);
    return undefined;
  } catch (error) {
    return {
      name,
      accepted,
      given: `a file that OpenSSL rejects: ${error instanceof Error ? error.message : error}`,
    };
  }
}

const blocksIn = (text = ''): readonly string[] =>
  text.split(/^(?=-----BEGIN CERTIFICATE-----)/m).filter((block) => block.startsWith('-----BEGIN CERTIFICATE-----'));
