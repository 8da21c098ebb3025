import manifest from '../package.json' with { type: 'json' };

/** Put in by the build (scripts/build/bundle.ts). */
declare const BUILD_REVISION: string | undefined;

/** The version of this sidewatch, as package.json has it. */
export const version: string = manifest.version;

/** The commit that it was built from; undefined where the sources run without a build, or it is not known. */
export const revision: string | undefined = typeof BUILD_REVISION === 'string' ? BUILD_REVISION : undefined;
