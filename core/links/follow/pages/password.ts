import { html } from 'hono/html';
import type { Answer } from '../answer.ts';
import { pageAnswer } from './page.ts';

/**
 * Asks for a link's password. The form leads back to the address it is at, so that the query is there yet; and on from there to
 * any site, since browsers hold a form's policy against where its answer redirects, too.
 *
 * @param isWrong whether this answers one that was wrong
 */
export function passwordPage(isWrong: boolean): Answer {
  return pageAnswer({
    status: isWrong ? 403 : 200,
    title: 'This way has a gate',
    sign: 'locked',
    formAction: FORM_ACTION,
    body: html`<p>Whoever gave you this link can tell you its password, too.</p>
<form method="post">
<label for="password">Password</label>
<input id="password" name="password" type="password" required maxlength="128" autocomplete="off" autofocus
${isWrong ? html`aria-invalid="true" aria-describedby="wrong"` : ''}>
${isWrong ? html`<p class="wrong" id="wrong" role="alert">That is not the password.</p>` : ''}
<button>Go on</button>
</form>`,
  });
}

/** Chromium blocks an answer that redirects elsewhere: https://www.w3.org/TR/CSP3/#directive-form-action */
const FORM_ACTION = "'self' https: http:";

/** Says that a password was tried too often, and when it may be tried again. */
export function tooManyTriesPage(retryAfter: number): Answer {
  const minutes = Math.ceil(retryAfter / 60);
  return pageAnswer({
    status: 429,
    title: 'Too many tries',
    sign: 'locked',
    headers: { 'retry-after': String(retryAfter) },
    body: html`<p>The password of this link was tried too often.
Please try again in ${minutes === 1 ? 'a minute' : `${minutes} minutes`}.</p>`,
  });
}
