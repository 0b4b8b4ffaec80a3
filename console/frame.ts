/**
 * Shows a stored page inside the console without running any of it. The frame is sandboxed and its origin is nobody's; its policy
 * (infra/policies.yml) lets our script run and nothing else. What the page would try is taken out all the same.
 *
 * It says `ready` to the window that embeds it, and takes one message `{ html, url }` from there: the page, and where it lives.
 */
addEventListener('message', function take({ source, origin, data }: MessageEvent) {
  // The origin of this document is nobody's; its address is the console's.
  if (source !== parent || origin !== location.origin) return;
  if (typeof data?.html !== 'string' || !/^https?:/.test(String(data.url))) return;
  removeEventListener('message', take);
  const page = parsed(data.html);
  still(page);
  // Addresses of the page are relative to where it lives.
  const base = page.createElement('base');
  base.href = data.url;
  page.head.prepend(base);
  document.replaceChild(document.adoptNode(page.documentElement), document.documentElement);
});

// Links and forms lead nowhere: the frame shows one page.
for (const event of ['click', 'auxclick', 'submit'])
  addEventListener(event, each => each.preventDefault(), { capture: true });

parent.postMessage('ready', '*');

/** A document of its own, in which nothing runs or loads. With its shadow roots, where the browser can. */
function parsed(html: string): Document {
  const { parseHTMLUnsafe } = Document as { parseHTMLUnsafe?: (html: string) => Document };
  return parseHTMLUnsafe?.call(Document, html) ?? new DOMParser().parseFromString(html, 'text/html');
}

/** Takes out what acts, opens another page or asks for more than the page shows. */
function still(root: Document | ShadowRoot): void {
  const active =
    'script, iframe, frame, object, embed, base, meta[http-equiv], link:not([rel~="stylesheet" i])';
  for (const element of root.querySelectorAll(active)) element.remove();
  for (const element of root.querySelectorAll('*')) {
    for (const { name, value } of [...element.attributes])
      if (/^on|^(autofocus|autoplay|ping|srcdoc)$/i.test(name) || isScript(value))
        element.removeAttribute(name);
    if (element.shadowRoot) still(element.shadowRoot);
  }
}

/** As a browser reads an address: blanks before it and line breaks in it are nothing. https://url.spec.whatwg.org/#concept-basic-url-parser */
const isScript = (value: string) => URL.canParse(value) && new URL(value).protocol === 'javascript:';
