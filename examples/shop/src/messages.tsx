import { usePage } from './head.tsx';

/** For an unknown address and for an unknown product. The status is for crawlers, which would otherwise get a 200. */
export function NotFound() {
  usePage({
    title: 'Page not found',
    description: 'There is no page at this address.',
    status: 404,
  });
  return (
    <section class="message">
      <p class="message-mark" aria-hidden="true">
        ↰ ? ↱
      </p>
      <h1 tabIndex={-1}>This path goes nowhere</h1>
      <p>We looked behind the hedge and there is no page here. It may have moved, or never been built.</p>
      <p class="actions">
        <a class="button" href="/products">
          See everything we make
        </a>
        <a href="/">Back to the start</a>
      </p>
    </section>
  );
}

/** For data that did not come. A 503 keeps crawlers from remembering this instead of the page. */
export function Broken({ retry }: { retry: () => void }) {
  usePage({
    title: 'Something went wrong',
    description: 'This page could not be loaded just now.',
    status: 503,
  });
  return (
    <section class="message" role="alert">
      <h1 tabIndex={-1}>The lamp went out</h1>
      <p>This page could not be loaded just now. Please check your connection and try again.</p>
      <p class="actions">
        <button class="button" type="button" onClick={retry}>
          Try again
        </button>
      </p>
    </section>
  );
}
