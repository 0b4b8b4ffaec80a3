// What each short domain says of itself to machines: to robots, and of the apps that open its links. It is put into the environment of
// `redirect` alone, which answers it (core/links/follow/files.ts). CommonJS, because the packager's plugin is.

/** Of all in that environment there may be 4 KB, and the domains are in it. https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html */
const MOST_CHARACTERS = 1800;

const ROBOTS = { all: undefined, none: 'User-agent: *\nDisallow: /\n' };

/**
 * The value of DOMAIN_FILES; '' where nothing is said.
 *
 * @param settings as check-settings.cjs lets them pass
 */
function domainFilesText(settings) {
  const first = filesOf(settings);
  const all = Object.entries(settings.shortDomains ?? {}).map(([name, own]) => [
    name,
    filesOf({ robots: settings.robots, appLinks: settings.appLinks, ...own }),
  ]);
  const others = all.filter(([, files]) => JSON.stringify(files) !== JSON.stringify(first));
  if (others.length === 0 && Object.keys(first).length === 0) return '';
  return JSON.stringify({ '': first, ...Object.fromEntries(others) });
}

function filesOf({ robots = 'all', appLinks }) {
  const text = Object.hasOwn(ROBOTS, robots) ? ROBOTS[robots] : `${robots.trimEnd()}\n`;
  const apps = Object.entries(appLinks ?? {}).filter(([, value]) => value !== null);
  return {
    ...(text !== undefined && { robots: text }),
    ...(apps.length > 0 && { appLinks: Object.fromEntries(apps) }),
  };
}

/** A field and its value, a comment, or nothing. https://www.rfc-editor.org/rfc/rfc9309#section-2.2 */
const ROBOTS_LINE = /^(?:[A-Za-z-]+[ \t]*:[\x20-\x7e\t]*|#[\x20-\x7e\t]*|[ \t]*)$/;

function robotsProblem(value) {
  if (value === undefined) return undefined;
  const right = 'It takes all, none, or the lines of a robots.txt, such as "Disallow: /private".';
  if (typeof value !== 'string' || value === '') return right;
  if (Object.hasOwn(ROBOTS, value)) return undefined;
  const lines = value.split(/\r?\n/);
  return lines.every(line => ROBOTS_LINE.test(line)) && lines.some(line => /^[A-Za-z]/.test(line))
    ? undefined
    : right;
}

/** The team's or the app's prefix, and the id of the bundle. https://developer.apple.com/documentation/xcode/supporting-associated-domains */
const APP_ID = /^[A-Z0-9]{10}\.[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$/;
/** https://developer.android.com/build/configure-app-module#set-application-id */
const PACKAGE = /^[A-Za-z]\w*(\.[A-Za-z]\w*)+$/;
/** SHA-256 of a certificate, as keytool and the Play Console write it. */
const FINGERPRINT = /^(?:[0-9A-F]{2}:){31}[0-9A-F]{2}$/;
const PATH = /^\/[\x21-\x7e]*$/;

const listOf = (value, isRight) => Array.isArray(value) && value.length > 0 && value.every(isRight);
const matches = pattern => value => typeof value === 'string' && pattern.test(value);
const isObjectOf = (value, names) =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  Object.keys(value).every(name => names.includes(name));

function appLinksProblem(value) {
  if (value === undefined || value === null) return undefined;
  if (!isObjectOf(value, ['apple', 'android']))
    return 'It takes apple and android, or nothing; docs/deploy.md has an example.';
  return appleProblem(value.apple) ?? androidProblem(value.android);
}

function appleProblem(apple) {
  if (apple === undefined || apple === null) return undefined;
  if (!isObjectOf(apple, ['appIds', 'paths']) || !listOf(apple.appIds, matches(APP_ID)))
    return 'Its apple takes appIds, a list of prefix and bundle such as [ABCDE12345.com.example.app], and paths.';
  if (apple.paths !== undefined && !listOf(apple.paths, matches(PATH)))
    return 'Its apple.paths takes a list of paths, such as [/open/*].';
  return undefined;
}

function androidProblem(android) {
  if (android === undefined || android === null) return undefined;
  const isApp = app =>
    isObjectOf(app, ['package', 'fingerprints']) &&
    matches(PACKAGE)(app.package) &&
    listOf(app.fingerprints, matches(FINGERPRINT));
  return listOf(android, isApp)
    ? undefined
    : 'Its android takes a list of apps, each with package, such as com.example.app, and fingerprints, SHA-256 as 32 bytes in capitals with ":" between them.';
}

/** Asked once each value is right. */
function* filesRoomProblems(settings) {
  const characters = domainFilesText(settings).length;
  if (characters > MOST_CHARACTERS)
    yield `robots and appLinks: of all short domains together they have ${characters} characters, and there is room for ${MOST_CHARACTERS}.`;
}

module.exports = { appLinksProblem, domainFilesText, filesRoomProblems, robotsProblem };
