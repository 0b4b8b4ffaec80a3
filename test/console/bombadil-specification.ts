import { actions, extract, type State, weighted } from '@antithesishq/bombadil/browser';
import { clicks, inputs, navigation, scroll } from '@antithesishq/bombadil/browser/defaults/actions';

// What Bombadil does on the console's pages, and what must hold all the while. Its bundler makes a module of this file; the key is
// put in by test/console/bombadil.ts.

export {
  noConsoleErrors,
  noUncaughtExceptions,
  noUnhandledPromiseRejections,
} from '@antithesishq/bombadil/browser/defaults/properties';

const KEY = 'KEY_OF_THE_CLOUD';
const ENTER = 13;

/** The field that asks for an API key: whether it has one already. */
const field = extract((state: State) => {
  const input = state.document.activeElement;
  return input instanceof HTMLInputElement && input.name === 'key' ? { isFilled: input.value !== '' } : null;
});

/** The page to sign in gives its field the focus. */
const signIn = actions(() => {
  if (!field.current) return [];
  if (field.current.isFilled) return [{ PressKey: { code: ENTER } }];
  return [{ TypeText: { text: { Regexp: KEY }, delayMillis: 1 } }];
});

export const onTheConsole = weighted([
  [10_000, signIn],
  [100, clicks],
  [100, inputs],
  [30, scroll],
  [10, navigation],
]);
