/** The packages that contain well-known shared libraries, on Debian and on Alpine. */
const PACKAGES: readonly (readonly [library: RegExp, debian: string, alpine: string])[] = [
  [/^libGL\.so\.1$/, 'libgl1', 'mesa-gl'],
  [/^lib(?:glib|gthread|gobject)-2\.0\.so\.0$/, 'libglib2.0-0', 'glib'],
  [/^libgomp\.so\.1$/, 'libgomp1', 'libgomp'],
  [/^libstdc\+\+\.so\.6$/, 'libstdc++6', 'libstdc++'],
  [/^libgcc_s\.so\.1$/, 'libgcc-s1', 'libgcc'],
  [/^libpq\.so\.5$/, 'libpq5', 'libpq'],
  [/^libmariadb\.so\.3$/, 'libmariadb3', 'mariadb-connector-c'],
  [/^libssl\.so\.3$|^libcrypto\.so\.3$/, 'libssl3', 'openssl'],
  [/^libffi\.so\.8$/, 'libffi8', 'libffi'],
  [/^libxml2\.so\.2$/, 'libxml2', 'libxml2'],
  [/^libxslt\.so\.1$/, 'libxslt1.1', 'libxslt'],
  [/^libmagic\.so\.1$/, 'libmagic1', 'libmagic'],
  [/^libz\.so\.1$/, 'zlib1g', 'zlib'],
  [/^libsqlite3\.so\.0$/, 'libsqlite3-0', 'sqlite-libs'],
  [/^libcurl\.so\.4$/, 'libcurl4', 'libcurl'],
  [/^libjpeg\.so\.62$/, 'libjpeg62-turbo', 'libjpeg-turbo'],
  [/^libvips\.so\.42$/, 'libvips42', 'vips'],
  [/^libpango-1\.0\.so\.0$/, 'libpango-1.0-0', 'pango'],
  [/^libcairo\.so\.2$/, 'libcairo2', 'cairo'],
  [/^libgdal\.so\.\d+$/, 'libgdal-dev', 'gdal'],
  [/^libSM\.so\.6$/, 'libsm6', 'libsm'],
  [/^libXext\.so\.6$/, 'libxext6', 'libxext'],
  [/^libXrender\.so\.1$/, 'libxrender1', 'libxrender'],
  [/^libicu\w{1,10}\.so\.\d+$/, 'libicu-dev', 'icu-libs'],
  [/^libnss3\.so$/, 'libnss3', 'nss'],
];

/** How to install a shared library in the image, as one sentence. */
export function installLibrary(library: string): string {
  const [, debian, alpine] = PACKAGES.find(([pattern]) => pattern.test(library)) ?? [];
  if (debian === undefined || alpine === undefined) {
    return `Install the package that contains ${library}: \`apt-file search ${library}\` finds it on Debian, \`apk search so:${library}\` on Alpine.`;
  }
  return `Install ${library} in the final stage of the Dockerfile: \`apt-get install ${debian}\` on Debian, \`apk add ${alpine}\` on Alpine.`;
}
