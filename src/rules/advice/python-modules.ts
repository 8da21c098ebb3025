import type { AdviceRow } from './advice-row.ts';

/** Steps for a module that Python cannot find. */
export const PYTHON_MODULES: readonly AdviceRow[] = [
  [
    /^ModuleNotFoundError: No module named '([\w.]{1,200})'; '([\w.]{1,200})' is not a package/,
    (name, file) =>
      `Rename ${file.replaceAll('.', '/')}.py if it is the app's own file and you mean a package with that name, or correct the import of ${name}. Python finds this file instead of the package.`,
  ],
  [/^ModuleNotFoundError: No module named '([\w.]{1,200}\.\w{1,100})'/, withinPackage],
  [/^ModuleNotFoundError: No module named '(\w{1,100})'/, installPythonModule],
  // `python -m gunicorn`.
  [/^(?:\S{1,200}\/)?python[\d.]{0,6}: No module named '?([\w.]{1,200})/, installPythonModule],
];

/** Python names the whole path only if it found the parent package. */
function withinPackage(name: string): string {
  const parent = name.slice(0, name.lastIndexOf('.'));
  const [top = name] = name.split('.');
  const setting = /\b(?:settings|config|conf)\b/.test(name) ? ' (often DJANGO_SETTINGS_MODULE)' : '';
  const known = NAMESPACES.test(name) ? `Install the package that brings ${name}` : undefined;
  return known === undefined
    ? `Put ${name.replaceAll('.', '/')}.py into the image, or correct the name${setting}: Python finds ${parent}, but not this module in it. If ${top} is an installed package, pin a version that has it.`
    : `${known} (requirements.txt or pyproject.toml): other packages also use the name ${top}.`;
}

/** Names under which several packages install their modules. */
const NAMESPACES = /^(?:google(?:\.cloud)?|azure(?:\.\w+)?|opentelemetry(?:\.\w+)?|zope|sphinxcontrib)\.\w+$/;

function installPythonModule(name: string): string {
  const [top = name] = name.split('.');
  const other = PACKAGES[top];
  const what = other === undefined ? '' : `the package ${other}, in `;
  return `Install the Python module ${top} in the image (${what}requirements.txt or pyproject.toml). If it is the app's own module, start from its directory or set PYTHONPATH.`;
}

/** Modules whose package has another name, and modules that Python no longer includes. */
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
