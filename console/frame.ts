/**
 * Shows a stored page inside the console without running any of it: the frame is sandboxed, its policy
 * allows our script alone, and the page comes by a message, once, from the window that embeds it.
 */
addEventListener('message', event => {
  if (event.source !== parent || typeof event.data?.html !== 'string') return;
  const page = new DOMParser().parseFromString(event.data.html, 'text/html');
  for (const active of page.querySelectorAll('script, iframe, object, embed, meta[http-equiv]'))
    active.remove();
  // Addresses of the page are relative to where it lives.
  const base = page.createElement('base');
  base.href = String(event.data.url);
  page.querySelector('base')?.remove();
  page.head.prepend(base);
  document.replaceChild(document.adoptNode(page.documentElement), document.documentElement);
});
parent.postMessage('ready', '*');
