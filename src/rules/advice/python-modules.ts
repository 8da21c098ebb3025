import type { AdviceRow } from './advice-row.ts';

/** What to do about a module that Python does not find. */
export const PYTHON_MODULES: readonly AdviceRow[] = [
  [
    /^ModuleNotFoundError: No module named '([\w.]{1,200})'; '([\w.]{1,200})' is not a package/,
    (name, file) =>
      `Rename ${file.replaceAll('.', '/')}.py, if it is the app's own file and a package of that name is meant, or correct the import of ${name}: a single file is found in place of the package.`,
  ],
  [/^ModuleNotFoundError: No module named '([\w.]{1,200}\.\w{1,100})'/, withinPackage],
  [/^ModuleNotFoundError: No module named '(\w{1,100})'/, installPythonModule],
  // `python -m gunicorn`.
  [/^(?:\S{1,200}\/)?python[\d.]{0,6}: No module named '?([\w.]{1,200})/, installPythonModule],
];

/** Python names the whole path only where it has found the package above. */
function withinPackage(name: string): string {
  const parent = name.slice(0, name.lastIndexOf('.'));
  const [top = name] = name.split('.');
  const setting = /\b(?:settings|config|conf)\b/.test(name) ? ' (DJANGO_SETTINGS_MODULE or the like)' : '';
  const known = NAMESPACES.test(name) ? `Install the package that brings ${name}` : undefined;
  return known === undefined
    ? `Put ${name.replaceAll('.', '/')}.py into the image, or correct the name${setting}: Python finds ${parent}, and no such module in it. If ${top} is an installed package, pin a version that has it.`
    : `${known} (requirements.txt or pyproject.toml): others share the name ${top}.`;
}

/** Names under which several packages install their modules. */
const NAMESPACES = /^(?:google(?:\.cloud)?|azure(?:\.\w+)?|opentelemetry(?:\.\w+)?|zope|sphinxcontrib)\.\w+$/;

function installPythonModule(name: string): string {
  const [top = name] = name.split('.');
  const other = PACKAGES[top];
  const what = other === undefined ? '' : `the package ${other}, in `;
  return `Install the Python module ${top} in the image (${what}requirements.txt or pyproject.toml), or, if it is the app's own, start from its directory or set PYTHONPATH.`;
}

/** Modules of packages that have another name, and those that Python has no longer. */
const PACKAGES: Readonly<Record<string, string>> = {
  attr: 'attrs',
  bs4: 'beautifulsoup4',
  corsheaders: 'django-cors-headers',
  Crypto: 'pycryptodome',
  cv2: 'opencv-python-headless',
  dateutil: 'python-dateutil',
  decouple: 'python-decouple',
  distutils: 'setuptools',
  dotenv: 'python-dotenv',
  environ: 'django-environ',
  jose: 'python-jose',
  jwt: 'PyJWT',
  multipart: 'python-multipart',
  MySQLdb: 'mysqlclient',
  PIL: 'Pillow',
  pkg_resources: 'setuptools',
  rest_framework: 'djangorestframework',
  sklearn: 'scikit-learn',
  yaml: 'PyYAML',
};
