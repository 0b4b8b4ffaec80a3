// Not SvelteKit, which only vite builds, but its rules for addresses: https://svelte.dev/docs/kit/page-options#trailingSlash.
// The path is decoded but for "%25" before it is matched, and history gets the form that the setting asks for.

const decoded = location.pathname.split('%25').map(decodeURI).join('%25');
const { SETTING } = globalThis;
const bare = location.pathname.replace(/(.)\/$/, '$1');
const forms = { ignore: location.pathname, never: bare, always: bare.endsWith('/') ? bare : `${bare}/` };
if (forms[SETTING] !== location.pathname)
  history.replaceState(history.state, '', forms[SETTING] + location.search);

const routes = [
  [/^\/$/, 'home'],
  [/^\/guide\/?$/, 'guide'],
  [/^\/wiki\/([^/]+)\/?$/, 'wiki'],
  [/^\/files\/(.*?)\/?$/, 'files'],
  [/^/, 'nothing'],
];
const [pattern, name] = routes.find(([path]) => path.test(decoded));
const parameter = pattern.exec(decoded)[1];
const main = document.createElement('main');
main.textContent = `${name} ${parameter === undefined ? '' : decodeURIComponent(parameter)}`;
document.querySelector('#app').append(main);
