import { DATA, type RightPage, rightPage, WANTED } from './page.ts';

/** Each builds its page of `bench/render/right/apps`: by data, and by a chunk that is loaded when these are there. */
export const FRAMEWORKS: readonly RightPage[] = (['React', 'Preact', 'Vue', 'Elements'] as const).map(name =>
  rightPage({
    name: name === 'Elements' ? 'custom elements that are defined late' : `${name} with a lazy chunk`,
    main: '<div id="root"></div>',
    more: `<script type="module" src="/right-${name.toLowerCase()}.js"></script>`,
    text: ['Ropes', DATA, WANTED],
  }),
);

/** Their files. */
export const APPS = ['right-react.tsx', 'right-preact.tsx', 'right-vue.ts', 'right-elements.ts'];
