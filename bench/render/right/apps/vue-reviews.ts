import { defineComponent, h } from '@vue/runtime-dom';
import { wantedText } from './words.ts';

export const Reviews = defineComponent({ setup: () => () => h('blockquote', wantedText()) });
